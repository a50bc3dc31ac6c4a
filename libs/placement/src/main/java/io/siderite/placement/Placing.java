package io.siderite.placement;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.Placement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds a place for one machine: filter with a reason for every refusal, rank, choose. The nodes that pass are ranked by
 * the class's strategy, and the first of them on whose storages the machine fits is the place: storages are looked at no
 * further than that, and no VM is. Pure, and the same world gives the same place.
 */
public final class Placing {

    private final Ask ask;
    private final World world;
    private final LeftOut leftOut;
    private final NicPlans nics;
    private final Pins pins;
    private final Map<String, List<String>> clusters = new TreeMap<>();
    private final Map<Place, List<String>> refused = new TreeMap<>();
    private final Map<Place, NodeLoad> loads = new HashMap<>();

    private Placing(Ask ask, World world, LeftOut leftOut) {
        this.ask = ask;
        this.world = world;
        this.leftOut = leftOut;
        this.nics = NicPlans.of(ask.machineClass(), world.policy().networks());
        this.pins = Pins.of(ask, world);
    }

    /** @param leftOut what is not to be chosen, though it may fit */
    public static Verdict place(Ask ask, World world, LeftOut leftOut) {
        return new Placing(ask, world, leftOut).look();
    }

    private Verdict look() {
        pins.nodes().stream().map(NodeInventory::getCluster).distinct().forEach(cluster -> {
            var reasons = ClusterCheck.reasons(ask, world.inventory().ofCluster(cluster));
            if (!reasons.isEmpty()) {
                clusters.put(cluster, reasons);
            }
        });
        var passing = passing();
        for (int i = 0; i < passing.size(); i++) {
            var load = passing.get(i);
            switch (storages(load)) {
                case StorageFit.Result.Fits fits -> {
                    return placed(load, fits.storages(), passing.subList(i + 1, passing.size()));
                }
                case StorageFit.Result.Refused storages -> refused.put(load.place(), storages.reasons());
            }
        }
        return nowhere();
    }

    /** The nodes that nothing but their storages may still refuse, the best first. */
    private List<NodeLoad> passing() {
        var passing = new ArrayList<NodeLoad>();
        for (var node : pins.nodes()) {
            var load = world.ledger().at(node, ask, world.policy());
            var left = leftOut.node(load.place());
            var reasons = left.isPresent()
                    ? List.of(left.get())
                    : NodeCheck.reasons(
                            ask, nics.plans(), load, world.inventory().ofCluster(node.getCluster()));
            loads.put(load.place(), load);
            if (!reasons.isEmpty()) {
                refused.put(load.place(), reasons);
            } else if (nics.problems().isEmpty() && !clusters.containsKey(node.getCluster())) {
                passing.add(load);
            }
        }
        passing.sort(Ranking.of(ask));
        return passing;
    }

    private StorageFit.Result storages(NodeLoad load) {
        return StorageFit.of(ask, load.node(), world.ledger(), leftOut);
    }

    private Verdict placed(NodeLoad best, Storages storages, List<NodeLoad> lower) {
        var reasons = new ArrayList<String>();
        reasons.add("%s is chosen by %s: %s"
                .formatted(
                        best.place(),
                        ask.placing().strategy().name().toLowerCase(Locale.ROOT),
                        Ranking.words(best, ask)));
        reasons.add("disks on %s, ISO on %s".formatted(String.join(", ", storages.disks()), storages.iso()));
        reasons.addAll(HaReach.reasons(ask, best.node(), storages));
        if (!lower.isEmpty()) {
            reasons.add("ranked lower: "
                    + lower.stream()
                            .map(load -> load.place() + " (" + Ranking.words(load, ask) + ")")
                            .collect(Collectors.joining(", ")));
        }
        reasons.addAll(refusals());
        var placement = Placement.newBuilder()
                .setCluster(best.place().cluster())
                .setNode(best.place().node())
                .setIsoStorage(storages.iso())
                .build();
        return new Verdict.Placed(new Plan(VmSpecs.of(ask, nics.plans(), storages), placement), reasons);
    }

    /** Now every reason is wanted, that of storages too where something else refused the node already. */
    private Verdict nowhere() {
        for (var node : pins.nodes()) {
            var load = loads.get(Place.of(node));
            if (load == null || !node.getOnline() || leftOut.node(load.place()).isPresent()) {
                continue;
            }
            if (storages(load) instanceof StorageFit.Result.Refused storages) {
                var all = new ArrayList<>(refused.getOrDefault(load.place(), List.of()));
                storages.reasons().stream()
                        .filter(reason -> !all.contains(reason))
                        .forEach(all::add);
                refused.put(load.place(), all);
            }
        }
        return new Verdict.NowhereNow(refusals());
    }

    private List<String> refusals() {
        var reasons = new ArrayList<>(nics.problems());
        reasons.addAll(pins.reasons());
        clusters.forEach((cluster, why) -> why.forEach(reason -> reasons.add(cluster + " " + reason)));
        refused.forEach((place, why) -> why.forEach(reason -> reasons.add(place + " " + reason)));
        return reasons;
    }
}
