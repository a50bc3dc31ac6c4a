package io.siderite.placement;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.networks.Networks.Membership;
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

    static NicPlans of(MachineClass machineClass, Networks networks) {
        var plans = new ArrayList<NicPlan>();
        var problems = new ArrayList<String>();
        for (int i = 0; i < machineClass.nics().size(); i++) {
            var nic = machineClass.nics().get(i);
            var addressing = i == 0 ? machineClass.addressing() : Optional.<MachineClass.StaticAddressing>empty();
            // What its class addresses itself is no storage network's.
            var membership = addressing.isPresent()
                    ? new Membership.None()
                    : networks.of(nic.network().orElse(""), nic.bridge(), nic.vlan());
            switch (membership) {
                case Membership.On on -> plans.add(plan(nic, Optional.of(on.network()), addressing));
                case Membership.None _ -> plans.add(plan(nic, Optional.empty(), addressing));
                case Membership.Unknown unknown -> {
                    problems.add(problem(i, unknown));
                    plans.add(plan(nic, Optional.empty(), addressing));
                }
            }
        }
        return new NicPlans(plans, problems);
    }

    private static String problem(int index, Membership.Unknown unknown) {
        return unknown.configured().isEmpty()
                ? "%s is to be on network %s, but no network is configured: define it below siderite.networks"
                        .formatted(name(index), unknown.name())
                : "%s is to be on network %s, which is not configured; %s"
                        .formatted(name(index), unknown.name(), Names.known(unknown.name(), unknown.configured()));
    }

    /** What the class calls a NIC. */
    static String name(int index) {
        return index == 0 ? "the first NIC" : "additional_nics[" + (index - 1) + "]";
    }

    private static NicPlan plan(
            Nic nic, Optional<Network> network, Optional<MachineClass.StaticAddressing> addressing) {
        // A NIC with a bridge of its own says all of where it is plugged in; the network's VLAN is of the network's
        // bridge.
        boolean plugged = !nic.bridge().isEmpty();
        var plan = NicPlan.newBuilder()
                .setBridge(plugged ? nic.bridge() : network.map(Network::bridge).orElse(""))
                .setVlan(
                        plugged || nic.vlan() != 0
                                ? nic.vlan()
                                : network.map(Network::vlan).orElse(0))
                .setFirewall(nic.firewall())
                .setMtu(nic.mtu() != 0 ? nic.mtu() : network.map(Network::mtu).orElse(0))
                .setModel(nic.model())
                .setQueues(nic.queues())
                .setRate(nic.rate());
        // That it is on none is said, too: by its bridge it would be on one.
        network.map(Network::name).or(nic::network).ifPresent(plan::setNetwork);
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
