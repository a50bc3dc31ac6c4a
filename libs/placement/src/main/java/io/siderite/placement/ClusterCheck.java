package io.siderite.placement;

import io.siderite.machineclass.MachineClass.HighAvailability;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Why a whole Proxmox cluster can't take a machine: what all of its nodes have in common. */
final class ClusterCheck {

    private final Ask ask;
    private final List<NodeInventory> nodes;
    private final NodeInventory newest;
    private final List<String> reasons = new ArrayList<>();

    private ClusterCheck(Ask ask, List<NodeInventory> nodes) {
        this.ask = ask;
        this.nodes = nodes;
        this.newest = nodes.stream()
                .max((a, b) -> Inventory.readAt(a).compareTo(Inventory.readAt(b)))
                .orElseThrow();
    }

    /**
     * Every reason, in words that follow the cluster's name; empty: it can.
     *
     * @param nodes all nodes of the cluster, at least one
     */
    static List<String> reasons(Ask ask, List<NodeInventory> nodes) {
        return new ClusterCheck(ask, nodes).look();
    }

    private List<String> look() {
        pool();
        rootLogin();
        highAvailability();
        affinityNodes();
        var machineClass = ask.machineClass();
        machineClass.pciDevices().stream()
                .map(device -> device.mapping())
                .distinct()
                .forEach(name -> mapping("PCI", name, NodeInventory::getPciMappingsList));
        machineClass.usbDevices().stream()
                .map(device -> device.mapping())
                .distinct()
                .forEach(name -> mapping("USB", name, NodeInventory::getUsbMappingsList));
        return reasons;
    }

    /** Who may audit no pool is told of none: an empty list says nothing. */
    private void pool() {
        var pool = ask.machineClass().listing().pool();
        if (!pool.isEmpty()
                && newest.getPoolsCount() > 0
                && newest.getPoolsRead()
                && !newest.getPoolsList().contains(pool)) {
            reasons.add("has no resource pool %s that we may see; %s"
                    .formatted(pool, Names.known(pool, newest.getPoolsList())));
        }
    }

    private void rootLogin() {
        var keys = ask.machineClass().rootOnly();
        if (!keys.isEmpty() && !newest.getRootLogin()) {
            reasons.add(("takes %s from root@pam with a password alone, never from an API token or another user: remove"
                            + " %s from the class, or configure the cluster with username root, realm pam and a"
                            + " password-file")
                    .formatted(Names.list(new TreeSet<>(keys)), keys.size() == 1 ? "it" : "them"));
        }
    }

    /** Resource affinity, and rules at all, came with Proxmox VE 9; they can be made when every node runs it. */
    private void highAvailability() {
        var key = ask.machineClass().ha().flatMap(ClusterCheck::asksForRules);
        if (key.isEmpty()) {
            return;
        }
        nodes.stream()
                .filter(ClusterCheck::beforeRules)
                .findFirst()
                .ifPresent(old ->
                        reasons.add(("runs Proxmox VE %s on %s, whose HA manager has no %s: remove %s from the"
                                        + " class, or use a cluster that runs 9 or newer on all nodes")
                                .formatted(
                                        old.getPveVersion(),
                                        old.getNode(),
                                        key.get().equals("ha.rules") ? "rules" : "resource affinity",
                                        key.get())));
    }

    private static Optional<String> asksForRules(HighAvailability ha) {
        return !ha.resourceAffinity().isEmpty()
                ? Optional.of("ha.resource_affinity")
                : Optional.of("ha.rules").filter(_ -> !ha.rules().isEmpty());
    }

    private static boolean beforeRules(NodeInventory node) {
        var major = node.getPveVersion().replaceFirst("\\..*", "");
        return major.matches("\\d{1,4}") && Integer.parseInt(major) < 9;
    }

    /** Proxmox takes no rule with a node that it does not have, and says so when the VM is made already. */
    private void affinityNodes() {
        var names = nodes.stream().map(NodeInventory::getNode).toList();
        var affinity = ask.affinityNodes();
        if (ask.strictAffinity() && !affinity.isEmpty() && affinity.stream().noneMatch(names::contains)) {
            reasons.add(
                    "has none of the nodes of ha.node_affinity_nodes (%s), and ha.node_affinity_strict is true; its nodes are %s"
                            .formatted(Names.list(affinity), Names.list(names)));
            return;
        }
        affinity.stream()
                .distinct()
                .filter(name -> !names.contains(name))
                .forEach(name -> reasons.add("has no node %s, which ha.node_affinity_nodes names; %s"
                        .formatted(name, Names.known(name, names))));
    }

    /** A mapping that no node has a device of; where one has, {@link NodeCheck} says so of the others. */
    private void mapping(String kind, String name, Function<NodeInventory, Collection<String>> mappings) {
        boolean allRead = nodes.stream().allMatch(node -> node.getMappingsRead() || !node.getOnline());
        SortedSet<String> known = new TreeSet<>();
        nodes.forEach(node -> known.addAll(mappings.apply(node)));
        if (allRead && !known.contains(name)) {
            reasons.add(
                    "has no %s resource mapping %s with a device; %s".formatted(kind, name, Names.known(name, known)));
        }
    }
}
