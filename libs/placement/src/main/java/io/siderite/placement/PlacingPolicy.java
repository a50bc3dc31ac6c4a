package io.siderite.placement;

import io.siderite.networks.Networks;
import java.time.Duration;

/**
 * What the operator settled about places.
 *
 * @param hostReserve bytes of each node's memory that stay with the host
 * @param hostReserveFraction part of each node's memory that stays with the host, where that is more; from 0 to 1
 * @param inventoryMaxAge how old the newest reading of a cluster may be for a machine to be placed in it
 * @param networks the storage networks that a class may name
 */
public record PlacingPolicy(long hostReserve, double hostReserveFraction, Duration inventoryMaxAge, Networks networks) {

    /** 2 GiB, on larger nodes 5 %; readings of five minutes; no storage network. */
    public static final PlacingPolicy DEFAULT =
            new PlacingPolicy(2L << 30, 0.05, Duration.ofMinutes(5), Networks.none());

    /** With readings of at most five minutes. */
    public PlacingPolicy(long hostReserve, double hostReserveFraction, Networks networks) {
        this(hostReserve, hostReserveFraction, DEFAULT.inventoryMaxAge(), networks);
    }

    /** The same with other storage networks. */
    public PlacingPolicy with(Networks others) {
        return new PlacingPolicy(hostReserve, hostReserveFraction, inventoryMaxAge, others);
    }

    /** Bytes that stay with a host of this much memory. */
    public long reserveOf(long memoryTotal) {
        return Math.max(hostReserve, (long) (memoryTotal * hostReserveFraction));
    }
}
