package io.siderite.omnisim.controllers;

import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.InfraMachineRegistrationSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.Map;
import java.util.Optional;

/**
 * Ties linked machines to their requests: by the request id that the join token carried, else by the status that names
 * the machine's UUID. Tears a link down with the status of its request, and ends it with the request.
 */
public final class Registrations implements Controllers.Controller {

    private static final String OWNER = "InfraMachineRegistrationController";

    private final Store store;

    public Registrations(Store store) {
        this.store = store;
    }

    /** An administrator deletes a machine's link: its request is torn down, and the set makes a new one. */
    public void deleteLink(String uuid) {
        store.get(Kind.LINK, uuid).ifPresent(link -> {
            store.forceTeardown(Kind.LINK, uuid);
            store.forceTeardown(Kind.MACHINE_REQUEST, Resources.label(link, Labels.MACHINE_REQUEST));
        });
    }

    @Override
    public void reconcile() {
        store.list(Kind.LINK).forEach(link -> {
            var requestId = requestOf(link);
            if (requestId.isEmpty()) {
                return; // no request's machine, or not yet
            }
            var request = store.get(Kind.MACHINE_REQUEST, requestId.get());
            if (request.isEmpty()) {
                end(Resources.id(link));
            } else {
                tie(link, request.get());
            }
        });
    }

    private Optional<String> requestOf(Resource link) {
        var named = Resources.label(link, Labels.MACHINE_REQUEST);
        if (!named.isEmpty()) {
            return Optional.of(named);
        }
        return store.list(Kind.MACHINE_REQUEST_STATUS).stream()
                .filter(status -> uuid(status).equals(Resources.id(link)))
                .map(Resources::id)
                .findFirst();
    }

    private static String uuid(Resource status) {
        return Resources.spec(status, MachineRequestStatusSpec.parser(), MachineRequestStatusSpec.getDefaultInstance())
                .getId();
    }

    private void tie(Resource link, Resource request) {
        var uuid = Resources.id(link);
        var labels = Map.of(
                Labels.MACHINE_REQUEST, Resources.id(request),
                Labels.MACHINE_REQUEST_SET, Resources.label(request, Labels.MACHINE_REQUEST_SET),
                Labels.PROVIDER, Resources.label(request, Labels.PROVIDER));
        var status = store.get(Kind.MACHINE_REQUEST_STATUS, Resources.id(request));
        if (Resources.tearingDown(link) || status.filter(Resources::tearingDown).isPresent()) {
            store.forceTeardown(Kind.LINK, uuid);
            store.remove(Kind.REGISTRATION, uuid);
            store.remove(Kind.MACHINE, uuid);
            return;
        }
        for (var kind : new Kind[] {Kind.LINK, Kind.MACHINE}) {
            store.change(kind, uuid, resource -> {
                resource.getMetadataBuilder().putAllLabels(labels);
                return resource;
            });
        }
        if (!Resources.tearingDown(request)
                && store.get(Kind.REGISTRATION, uuid).isEmpty()) {
            store.create(
                    Resources.of(Kind.REGISTRATION, uuid, labels, InfraMachineRegistrationSpec.getDefaultInstance()),
                    OWNER);
        }
    }

    private void end(String uuid) {
        store.remove(Kind.REGISTRATION, uuid);
        store.remove(Kind.MACHINE, uuid);
        store.remove(Kind.LINK, uuid);
    }
}
