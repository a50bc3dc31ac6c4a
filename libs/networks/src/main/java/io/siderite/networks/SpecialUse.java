package io.siderite.networks;

import java.util.List;
import java.util.Optional;

/** Subnets that are no network of hosts: too small, too wide, or set aside for something else. */
final class SpecialUse {

    // RFC 6890's, as far as an interface can't have an address of it, or not a static one.
    private static final List<Subnet> SET_ASIDE = List.of(
            subnet("0.0.0.0/8"),
            subnet("127.0.0.0/8"),
            subnet("169.254.0.0/16"),
            subnet("224.0.0.0/3"),
            subnet("::/127"),
            subnet("fe80::/10"),
            subnet("ff00::/8"));

    private SpecialUse() {}

    /** Why a subnet can't be a storage network's, as the end of a sentence; empty when it can. */
    static Optional<String> whyNot(Subnet subnet) {
        if (!subnet.hasHosts()) {
            return Optional.of("has no room for two hosts: give a subnet of /"
                    + (subnet.family().bits() - 2) + " or wider");
        }
        int widest = subnet.family() == Family.IPV4 ? 8 : 16;
        if (subnet.prefix() < widest) {
            return Optional.of("is wider than any network: give a subnet of /" + widest + " or narrower");
        }
        return SET_ASIDE.stream()
                .filter(subnet::overlaps)
                .findFirst()
                .map(aside ->
                        "is in " + aside + ", which is set aside: give a private subnet, such as 172.31.250.0/24");
    }

    private static Subnet subnet(String text) {
        return Subnet.parse(text).orElseThrow();
    }
}
