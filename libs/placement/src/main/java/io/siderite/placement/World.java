package io.siderite.placement;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * All that a choice of a place looks at.
 *
 * @param ledger what is taken of the inventory's nodes; mutable, see {@link Ledger}
 * @param countedFrom a cluster whose newest reading is older takes no machines
 */
public record World(Inventory inventory, Ledger ledger, PlacingPolicy policy, Instant countedFrom) {

    /**
     * A world that is as it was read, however long ago.
     *
     * @param reservations of every machine that has a place, seen or not
     */
    public static World of(Inventory inventory, Collection<Reservation> reservations, PlacingPolicy policy) {
        return new World(inventory, Ledger.of(inventory, reservations), policy, Instant.MIN);
    }

    /** As above, in which what was read too long before this time, by the policy, takes no machines. */
    public static World of(
            Inventory inventory, Collection<Reservation> reservations, PlacingPolicy policy, Instant now) {
        return new World(inventory, Ledger.of(inventory, reservations), policy, now.minus(policy.inventoryMaxAge()));
    }

    /** When a cluster was last read, where that is too long ago to choose a place in it; empty: it is not. */
    public Optional<Instant> notReadSince(String cluster) {
        return inventory.lastRead(cluster).filter(time -> time.isBefore(countedFrom));
    }
}
