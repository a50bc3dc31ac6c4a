package io.siderite.omnisim.controllers;

import com.google.protobuf.ByteString;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Outcome;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.HashMap;

/**
 * Makes a ConfigPatch of each ConfigPatchRequest whose machine is known, that is whose request's status has an id.
 * Copies the content unread. Holds the request with a finalizer until the patch is gone, too.
 */
public final class ConfigPatches implements Controllers.Controller {

    /** Omni's finalizer on a config patch request, and the owner of the patch. */
    public static final String NAME = "ConfigPatchRequestController";

    private final Store store;

    public ConfigPatches(Store store) {
        this.store = store;
    }

    @Override
    public void reconcile() {
        store.list(Kind.CONFIG_PATCH_REQUEST).forEach(request -> {
            if (Resources.tearingDown(request)) {
                store.remove(Kind.CONFIG_PATCH, Resources.id(request));
                RequestStatuses.setFinalizer(store, Kind.CONFIG_PATCH_REQUEST, Resources.id(request), NAME, false);
            } else {
                RequestStatuses.setFinalizer(store, Kind.CONFIG_PATCH_REQUEST, Resources.id(request), NAME, true);
                copy(request);
            }
        });
        store.list(Kind.CONFIG_PATCH).stream()
                .filter(patch -> store.get(Kind.CONFIG_PATCH_REQUEST, Resources.id(patch))
                        .isEmpty())
                .forEach(orphan -> store.remove(Kind.CONFIG_PATCH, Resources.id(orphan)));
    }

    private void copy(Resource request) {
        var id = Resources.id(request);
        var status = store.get(Kind.MACHINE_REQUEST_STATUS, Resources.label(request, Labels.MACHINE_REQUEST));
        if (status.isEmpty()) {
            store.remove(Kind.CONFIG_PATCH, id);
            return;
        }
        var machine = Resources.spec(
                        status.get(), MachineRequestStatusSpec.parser(), MachineRequestStatusSpec.getDefaultInstance())
                .getId();
        if (machine.isEmpty()) {
            return;
        }
        var labels = new HashMap<>(request.getMetadata().getLabelsMap());
        labels.put(Labels.MACHINE, machine);
        labels.put(Labels.SYSTEM_PATCH, "");
        var patch = Resources.of(
                Kind.CONFIG_PATCH, id, labels, io.siderite.proto.specs.ConfigPatchRequestSpec.getDefaultInstance())
                .toBuilder();
        ByteString content = request.getSpec().getProtoSpec();
        patch.getSpecBuilder().setProtoSpec(content);
        if (store.create(patch.build(), NAME) instanceof Outcome.Refused) {
            store.change(Kind.CONFIG_PATCH, id, existing -> {
                existing.getMetadataBuilder().clearLabels().putAllLabels(labels);
                existing.getSpecBuilder().setProtoSpec(content);
                return existing;
            });
        }
    }
}
