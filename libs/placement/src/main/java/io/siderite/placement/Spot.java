package io.siderite.placement;

import java.util.Comparator;

/**
 * What can fail a machine: a node, or one storage of it.
 *
 * @param storage empty: the node as a whole
 */
public record Spot(Place place, String storage) implements Comparable<Spot> {

    private static final Comparator<Spot> BY_NAME =
            Comparator.comparing(Spot::place).thenComparing(Spot::storage);

    /** The node as a whole. */
    public static Spot node(Place place) {
        return new Spot(place, "");
    }

    boolean wholeNode() {
        return storage.isEmpty();
    }

    @Override
    public int compareTo(Spot other) {
        return BY_NAME.compare(this, other);
    }
}
