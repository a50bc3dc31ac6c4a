package io.siderite.networks;

import java.util.List;

/**
 * Addresses that may be leased, and to whom.
 *
 * @param audience {@link #EVERYBODY}, or the holder of a reservation for sets, such as {@code set:*gpu*}
 * @param addresses in order, without overlaps
 */
public record Pool(String audience, List<Interval> addresses) {

    /** Any machine that has a NIC on the network. */
    public static final String EVERYBODY = "";

    public Pool {
        addresses = List.copyOf(addresses);
    }
}
