package io.siderite.omnisim.cosi;

import io.siderite.proto.cosi.Resource;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Waits until a resource has no finalizer left, or is gone, or nobody waits any more. */
final class LastFinalizer implements ChangeLog.Listener {

    private final Store store;
    private final Kind kind;
    private final String id;
    private final BooleanSupplier cancelled;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    LastFinalizer(Store store, Kind kind, String id, BooleanSupplier cancelled) {
        this.store = store;
        this.kind = kind;
        this.id = id;
        this.cancelled = cancelled;
    }

    /** Runs {@code next} once, on a thread of its own, when the last finalizer is gone; never when cancelled before. */
    void then(Runnable next) {
        var unused = gone.thenRunAsync(
                () -> {
                    store.exclusively(log -> log.unsubscribe(this));
                    if (!cancelled.getAsBoolean()) {
                        next.run();
                    }
                },
                Thread::startVirtualThread);
        store.exclusively(log -> {
            log.subscribe(this);
            store.get(kind, id).ifPresentOrElse(this::look, () -> gone.complete(null));
        });
    }

    @Override
    public void changed(ChangeLog.Change change) {
        if (cancelled.getAsBoolean()) {
            gone.complete(null);
            return;
        }
        var metadata = change.resource().getMetadata();
        if (Kind.of(metadata).equals(kind) && metadata.getId().equals(id)) {
            look(change.resource());
        }
    }

    private void look(Resource resource) {
        if (resource.getMetadata().getFinalizersCount() == 0) {
            gone.complete(null);
        }
    }
}
