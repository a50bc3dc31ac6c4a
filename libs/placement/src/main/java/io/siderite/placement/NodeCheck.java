package io.siderite.placement;

import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.StorageSelector.Match;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Why one node can't take a machine, its storages left aside. */
final class NodeCheck {

    private static final Pattern BRIDGE = Pattern.compile("(vm)?br\\d+(v\\d+)?");

    private final Ask ask;
    private final List<NicPlan> nics;
    private final NodeLoad load;
    private final NodeInventory node;
    private final Collection<NodeInventory> siblings;
    private final List<String> reasons = new ArrayList<>();

    private NodeCheck(Ask ask, List<NicPlan> nics, NodeLoad load, Collection<NodeInventory> siblings) {
        this.ask = ask;
        this.nics = nics;
        this.load = load;
        this.node = load.node();
        this.siblings = siblings;
    }

    /**
     * Every reason, in words that follow the node's name; empty: it can.
     *
     * @param siblings all nodes of its cluster
     */
    static List<String> reasons(Ask ask, List<NicPlan> nics, NodeLoad load, Collection<NodeInventory> siblings) {
        return new NodeCheck(ask, nics, load, siblings).look();
    }

    private List<String> look() {
        if (!node.getOnline()) {
            // Nothing else that is known of an offline node can be relied on.
            return List.of("is offline");
        }
        if (node.getMaintenance()) {
            reasons.add("is in maintenance");
        }
        affinity();
        selector();
        antiAffinity();
        cpus();
        memory();
        bridges();
        devices();
        return reasons;
    }

    /** Where no node is among them, the cluster is told so once. */
    private void affinity() {
        var nodes = ask.affinityNodes();
        if (ask.strictAffinity()
                && !nodes.contains(node.getNode())
                && siblings.stream().map(NodeInventory::getNode).anyMatch(nodes::contains)) {
            reasons.add("is not among ha.node_affinity_nodes (%s), and ha.node_affinity_strict is true"
                    .formatted(Names.list(nodes)));
        }
    }

    private void selector() {
        var selector = ask.placing().nodeSelector();
        switch (selector.matches(load.facts())) {
            case Match.Yes _ -> {}
            case Match.No _ -> reasons.add("the node selector is false: " + selector.text());
            case Match.Fails fails ->
                reasons.add("the node selector %s fails: %s".formatted(selector.text(), fails.why()));
        }
    }

    /** Proxmox refuses a rule that keeps more VMs apart than it has nodes, when the last of them runs already. */
    private void antiAffinity() {
        boolean hard = ask.placing().antiAffinity() == AntiAffinity.HARD;
        if ((hard || ask.apartUnderHa()) && !load.sameSet().isEmpty()) {
            reasons.add("has %s of set %s already, and %s"
                    .formatted(
                            Names.list(load.sameSet()),
                            ask.set(),
                            hard ? "anti_affinity is hard" : "ha.resource_affinity is negative"));
        }
    }

    private void cpus() {
        if (node.getCpus() == 0) {
            return;
        }
        if (ask.cpus() > node.getCpus()) {
            reasons.add("has %d CPUs, the class asks for %d (cores × sockets)".formatted(node.getCpus(), ask.cpus()));
            return;
        }
        double overcommit = ask.placing().overcommit().cpu();
        int free = load.freeCpus(overcommit);
        if (ask.cpus() > free) {
            reasons.add("CPUs: asked %d, free %d of %d (%d CPUs, overcommit.cpu %s; %d are its VMs', %d are promised)"
                    .formatted(
                            ask.cpus(),
                            Math.max(0, free),
                            (int) Math.floor(node.getCpus() * overcommit),
                            node.getCpus(),
                            number(overcommit),
                            load.taken().vmCpus(),
                            load.taken().promisedCpus()));
        }
    }

    private void memory() {
        double overcommit = ask.placing().overcommit().memory();
        long free = load.freeMemory(overcommit);
        if (ask.memory() > free) {
            reasons.add("memory: asked %s, free %s of %s (%s stay with the host, %s are its VMs', %s are promised%s)"
                    .formatted(
                            Gib.of(ask.memory()),
                            Gib.of(Math.max(0, free)),
                            Gib.of(node.getMemoryTotal()),
                            Gib.of(load.reserve()),
                            Gib.of(load.taken().vmMemory()),
                            Gib.of(load.taken().promisedMemory()),
                            overcommit == 1.0 ? "" : "; overcommit.memory " + number(overcommit)));
        }
    }

    /** An empty list means that the bridges could not be read, not that there are none. */
    private void bridges() {
        if (node.getBridgesCount() == 0) {
            return;
        }
        var names = node.getBridgesList().stream().map(BridgeState::getName).toList();
        nics.stream()
                .map(NicPlan::getBridge)
                .filter(name -> !name.isEmpty())
                .distinct()
                .forEach(name -> {
                    int index = names.indexOf(name);
                    if (index < 0) {
                        reasons.add("has no bridge %s; %s".formatted(name, Names.known(name, names)));
                    } else if (!node.getBridges(index).getActive()) {
                        reasons.add("bridge " + name + " is not active");
                    }
                });
        for (int i = 0; i < nics.size(); i++) {
            int index = names.indexOf(nics.get(i).getBridge());
            if (index >= 0) {
                mtu(i, nics.get(i).getMtu(), node.getBridges(index));
            }
        }
    }

    /** Proxmox creates such a VM, and refuses to start it. An MTU of 1 is the bridge's own. */
    private void mtu(int nic, int asked, BridgeState bridge) {
        int has = bridge.getMtu() > 0 ? bridge.getMtu() : unconfiguredMtu(bridge.getName());
        if (asked > 1 && has > 0 && asked > has) {
            reasons.add(
                    ("bridge %s has an MTU of %d%s, %s asks for %d: write at most that, or 1 for whatever the bridge"
                                    + " has")
                            .formatted(
                                    bridge.getName(),
                                    has,
                                    bridge.getMtu() > 0 ? "" : ", as none is configured",
                                    NicPlans.name(nic),
                                    asked));
        }
    }

    /** Proxmox tells of an MTU only where one is configured; by its name a VNet is told from a bridge. 0: not known. */
    private static int unconfiguredMtu(String bridge) {
        return BRIDGE.matcher(bridge).matches() ? 1500 : 0;
    }

    private void devices() {
        if (!node.getMappingsRead()) {
            return;
        }
        ask.machineClass().pciDevices().stream()
                .map(device -> device.mapping())
                .distinct()
                .forEach(name -> device("PCI", name, NodeInventory::getPciMappingsList));
        ask.machineClass().usbDevices().stream()
                .map(device -> device.mapping())
                .distinct()
                .forEach(name -> device("USB", name, NodeInventory::getUsbMappingsList));
    }

    /** Where no node has one, the cluster is told so once. */
    private void device(String kind, String mapping, Function<NodeInventory, Collection<String>> mappings) {
        if (mappings.apply(node).contains(mapping)) {
            return;
        }
        var having = siblings.stream()
                .filter(sibling -> mappings.apply(sibling).contains(mapping))
                .map(NodeInventory::getNode)
                .toList();
        if (!having.isEmpty()) {
            reasons.add("has no device of %s resource mapping %s; %s %s"
                    .formatted(kind, mapping, Names.list(having), having.size() == 1 ? "has" : "have"));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
