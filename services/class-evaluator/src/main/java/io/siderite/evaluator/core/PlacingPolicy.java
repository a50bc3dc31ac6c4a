package io.siderite.evaluator.core;

import java.util.Optional;

/**
 * What the operator settled about places.
 *
 * @param hostReserve bytes of each node's memory that stay with the host
 * @param hostReserveFraction part of each node's memory that stays with the host, where that is more; from 0 to 1
 * @param isoStorage the storage preferred for ISOs; empty: each node's own directory storage
 */
public record PlacingPolicy(long hostReserve, double hostReserveFraction, Optional<String> isoStorage) {

    /** 2 GiB, on larger nodes 5 %; no preferred ISO storage. */
    public static final PlacingPolicy DEFAULT = new PlacingPolicy(2L << 30, 0.05, Optional.empty());

    /** Bytes that stay with a host of this much memory. */
    long reserveOf(long memoryTotal) {
        return Math.max(hostReserve, (long) (memoryTotal * hostReserveFraction));
    }
}
