package io.siderite.machineclass;

import static io.siderite.machineclass.NetworkKeys.BASE_IP;
import static io.siderite.machineclass.NetworkKeys.GATEWAY;
import static io.siderite.machineclass.NetworkKeys.NAMESERVERS;
import static io.siderite.machineclass.NetworkKeys.STATIC_IP;
import static io.siderite.machineclass.NetworkKeys.STATIC_MTU;
import static io.siderite.machineclass.NetworkKeys.SUBNET;

import java.util.List;

/** What must hold between the keys of static addressing. */
final class AddressingRules {

    private static final int LEAST_MTU_V6 = 1280;

    static final List<Rule> RULES = List.of(
            new Rule("The other `network_…` keys of static addressing need `network_subnet`.", AddressingRules::subnet),
            new Rule(
                    "With `network_subnet` comes exactly one of `network_ip` and `network_base_ip`.",
                    AddressingRules::exactlyOne),
            new Rule(
                    "`network_ip`, `network_base_ip`, the range from it, and `network_gateway` are addresses of the subnet"
                            + " that a machine can have.",
                    AddressingRules::inside),
            new Rule("`network_gateway` is none of the machines' addresses.", AddressingRules::gateway),
            new Rule("`network_mtu` is at least 1280 where the subnet is IPv6.", AddressingRules::mtu));

    private AddressingRules() {}

    private static void subnet(Values top, List<Problem> problems) {
        if (!top.sound(SUBNET) || top.has(SUBNET)) {
            return;
        }
        for (var key : List.of(STATIC_IP, BASE_IP, GATEWAY, NAMESERVERS, STATIC_MTU)) {
            if (top.has(key)) {
                problems.add(
                        new Problem(
                                key.name(),
                                top.line(key),
                                "network_subnet beside it",
                                "no network_subnet",
                                "add network_subnet: with your subnet, such as 192.168.10.0/24, or remove this key and use DHCP"));
            }
        }
    }

    private static void exactlyOne(Values top, List<Problem> problems) {
        if (!top.sound(SUBNET, STATIC_IP, BASE_IP) || !top.has(SUBNET) || top.has(STATIC_IP) != top.has(BASE_IP)) {
            return;
        }
        problems.add(
                top.has(STATIC_IP)
                        ? new Problem(
                                "network_ip",
                                top.line(STATIC_IP),
                                "one of network_ip and network_base_ip",
                                "both",
                                "keep network_ip for a single machine, network_base_ip for several")
                        : new Problem(
                                "network_subnet",
                                top.line(SUBNET),
                                "an address beside it: network_ip or network_base_ip",
                                "neither",
                                "add network_base_ip with the first address for the machines"));
    }

    private static void inside(Values top, List<Problem> problems) {
        if (!top.sound(SUBNET) || !top.has(SUBNET)) {
            return;
        }
        var subnet = Subnet.of(top.text(SUBNET));
        for (var key : List.of(STATIC_IP, BASE_IP, GATEWAY)) {
            if (top.sound(key) && top.has(key)) {
                inside(top, key, subnet, problems);
            }
        }
    }

    private static void inside(Values top, Key key, Subnet subnet, List<Problem> problems) {
        var ip = Ip.of(top.text(key));
        var hosts = subnet.firstHost() + " to " + subnet.lastHost();
        var expected = "an address of " + subnet;
        var instead = "write one from " + hosts;
        if (!subnet.contains(ip)) {
            problems.add(new Problem(key.name(), top.line(key), expected, ip.text(), instead));
        } else if (ip.compareTo(subnet.firstHost()) < 0) {
            problems.add(new Problem(
                    key.name(), top.line(key), expected + " for a machine", ip + ", the network's own", instead));
        } else if (ip.compareTo(subnet.lastHost()) > 0) {
            problems.add(new Problem(
                    key.name(), top.line(key), expected + " for a machine", ip + ", the broadcast address", instead));
        } else if (key == BASE_IP && top.sound(ListingKeys.VMID_RANGE)) {
            var last = Addressing.last(top, subnet, ip);
            if (last.compareTo(subnet.lastHost()) > 0) {
                problems.add(new Problem(
                        key.name(),
                        top.line(key),
                        "as many addresses as vmid_range is long, in " + subnet,
                        "%s to %s for vmid_range: %s".formatted(ip, last, top.text(ListingKeys.VMID_RANGE)),
                        "begin lower, or shorten vmid_range"));
            }
        }
    }

    private static void gateway(Values top, List<Problem> problems) {
        if (!top.sound(SUBNET, GATEWAY, STATIC_IP, BASE_IP, ListingKeys.VMID_RANGE)
                || !top.has(SUBNET)
                || !top.has(GATEWAY)
                || top.has(STATIC_IP) == top.has(BASE_IP)) {
            return;
        }
        var subnet = Subnet.of(top.text(SUBNET));
        var gateway = Ip.of(top.text(GATEWAY));
        var first = Ip.of(top.given(STATIC_IP).orElseGet(() -> top.text(BASE_IP)));
        if (!subnet.contains(first)) {
            return;
        }
        var last = Addressing.last(top, subnet, first);
        if (gateway.bits() == first.bits() && gateway.compareTo(first) >= 0 && gateway.compareTo(last) <= 0) {
            problems.add(new Problem(
                    "network_gateway",
                    top.line(GATEWAY),
                    "an address that no machine gets",
                    first.equals(last) ? gateway + ", the machine's own" : gateway + ", in " + first + " to " + last,
                    "write the router's address, or move the machines' addresses away from it"));
        }
    }

    private static void mtu(Values top, List<Problem> problems) {
        if (!top.sound(SUBNET, STATIC_MTU) || !top.has(SUBNET) || !top.has(STATIC_MTU)) {
            return;
        }
        var subnet = Subnet.of(top.text(SUBNET));
        if (!subnet.network().v4() && top.whole(STATIC_MTU) < LEAST_MTU_V6) {
            problems.add(new Problem(
                    "network_mtu",
                    top.line(STATIC_MTU),
                    "1280 or more, as IPv6 needs",
                    Long.toString(top.whole(STATIC_MTU)),
                    "write 1280 or more"));
        }
    }
}
