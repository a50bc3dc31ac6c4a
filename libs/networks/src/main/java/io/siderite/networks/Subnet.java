package io.siderite.networks;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** A subnet in CIDR notation; what stands before the slash is its lowest address. */
public record Subnet(Address network, int prefix) {

    private static final Pattern CIDR = Pattern.compile("([^/]+)/(0|[1-9]\\d{0,2})");

    public Subnet {
        if (prefix < 0
                || prefix > network.family().bits()
                || network.value().and(hostMask(network.family(), prefix)).signum() != 0) {
            throw new IllegalArgumentException("no subnet: " + network + "/" + prefix);
        }
    }

    /** Reads {@code 172.31.250.0/24}. */
    public static Optional<Subnet> parse(String text) {
        return whyNot(text).isEmpty() ? Optional.of(read(text)) : Optional.empty();
    }

    /** Why a text is no subnet, as the end of a sentence; empty when it is one. */
    public static Optional<String> whyNot(String text) {
        var matcher = CIDR.matcher(text);
        if (!matcher.matches()) {
            return Optional.of("is no subnet: write it as 172.31.250.0/24 or fd00:250::/64");
        }
        Optional<String> why = Address.whyNot(matcher.group(1));
        if (why.isPresent()) {
            return Optional.of("is no subnet: " + matcher.group(1) + " " + why.get());
        }
        Address address = Address.parse(matcher.group(1)).orElseThrow();
        int prefix = Integer.parseInt(matcher.group(2));
        if (prefix > address.family().bits()) {
            return Optional.of("is no subnet: " + address.family() + " has prefixes up to /"
                    + address.family().bits());
        }
        Subnet meant = around(address, prefix);
        return meant.network.equals(address)
                ? Optional.empty()
                : Optional.of("has bits set behind its prefix: write " + meant);
    }

    private static Subnet read(String text) {
        String[] parts = text.split("/", -1);
        return new Subnet(Address.parse(parts[0]).orElseThrow(), Integer.parseInt(parts[1]));
    }

    /** The subnet of that prefix length which has the address in it. */
    public static Subnet around(Address address, int prefix) {
        BigInteger low = address.value().andNot(hostMask(address.family(), prefix));
        return new Subnet(new Address(address.family(), low), prefix);
    }

    private static BigInteger hostMask(Family family, int prefix) {
        return BigInteger.ONE.shiftLeft(family.bits() - prefix).subtract(BigInteger.ONE);
    }

    public Family family() {
        return network.family();
    }

    /** Its highest address; of IPv4, the broadcast address. */
    public Address last() {
        return new Address(family(), network.value().or(hostMask(family(), prefix)));
    }

    /** All of its addresses. */
    public Interval all() {
        return new Interval(network, last());
    }

    /** Whether there is room for two hosts at least, beside the addresses that are no host's. */
    public boolean hasHosts() {
        return prefix <= family().bits() - 2;
    }

    /**
     * The addresses that a host may have: not the first, which is the network's (IPv4) or any router's (IPv6), and not
     * IPv4's broadcast. Only where {@link #hasHosts} says so.
     */
    public Interval hosts() {
        return new Interval(network.plus(1), family() == Family.IPV4 ? last().plus(-1) : last());
    }

    public boolean contains(Address address) {
        return all().contains(address);
    }

    public boolean overlaps(Subnet other) {
        return all().overlaps(other.all());
    }

    /** An address of it with its prefix length, as network configurations write it. */
    public String with(Address address) {
        return address + "/" + prefix;
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
