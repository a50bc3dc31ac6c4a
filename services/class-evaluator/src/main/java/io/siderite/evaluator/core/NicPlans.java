package io.siderite.evaluator.core;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.StaticAddressing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The NICs of a class with what their storage networks say: bridge, VLAN and MTU. A NIC that names no network is on one all
 * the same where bridge and VLAN are that network's own, unless its class says {@code network: none}.
 *
 * @param plans net0 first
 * @param problems names of networks that are not configured, in words; where there are any, the plans are not complete
 */
record NicPlans(List<NicPlan> plans, List<String> problems) {

    /** What a class says to keep a NIC out of the network of its bridge. */
    static final String NO_NETWORK = "none";

    static NicPlans of(MachineClass machineClass, List<StorageNetwork> networks) {
        var plans = new ArrayList<NicPlan>();
        var problems = new ArrayList<String>();
        for (int i = 0; i < machineClass.nics().size(); i++) {
            var nic = machineClass.nics().get(i);
            var addressing = i == 0 ? machineClass.addressing() : Optional.<MachineClass.StaticAddressing>empty();
            var named = nic.network().filter(name -> !name.equals(NO_NETWORK));
            var network = named.isPresent()
                    ? find(named.get(), networks)
                    : nic.network().isPresent() || addressing.isPresent()
                            ? Optional.<StorageNetwork>empty()
                            : ofBridge(nic, networks);
            if (named.isPresent() && network.isEmpty()) {
                problems.add(unknown(i, named.get(), networks));
            }
            plans.add(plan(nic, network, addressing));
        }
        return new NicPlans(plans, problems);
    }

    private static String unknown(int index, String name, List<StorageNetwork> networks) {
        return networks.isEmpty()
                ? "NIC %d is to be on storage network %s, but none is configured: add it below siderite.networks"
                        .formatted(index, name)
                : "NIC %d is to be on storage network %s, which is not configured; %s"
                        .formatted(
                                index,
                                name,
                                Names.known(
                                        name,
                                        networks.stream()
                                                .map(StorageNetwork::name)
                                                .toList()));
    }

    private static Optional<StorageNetwork> find(String name, List<StorageNetwork> networks) {
        return networks.stream().filter(network -> network.name().equals(name)).findFirst();
    }

    private static Optional<StorageNetwork> ofBridge(Nic nic, List<StorageNetwork> networks) {
        return networks.stream()
                .filter(network -> !network.bridge().isEmpty()
                        && network.bridge().equals(nic.bridge())
                        && network.vlan() == nic.vlan())
                .findFirst();
    }

    private static NicPlan plan(
            Nic nic, Optional<StorageNetwork> network, Optional<MachineClass.StaticAddressing> addressing) {
        // A NIC with a bridge of its own says all of where it is plugged in; the network's VLAN is of the network's
        // bridge.
        boolean plugged = !nic.bridge().isEmpty();
        var plan = NicPlan.newBuilder()
                .setBridge(
                        plugged
                                ? nic.bridge()
                                : network.map(StorageNetwork::bridge).orElse(""))
                .setVlan(
                        plugged || nic.vlan() != 0
                                ? nic.vlan()
                                : network.map(StorageNetwork::vlan).orElse(0))
                .setFirewall(nic.firewall())
                .setMtu(
                        nic.mtu() != 0
                                ? nic.mtu()
                                : network.map(StorageNetwork::mtu).orElse(0))
                .setModel(nic.model())
                .setQueues(nic.queues())
                .setRate(nic.rate());
        network.map(StorageNetwork::name).ifPresent(plan::setNetwork);
        nic.address().ifPresent(plan::setAddress);
        addressing.map(NicPlans::addressing).ifPresent(plan::setAddressing);
        return plan.build();
    }

    private static StaticAddressing addressing(MachineClass.StaticAddressing addressing) {
        return StaticAddressing.newBuilder()
                .setSubnet(addressing.subnet())
                .setGateway(addressing.gateway())
                .addAllNameservers(addressing.nameservers())
                .setFirst(addressing.first())
                .setLast(addressing.last())
                .setMtu(addressing.mtu())
                .build();
    }
}
