package io.siderite.machineclass;

import java.math.BigInteger;
import java.util.Optional;

/** A subnet; {@code network} has no bits of a host. */
record Subnet(Ip network, int prefix) {

    private static final int WIDEST_V4 = 8;
    private static final int WIDEST_V6 = 32;
    private static final int MULTICAST_V4 = 224;
    private static final int MULTICAST_V6 = 0xff;
    private static final int LOOPBACK_V4 = 127;

    /** The subnet of a text that was found right. */
    static Subnet of(String cidr) {
        int slash = cidr.indexOf('/');
        return new Subnet(Ip.of(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    /** What to write instead of a text that is no subnet for machines; empty: it is one. */
    static Optional<String> instead(String cidr) {
        int slash = cidr.indexOf('/');
        var address = cidr.substring(0, slash);
        var wrong = Ip.instead(address);
        if (wrong.isPresent()) {
            return wrong;
        }
        var ip = Ip.of(address);
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        int widest = ip.v4() ? WIDEST_V4 : WIDEST_V6;
        if (prefix < widest || prefix > ip.bits()) {
            return Optional.of("write a prefix length from " + widest + " to " + ip.bits());
        }
        int first = ip.value().shiftRight(ip.bits() - Byte.SIZE).intValue();
        boolean special = ip.v4()
                ? first == 0 || first == LOOPBACK_V4 || first >= MULTICAST_V4
                : first == MULTICAST_V6 || ip.value().bitLength() <= 1;
        if (special) {
            return Optional.of("write the subnet of the machines, such as 192.168.10.0/24");
        }
        var subnet = new Subnet(ip, prefix);
        var network = new Ip(ip.value().subtract(ip.value().mod(subnet.size())), ip.bits());
        return network.equals(ip)
                ? Optional.empty()
                : Optional.of("write the network itself: " + network + "/" + prefix);
    }

    boolean contains(Ip ip) {
        return ip.bits() == network.bits() && ip.compareTo(network) >= 0 && ip.compareTo(end()) <= 0;
    }

    /** The first address that a machine may have. */
    Ip firstHost() {
        return hasEnds() ? network.plus(1) : network;
    }

    /** The last address that a machine may have. */
    Ip lastHost() {
        return hasEnds() && network.v4() ? end().plus(-1) : end();
    }

    /** A subnet of one or two addresses is for point-to-point links: all of it is for machines. */
    private boolean hasEnds() {
        return network.bits() - prefix > 1;
    }

    private Ip end() {
        return new Ip(network.value().add(size()).subtract(BigInteger.ONE), network.bits());
    }

    private BigInteger size() {
        return BigInteger.ONE.shiftLeft(network.bits() - prefix);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
