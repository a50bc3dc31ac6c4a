package io.siderite.evaluator.core;

/**
 * What the operator settled about places.
 *
 * @param hostReserve bytes of each node's memory that stay with the host
 * @param hostReserveFraction part of each node's memory that stays with the host, where that is more; from 0 to 1
 */
public record PlacingPolicy(long hostReserve, double hostReserveFraction) {

    /** 2 GiB, on larger nodes 5 %. */
    public static final PlacingPolicy DEFAULT = new PlacingPolicy(2L << 30, 0.05);

    /** Bytes that stay with a host of this much memory. */
    long reserveOf(long memoryTotal) {
        return Math.max(hostReserve, (long) (memoryTotal * hostReserveFraction));
    }
}
