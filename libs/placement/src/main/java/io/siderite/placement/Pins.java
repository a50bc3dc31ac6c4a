package io.siderite.placement;

import io.siderite.proto.events.v1.NodeInventory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The nodes that a machine may be on at all: those of clusters that were read completely and of late, and of them those
 * that its class pins it to.
 *
 * @param nodes by cluster and name
 * @param reasons why others are none of them, in words for people
 */
record Pins(List<NodeInventory> nodes, List<String> reasons) {

    static Pins of(Ask ask, World world) {
        var inventory = world.inventory();
        var reasons = new ArrayList<String>();
        unread(ask, world, reasons);
        var all = inventory.nodes().stream()
                .filter(node -> inventory.complete(node.getCluster())
                        && world.notReadSince(node.getCluster()).isEmpty())
                .toList();
        var ofCluster = ofCluster(ask, inventory, all, reasons);
        return new Pins(ofSet(ask, world, ofNode(ask, ofCluster, reasons), reasons), reasons);
    }

    /** HA keeps the set on one node: where its machines are, seen or promised. The first may be anywhere. */
    private static List<NodeInventory> ofSet(Ask ask, World world, List<NodeInventory> nodes, List<String> reasons) {
        if (!ask.togetherUnderHa()) {
            return nodes;
        }
        var members = new TreeMap<Place, SortedSet<String>>();
        for (var node : world.inventory().nodes()) {
            var there = world.ledger().at(node, ask, world.policy()).sameSet();
            if (!there.isEmpty()) {
                members.put(Place.of(node), there);
            }
        }
        if (members.isEmpty()) {
            return nodes;
        }
        reasons.add("ha.resource_affinity is positive, and set %s is on %s: the machine can be nowhere else"
                .formatted(
                        ask.set(),
                        members.entrySet().stream()
                                .map(there -> there.getKey() + " (" + Names.list(there.getValue()) + ")")
                                .collect(Collectors.joining(", "))));
        return nodes.stream()
                .filter(node -> members.containsKey(Place.of(node)))
                .toList();
    }

    /**
     * What was not read for long may be another world now. A cluster of which a node is not read yet is left out: the unread
     * node may be the better one, or hold our VM.
     */
    private static void unread(Ask ask, World world, List<String> reasons) {
        var inventory = world.inventory();
        if (inventory.clusters().isEmpty()) {
            reasons.add("no Proxmox cluster has been read yet");
        }
        for (var cluster : inventory.clusters()) {
            var since = world.notReadSince(cluster);
            if (since.isPresent()) {
                if (ask.placing()
                        .cluster()
                        .filter(pinned -> !pinned.equals(cluster))
                        .isEmpty()) {
                    reasons.add(
                            ("%s is not read since %s, and nothing is placed there until it is: does it answer, and is it"
                                            + " still configured?")
                                    .formatted(cluster, since.get()));
                }
            } else if (!inventory.complete(cluster)) {
                reasons.add("%s is not read completely yet: %s is missing"
                        .formatted(cluster, String.join(", ", inventory.missing(cluster))));
            }
        }
    }

    private static List<NodeInventory> ofCluster(
            Ask ask, Inventory inventory, List<NodeInventory> nodes, List<String> reasons) {
        var pinned = ask.placing().cluster();
        if (pinned.isEmpty()) {
            return nodes;
        }
        if (!inventory.clusters().isEmpty() && !inventory.clusters().contains(pinned.get())) {
            reasons.add("the class pins the machine to cluster %s, which is not configured or not read yet; %s"
                    .formatted(pinned.get(), Names.known(pinned.get(), inventory.clusters())));
        }
        return nodes.stream()
                .filter(node -> node.getCluster().equals(pinned.get()))
                .toList();
    }

    private static List<NodeInventory> ofNode(Ask ask, List<NodeInventory> nodes, List<String> reasons) {
        var pinned = ask.placing().node();
        if (pinned.isEmpty()) {
            return nodes;
        }
        var there = nodes.stream()
                .filter(node -> node.getNode().equals(pinned.get()))
                .toList();
        if (there.isEmpty() && !nodes.isEmpty()) {
            var names = new TreeSet<String>();
            nodes.forEach(node -> names.add(node.getNode()));
            reasons.add("the class pins the machine to node %s, which %s; %s"
                    .formatted(
                            pinned.get(),
                            ask.placing()
                                    .cluster()
                                    .map(cluster -> cluster + " does not have")
                                    .orElse("is not known"),
                            Names.known(pinned.get(), names)));
        }
        return there;
    }
}
