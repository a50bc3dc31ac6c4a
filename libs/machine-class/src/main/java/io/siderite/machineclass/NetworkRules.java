package io.siderite.machineclass;

import static io.siderite.machineclass.NetworkKeys.ADDITIONAL_NICS;
import static io.siderite.machineclass.NetworkKeys.NIC_ADDRESS;
import static io.siderite.machineclass.NetworkKeys.NIC_BRIDGE;
import static io.siderite.machineclass.NetworkKeys.NIC_MODEL;
import static io.siderite.machineclass.NetworkKeys.NIC_MTU;
import static io.siderite.machineclass.NetworkKeys.NIC_NETWORK;
import static io.siderite.machineclass.NetworkKeys.NIC_QUEUES;

import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/** What must hold between the keys of NICs. */
final class NetworkRules {

    private static final int LEAST_MTU = 576;

    static final List<Rule> RULES = Stream.concat(
                    Stream.of(
                            new Rule("A NIC has a `bridge`, or a `network` that has one.", each(NetworkRules::bridge)),
                            new Rule("`address` needs a `network`, other than `none`.", each(NetworkRules::address)),
                            new Rule("A NIC's `mtu` is 1, or 576 and more.", each(NetworkRules::mtu)),
                            new Rule(
                                    "`mtu` and `queues` are for `model: virtio` alone.",
                                    each(NetworkRules::virtioOnly)),
                            new Rule("No two NICs are in the same `network`.", NetworkRules::sameNetwork)),
                    AddressingRules.RULES.stream())
            .toList();

    @FunctionalInterface
    private interface NicCheck {
        void look(Values nic, String path, List<Problem> problems);
    }

    private NetworkRules() {}

    private static Rule.Check each(NicCheck check) {
        return (top, problems) -> {
            if (top.sound(ADDITIONAL_NICS)) {
                var nics = top.items(ADDITIONAL_NICS);
                for (int i = 0; i < nics.size(); i++) {
                    check.look(nics.get(i), "additional_nics[" + i + "].", problems);
                }
            }
        };
    }

    private static void bridge(Values nic, String path, List<Problem> problems) {
        if (!nic.sound(NIC_BRIDGE, NIC_NETWORK) || nic.has(NIC_BRIDGE)) {
            return;
        }
        if (nic.given(NIC_NETWORK).filter(name -> !name.equals("none")).isEmpty()) {
            problems.add(new Problem(
                    path + "bridge",
                    nic.line(),
                    "the name of a bridge, or a storage network that has one",
                    "nothing",
                    "add it: bridge: vmbr1"));
        }
    }

    private static void address(Values nic, String path, List<Problem> problems) {
        if (!nic.sound(NIC_ADDRESS, NIC_NETWORK) || !nic.has(NIC_ADDRESS)) {
            return;
        }
        var network = nic.given(NIC_NETWORK);
        if (network.isEmpty() || network.get().equals("none")) {
            problems.add(new Problem(
                    path + "address",
                    nic.line(NIC_ADDRESS),
                    "the name of the address's network beside it",
                    network.isEmpty() ? "no network" : "network: none",
                    "write network: with the name of a storage network, or remove address"));
        }
    }

    private static void mtu(Values nic, String path, List<Problem> problems) {
        if (!nic.sound(NIC_MTU)) {
            return;
        }
        nic.count(NIC_MTU)
                .filter(mtu -> mtu > 1 && mtu < LEAST_MTU)
                .ifPresent(mtu -> problems.add(new Problem(
                        path + "mtu",
                        nic.line(NIC_MTU),
                        "1 for the bridge's, or 576 to 65520",
                        mtu.toString(),
                        "write 1 or 1500, or remove it")));
    }

    private static void virtioOnly(Values nic, String path, List<Problem> problems) {
        for (var key : List.of(NIC_MTU, NIC_QUEUES)) {
            if (nic.sound(NIC_MODEL, key)
                    && nic.has(key)
                    && !nic.text(NIC_MODEL).equals("virtio")) {
                problems.add(new Problem(
                        path + key.name(),
                        nic.line(key),
                        "model: virtio beside it",
                        "model: " + nic.text(NIC_MODEL),
                        "write model: virtio, or remove " + key.name()));
            }
        }
    }

    private static void sameNetwork(Values top, List<Problem> problems) {
        if (!top.sound(ADDITIONAL_NICS)) {
            return;
        }
        var seen = new HashMap<String, Integer>();
        var nics = top.items(ADDITIONAL_NICS);
        for (int i = 0; i < nics.size(); i++) {
            var network = nics.get(i).given(NIC_NETWORK).orElse("none");
            var before = seen.putIfAbsent(network, i);
            if (before != null && !network.equals("none")) {
                problems.add(new Problem(
                        "additional_nics[" + i + "].network",
                        nics.get(i).line(NIC_NETWORK),
                        "each storage network once",
                        network + ", as in additional_nics[" + before + "]",
                        "name another network, or remove one of the two"));
            }
        }
    }
}
