package io.siderite.omnisim.controllers;

import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Omni's side of a machine request's status: puts its finalizer on each, and takes it off a while after the provider
 * tore the status down, which is when the node has left its cluster.
 */
public final class RequestStatuses implements Controllers.Controller {

    /** Omni's finalizer on a status. */
    public static final String FINALIZER = "MachineRequestLinkController";

    private final Store store;
    private final Controllers controllers;
    private final Supplier<Duration> leaveClusterDelay;
    private final Map<String, Long> leavesAt = new HashMap<>();

    /** @param leaveClusterDelay how long a node takes to leave its cluster */
    public RequestStatuses(Store store, Controllers controllers, Supplier<Duration> leaveClusterDelay) {
        this.store = store;
        this.controllers = controllers;
        this.leaveClusterDelay = leaveClusterDelay;
    }

    @Override
    public void reconcile() {
        var statuses = store.list(Kind.MACHINE_REQUEST_STATUS);
        leavesAt.keySet().retainAll(statuses.stream().map(Resources::id).toList());
        statuses.forEach(status -> {
            if (Resources.tearingDown(status)) {
                leave(status);
            } else {
                finalizer(Resources.id(status), true);
            }
        });
    }

    private void leave(Resource status) {
        if (!status.getMetadata().getFinalizersList().contains(FINALIZER)) {
            return;
        }
        var id = Resources.id(status);
        var now = System.nanoTime();
        var due = leavesAt.computeIfAbsent(id, ignored -> {
            var delay = leaveClusterDelay.get();
            controllers.wakeAfter(delay);
            return now + delay.toNanos();
        });
        if (now - due >= 0) {
            finalizer(id, false);
        }
    }

    private void finalizer(String id, boolean on) {
        setFinalizer(store, Kind.MACHINE_REQUEST_STATUS, id, FINALIZER, on);
    }

    /** Puts a finalizer on a resource, or takes it off; others on it stay. */
    static void setFinalizer(Store store, Kind kind, String id, String finalizer, boolean on) {
        store.change(kind, id, resource -> {
            var others = resource.getMetadata().getFinalizersList().stream()
                    .filter(other -> !other.equals(finalizer))
                    .toList();
            if (on && others.size() < resource.getMetadata().getFinalizersCount()) {
                return resource;
            }
            resource.getMetadataBuilder()
                    .clearFinalizers()
                    .addAllFinalizers(others)
                    .addAllFinalizers(on ? List.of(finalizer) : List.of());
            return resource;
        });
    }
}
