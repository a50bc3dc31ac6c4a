package io.siderite.placement;

import io.siderite.proto.events.v1.StorageState;
import java.util.Map;
import java.util.Optional;

/**
 * What is not to be chosen for one machine, each with the reason in words that follow its name.
 *
 * @param spots nodes, and storages of nodes
 */
public record LeftOut(Map<Spot, String> spots) {

    /** Everything may be chosen. */
    public static final LeftOut NOTHING = new LeftOut(Map.of());

    public LeftOut {
        spots = Map.copyOf(spots);
    }

    /** Why the node is not to be chosen; empty: it may be. */
    Optional<String> node(Place place) {
        return Optional.ofNullable(spots.get(Spot.node(place)));
    }

    /** Why the storage is not to be chosen; empty: it may be. A shared one is the same on every node of its cluster. */
    Optional<String> storage(Place place, StorageState storage) {
        if (spots.isEmpty()) {
            return Optional.empty();
        }
        if (!storage.getShared()) {
            return Optional.ofNullable(spots.get(new Spot(place, storage.getName())));
        }
        return spots.entrySet().stream()
                .filter(entry -> entry.getKey().storage().equals(storage.getName())
                        && entry.getKey().place().cluster().equals(place.cluster()))
                .map(Map.Entry::getValue)
                .min(String::compareTo);
    }
}
