package io.siderite.placement;

import java.util.Collection;

/**
 * All that a choice of a place looks at.
 *
 * @param ledger what is taken of the inventory's nodes; mutable, see {@link Ledger}
 */
public record World(Inventory inventory, Ledger ledger, PlacingPolicy policy) {

    /** @param reservations of every machine that has a place, seen or not; see {@link Evaluation#reservation()} */
    public static World of(Inventory inventory, Collection<Reservation> reservations, PlacingPolicy policy) {
        return new World(inventory, Ledger.of(inventory, reservations), policy);
    }
}
