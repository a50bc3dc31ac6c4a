package io.siderite.networks;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address of IPv4 or IPv6, without a zone and without a prefix length. */
public record Address(Family family, BigInteger value) implements Comparable<Address> {

    private static final Pattern DOTTED =
            Pattern.compile("(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::family).thenComparing(Address::value);

    public Address {
        if (value.signum() < 0 || value.compareTo(family.highest()) > 0) {
            throw new IllegalArgumentException("no " + family + " address: " + value);
        }
    }

    /** Reads an address as people write it: four plain decimal numbers, or IPv6's colons. Nothing is looked up. */
    public static Optional<Address> parse(String text) {
        return whyNot(text).isEmpty() ? Optional.of(read(text)) : Optional.empty();
    }

    /** Why a text is no address that can be used here, as the end of a sentence; empty when it is one. */
    public static Optional<String> whyNot(String text) {
        if (text.indexOf(':') < 0) {
            return isDotted(text)
                    ? Optional.empty()
                    : Optional.of("is no address: write it as 172.31.250.21 or fd00::21");
        }
        if (!COLONS.matcher(text).matches()) {
            return Optional.of("is no address: write it as fd00::21, without a zone and without brackets");
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return bytes.length == 4
                    ? Optional.of("is an IPv4-mapped IPv6 address: write "
                            + new Address(Family.IPV4, new BigInteger(1, bytes)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("is no IPv6 address: write it as fd00::21");
        }
    }

    private static boolean isDotted(String text) {
        var matcher = DOTTED.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 1; i <= 4; i++) {
            if (Integer.parseInt(matcher.group(i)) > 255) {
                return false;
            }
        }
        return true;
    }

    private static Address read(String text) {
        byte[] bytes = InetAddress.ofLiteral(text).getAddress();
        return new Address(bytes.length == 4 ? Family.IPV4 : Family.IPV6, new BigInteger(1, bytes));
    }

    /** The address so many after this one; with a negative number, before it. */
    public Address plus(long count) {
        return new Address(family, value.add(BigInteger.valueOf(count)));
    }

    /** The next one; empty after the very last of the family. */
    public Optional<Address> next() {
        return value.equals(family.highest()) ? Optional.empty() : Optional.of(plus(1));
    }

    /** The one before; empty before the very first of the family. */
    public Optional<Address> previous() {
        return value.signum() == 0 ? Optional.empty() : Optional.of(plus(-1));
    }

    /** IPv4 before IPv6, then by value. */
    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    /** The one way to write it: dotted, or RFC 5952. */
    @Override
    public String toString() {
        return family == Family.IPV4 ? dotted() : AddressText.ofIpv6(value);
    }

    private String dotted() {
        int bits = value.intValue();
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }
}
