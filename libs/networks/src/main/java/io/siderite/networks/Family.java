package io.siderite.networks;

import java.math.BigInteger;

/** The two kinds of addresses. */
public enum Family {
    IPV4(32, 576),
    IPV6(128, 1280);

    private final int bits;
    private final int smallestMtu;

    Family(int bits, int smallestMtu) {
        this.bits = bits;
        this.smallestMtu = smallestMtu;
    }

    /** How many bits an address has. */
    public int bits() {
        return bits;
    }

    /** The smallest MTU in bytes that a link of it may have (RFC 791's datagram, RFC 8200's link). */
    public int smallestMtu() {
        return smallestMtu;
    }

    BigInteger highest() {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    @Override
    public String toString() {
        return this == IPV4 ? "IPv4" : "IPv6";
    }
}
