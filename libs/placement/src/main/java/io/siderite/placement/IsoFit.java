package io.siderite.placement;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which storage of a node takes a machine's boot image and cidata. */
final class IsoFit {

    /** Bytes: a boot image, the cidata beside it, and an image that comes next. */
    private static final long ROOM = 2L << 30;

    private IsoFit() {}

    /**
     * The cluster's preferred one, else the node's own directory: of those with room for a boot image. Under HA shared ones
     * come before any: no VM is moved away from an ISO that only its node has.
     *
     * @param reasons to add to why there is none, in words that follow the node's name
     */
    static Optional<String> choose(Ask ask, NodeInventory node, Ledger ledger, LeftOut leftOut, List<String> reasons) {
        var place = Place.of(node);
        var accepting = node.getStoragesList().stream()
                .filter(s ->
                        s.getActive() && s.getEnabled() && s.getContentList().contains("iso"))
                .toList();
        var storage = accepting.stream()
                .filter(s -> ledger.roomOf(place, s) >= ROOM
                        && leftOut.storage(place, s).isEmpty())
                .min(Comparator.comparing((StorageState s) -> ask.highlyAvailable() && !s.getShared())
                        .thenComparing(s -> !s.getName().equals(node.getIsoStorage()))
                        .thenComparing(s -> !s.getType().equals("dir"))
                        .thenComparing(StorageState::getShared)
                        .thenComparing(s -> -s.getAvailable())
                        .thenComparing(StorageState::getName));
        if (accepting.isEmpty()) {
            reasons.add("has no active storage that accepts iso");
        } else if (storage.isEmpty()) {
            reasons.add("has no storage with the %s that a boot image takes: %s"
                    .formatted(
                            Gib.of(ROOM),
                            accepting.stream()
                                    .map(s -> s.getName() + " "
                                            + leftOut.storage(place, s)
                                                    .orElseGet(() -> "has " + Gib.of(ledger.roomOf(place, s))))
                                    .collect(Collectors.joining(", "))));
        }
        return storage.map(StorageState::getName);
    }
}
