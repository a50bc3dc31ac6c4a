package io.siderite.placement;

import io.siderite.proto.events.v1.NodeInventory;
import java.util.Comparator;

/** A node of a Proxmox cluster. */
public record Place(String cluster, String node) implements Comparable<Place> {

    private static final Comparator<Place> BY_NAME =
            Comparator.comparing(Place::cluster).thenComparing(Place::node);

    static Place of(NodeInventory node) {
        return new Place(node.getCluster(), node.getNode());
    }

    @Override
    public int compareTo(Place other) {
        return BY_NAME.compare(this, other);
    }

    @Override
    public String toString() {
        return cluster + "/" + node;
    }
}
