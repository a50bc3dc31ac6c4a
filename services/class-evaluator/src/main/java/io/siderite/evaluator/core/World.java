package io.siderite.evaluator.core;

import java.util.List;

/**
 * All that a choice of a place looks at.
 *
 * @param reservations of every machine that has a place, seen or not; see {@link Evaluation#reservation()}
 */
public record World(Inventory inventory, List<Reservation> reservations, PlacingPolicy policy) {

    public World {
        reservations = List.copyOf(reservations);
    }
}
