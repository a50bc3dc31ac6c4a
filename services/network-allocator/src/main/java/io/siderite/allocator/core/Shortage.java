package io.siderite.allocator.core;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Why no address could be had, in numbers.
 *
 * @param leased addresses that are machines'
 * @param quarantined addresses that were given back a moment ago
 * @param nextFree when the first of these is free again, as people read it
 * @param reserved addresses that people reserved by hand
 * @param holders the machines that have them; the first few
 */
public record Shortage(
        Demand demand, long leased, long quarantined, Optional<String> nextFree, long reserved, List<String> holders) {

    private static final int NAMED = 12;

    /** A sentence for people: {@code storage network full: 9 of 9 leased; held by a, b and c}. */
    public String text() {
        StringBuilder text = new StringBuilder(demand.place())
                .append(demand.audiences().size() > 1 ? ", with what is reserved for its set," : "")
                .append(" full: ")
                .append(leased)
                .append(" of ")
                .append(demand.size())
                .append(" leased");
        if (quarantined > 0) {
            text.append(", ").append(quarantined).append(" in quarantine");
            nextFree.ifPresent(
                    at -> text.append(" (the first until ").append(at).append(')'));
        }
        if (reserved > 0) {
            text.append(", ").append(reserved).append(" reserved by hand");
        }
        BigInteger seen = demand.size().subtract(BigInteger.valueOf(leased + quarantined + reserved));
        if (seen.signum() > 0) {
            text.append(", ").append(seen).append(" in use by VMs that are not ours");
        }
        if (!holders.isEmpty()) {
            text.append("; held by ")
                    .append(String.join(", ", holders.stream().limit(NAMED).toList()));
            if (leased > Math.min(holders.size(), NAMED)) {
                text.append(" and ")
                        .append(leased - Math.min(holders.size(), NAMED))
                        .append(" more");
            }
        }
        return text.toString();
    }

    /** How many holders are worth asking for. */
    public static int named() {
        return NAMED;
    }
}
