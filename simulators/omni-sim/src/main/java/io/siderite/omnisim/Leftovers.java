package io.siderite.omnisim;

import io.siderite.omnisim.controllers.MachineSets;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import java.util.List;
import java.util.Set;

/**
 * What a provider (or Omni on its behalf) left of machines that nobody wants any more: the requests of deleted sets or in
 * teardown that finalizers still hold, and everything that belongs to a request that is gone.
 */
final class Leftovers {

    private static final Set<Kind> ABOUT_THE_PROVIDER =
            Set.of(Kind.PROVIDER, Kind.PROVIDER_STATUS, Kind.PROVIDER_HEALTH, Kind.PROVIDER_JOIN_CONFIG);

    private Leftovers() {}

    static List<Resource> of(Store store, MachineSets sets) {
        return store.all().stream()
                .filter(resource -> !ABOUT_THE_PROVIDER.contains(Kind.of(resource.getMetadata())))
                .filter(resource -> isLeft(resource, store, sets))
                .toList();
    }

    private static boolean isLeft(Resource resource, Store store, MachineSets sets) {
        if (Kind.of(resource.getMetadata()).equals(Kind.MACHINE_REQUEST)) {
            return Resources.tearingDown(resource)
                    || !sets.names().contains(Resources.label(resource, Labels.MACHINE_REQUEST_SET));
        }
        var request = requestOf(resource, sets);
        return !request.isEmpty() && store.get(Kind.MACHINE_REQUEST, request).isEmpty();
    }

    /** The request that a resource belongs to by label or by name; empty for none. */
    private static String requestOf(Resource resource, MachineSets sets) {
        var labelled = Resources.label(resource, Labels.MACHINE_REQUEST);
        if (!labelled.isEmpty()) {
            return labelled;
        }
        var id = Resources.id(resource);
        var status = Kind.of(resource.getMetadata()).equals(Kind.MACHINE_REQUEST_STATUS);
        return status || sets.everMade(id) ? id : "";
    }
}
