package io.siderite.machineclass;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address as a number.
 *
 * @param bits 32 or 128
 */
record Ip(BigInteger value, int bits) implements Comparable<Ip> {

    private static final Pattern V4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final int GROUPS = 8;

    /** The address that a text means; nothing is looked up. Empty: none, or an IPv4 address dressed as IPv6. */
    static Optional<Ip> parse(String text) {
        boolean v4 = V4.matcher(text).matches();
        if (!v4 && (!text.contains(":") || text.contains(".") || text.contains("%"))) {
            return Optional.empty();
        }
        try {
            var address = v4 ? Inet4Address.ofLiteral(text) : (InetAddress) Inet6Address.ofLiteral(text);
            var bytes = address.getAddress();
            // The JDK makes an IPv4 address of an IPv4-mapped one.
            return (bytes.length == 4) == v4
                    ? Optional.of(new Ip(new BigInteger(1, bytes), bytes.length * Byte.SIZE))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The address of a text that was found right. */
    static Ip of(String text) {
        return parse(text).orElseThrow(() -> new IllegalStateException("no address: " + text));
    }

    /** What to write instead of a text that is no address; empty: it is one. */
    static Optional<String> instead(String text) {
        if (parse(text).isPresent()) {
            return Optional.empty();
        }
        int last = text.lastIndexOf(':');
        if (last >= 0 && V4.matcher(text.substring(last + 1)).matches()) {
            return Optional.of("write the IPv4 address itself: " + text.substring(last + 1));
        }
        return Optional.of(
                text.contains(":")
                        ? "write it like 2001:db8::21"
                        : "write four numbers from 0 to 255 without leading zeros, like 192.168.10.21");
    }

    boolean v4() {
        return bits == Integer.SIZE;
    }

    Ip plus(long n) {
        return new Ip(value.add(BigInteger.valueOf(n)), bits);
    }

    /** Canonical: IPv6 in lower case, its longest run of zeros left out. */
    String text() {
        var parts = new StringBuilder();
        int size = v4() ? Byte.SIZE : Short.SIZE;
        for (int shift = bits - size; shift >= 0; shift -= size) {
            int part = value.shiftRight(shift).intValue() & ((1 << size) - 1);
            parts.append(v4() ? Integer.toString(part) : Integer.toHexString(part));
            parts.append(shift == 0 ? "" : v4() ? "." : ":");
        }
        return v4() ? parts.toString() : shortened(parts.toString());
    }

    private static String shortened(String groups) {
        String run = "0" + ":0".repeat(GROUPS - 1);
        for (int zeros = GROUPS; zeros > 1; zeros--, run = run.substring(2)) {
            var match = Pattern.compile("(^|:)" + run + "(:|$)").matcher(groups);
            if (match.find()) {
                return groups.substring(0, match.start()) + "::" + groups.substring(match.end());
            }
        }
        return groups;
    }

    @Override
    public int compareTo(Ip other) {
        return bits == other.bits ? value.compareTo(other.value) : Integer.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        return text();
    }
}
