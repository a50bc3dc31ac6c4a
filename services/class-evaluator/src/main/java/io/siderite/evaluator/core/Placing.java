package io.siderite.evaluator.core;

import io.siderite.machineclass.MachineClass;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a place for one machine: filter with a reason for every refusal, then score, then choose. Of the nodes that can
 * take it, the one with the fewest machines of the same set, then with the most memory free, then the first by name: ties
 * are decided, so that the same world gives the same place.
 */
public final class Placing {

    private static final Comparator<NodeFit.Result.Fits> SPREAD = Comparator.comparingInt(
                    (NodeFit.Result.Fits fit) -> fit.load().sameSet())
            .thenComparing(fit -> -fit.load().freeFraction())
            .thenComparing(fit -> Place.of(fit.load().node()));

    private Placing() {}

    /**
     * @param excluded places not to choose, each with the reason in words that follow the node's name
     */
    public static Verdict place(
            MachineClass machineClass, MachineRequest request, World world, Map<Place, String> excluded) {
        var reasons = new ArrayList<String>();
        unread(world.inventory(), reasons);
        var promises = Promises.beside(request, world);
        var fits = new ArrayList<NodeFit.Result.Fits>();
        for (var node : candidates(machineClass, world.inventory(), reasons)) {
            var place = Place.of(node);
            var exclusion = Optional.ofNullable(excluded.get(place));
            if (exclusion.isPresent()) {
                reasons.add(place + " " + exclusion.get());
                continue;
            }
            switch (NodeFit.of(machineClass, NodeLoad.of(node, request, promises, world.policy()))) {
                case NodeFit.Result.Fits fit -> fits.add(fit);
                case NodeFit.Result.Refused refused ->
                    refused.reasons().forEach(reason -> reasons.add(place + " " + reason));
            }
        }
        return fits.stream()
                .min(SPREAD)
                .<Verdict>map(best -> placed(best, fits.size(), reasons))
                .orElseGet(() -> new Verdict.NowhereNow(reasons));
    }

    /** A cluster of which a node is not read yet is left out: the unread node may be the better one, or hold our VM. */
    private static void unread(Inventory inventory, List<String> reasons) {
        if (inventory.clusters().isEmpty()) {
            reasons.add("no Proxmox cluster has been read yet");
        }
        for (var cluster : inventory.clusters()) {
            if (!inventory.complete(cluster)) {
                reasons.add("%s is not read completely yet: %s is missing"
                        .formatted(cluster, String.join(", ", inventory.missing(cluster))));
            }
        }
    }

    private static List<NodeInventory> candidates(
            MachineClass machineClass, Inventory inventory, List<String> reasons) {
        var known = inventory.nodes().stream()
                .filter(node -> inventory.complete(node.getCluster()))
                .toList();
        if (machineClass.placing().node().isEmpty()) {
            return known;
        }
        var pinned = machineClass.placing().node().get();
        var candidates =
                known.stream().filter(node -> node.getNode().equals(pinned)).toList();
        if (candidates.isEmpty() && !known.isEmpty()) {
            reasons.add("the class pins the machine to node %s, which is not known; known are %s"
                    .formatted(
                            pinned,
                            String.join(
                                    ", ",
                                    known.stream().map(NodeInventory::getNode).toList())));
        }
        return candidates;
    }

    private static Verdict.Placed placed(NodeFit.Result.Fits best, int fitting, List<String> refusals) {
        var load = best.load();
        var place = Place.of(load.node());
        var reasons = new ArrayList<String>();
        reasons.add("%s is chosen of %d that fit: %d of its set there, %d %% of its memory free"
                .formatted(place, fitting, load.sameSet(), Math.round(load.freeFraction() * 100)));
        reasons.add("disks on %s, ISO on %s".formatted(String.join(", ", best.storages()), best.isoStorage()));
        reasons.addAll(refusals);
        return new Verdict.Placed(
                Placement.newBuilder()
                        .setCluster(place.cluster())
                        .setNode(place.node())
                        .setIsoStorage(best.isoStorage())
                        .build(),
                best.storages(),
                reasons);
    }
}
