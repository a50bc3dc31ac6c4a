package io.siderite.cli.machineclass;

import io.siderite.cli.machineclass.Trial.Change;
import io.siderite.cli.machineclass.Trial.Machine;
import io.siderite.cli.machineclass.Trial.NodeFill;
import io.siderite.cli.machineclass.Trial.StorageFill;
import io.siderite.machineclass.MachineClass;
import io.siderite.placement.Ask;
import io.siderite.placement.LeftOut;
import io.siderite.placement.NodeUse;
import io.siderite.placement.Place;
import io.siderite.placement.Placing;
import io.siderite.placement.Reservation;
import io.siderite.placement.Spot;
import io.siderite.placement.Verdict;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places machines in one world as class-evaluator would, class after class: what one takes is not there for the next.
 * Pure but for the world's ledger.
 */
final class Trials {

    private final World world;
    private final Map<String, Integer> named = new HashMap<>();
    private final Map<String, Integer> sets = new HashMap<>();

    Trials(World world) {
        this.world = world;
    }

    /**
     * Places machines until one has no place: what it lacks, every other one like it lacks, too.
     *
     * @param label what the machines are called, with numbers
     * @param set their request set; empty: a new one
     */
    Trial place(String label, String set, MachineClass machineClass, int asked) {
        String theirs = set.isEmpty() ? newSet(label) : set;
        Levels before = levels();
        List<Machine> machines = new ArrayList<>();
        Set<Spot> touched = new HashSet<>();
        List<String> why = List.of();
        for (int i = 0; i < asked && why.isEmpty(); i++) {
            Ask ask = new Ask(machineClass, request(label, theirs), "");
            switch (Placing.place(ask, world, LeftOut.NOTHING)) {
                case Verdict.Placed placed -> machines.add(take(ask, placed, touched));
                case Verdict.NowhereNow nowhere -> why = nowhere.reasons();
            }
        }
        Levels after = levels();
        return new Trial(asked, machines, nodes(before, after, touched), storages(before, after, touched), why);
    }

    /** Neither a new set's name nor a machine's id can be one of Omni's, or in a VM's tags: those have no such signs. */
    private String newSet(String label) {
        int nth = sets.merge(label, 1, Integer::sum);
        return nth == 1 ? "(new " + label + ")" : "(new " + label + " " + nth + ")";
    }

    private MachineRequest request(String label, String set) {
        return MachineRequest.newBuilder()
                .setRequestId(label + "#" + named.merge(label, 1, Integer::sum))
                .setRequestSet(set)
                .build();
    }

    private Machine take(Ask ask, Verdict.Placed placed, Set<Spot> touched) {
        VmSpec spec = placed.plan().spec();
        Reservation reservation =
                Reservation.of(ask.request(), ask.uuid(), spec, placed.plan().placement());
        world.ledger().take(reservation);
        touched.add(Spot.node(reservation.place()));
        reservation.storages().keySet().forEach(storage -> touched.add(new Spot(reservation.place(), storage)));
        String firmware = spec.hasEfi()
                ? spec.getEfi().getStorage()
                : spec.hasTpm() ? spec.getTpm().getStorage() : "";
        return new Machine(
                ask.request().getRequestId(),
                reservation.place(),
                placed.storages(),
                firmware,
                placed.plan().placement().getIsoStorage(),
                placed.reasons());
    }

    /** What is taken of everything at one time; bytes of storages. */
    private record Levels(Map<Place, NodeUse> nodes, Map<Spot, Long> storages) {}

    private Levels levels() {
        Map<Place, NodeUse> nodes = new HashMap<>();
        Map<Spot, Long> storages = new HashMap<>();
        for (NodeInventory node : world.inventory().nodes()) {
            Place place = place(node);
            nodes.put(place, world.ledger().use(place));
            for (StorageState storage : node.getStoragesList()) {
                long used = Math.max(0, storage.getTotal() - storage.getAvailable());
                storages.put(
                        new Spot(place, storage.getName()),
                        used + world.ledger().promisedOf(place, storage));
            }
        }
        return new Levels(nodes, storages);
    }

    private List<NodeFill> nodes(Levels before, Levels after, Set<Spot> touched) {
        List<NodeFill> fills = new ArrayList<>();
        for (NodeInventory node : world.inventory().nodes()) {
            Place place = place(node);
            Optional<NodeUse> from = Optional.ofNullable(before.nodes().get(place));
            Optional<NodeUse> to = Optional.ofNullable(after.nodes().get(place));
            if (touched.contains(Spot.node(place)) && from.isPresent() && to.isPresent()) {
                long memory = node.getMemoryTotal();
                fills.add(new NodeFill(
                        place,
                        new Change(
                                from.get().memory(),
                                to.get().memory(),
                                Math.max(0, memory - world.policy().reserveOf(memory))),
                        new Change(from.get().cpus(), to.get().cpus(), node.getCpus())));
            }
        }
        return fills;
    }

    /** A shared storage once, whichever nodes use it. */
    private List<StorageFill> storages(Levels before, Levels after, Set<Spot> touched) {
        Map<List<String>, StorageFill> fills = new LinkedHashMap<>();
        for (NodeInventory node : world.inventory().nodes()) {
            for (StorageState storage : node.getStoragesList()) {
                Spot spot = new Spot(place(node), storage.getName());
                if (touched.contains(spot)) {
                    String at = storage.getShared() ? "" : node.getNode();
                    fills.putIfAbsent(
                            List.of(node.getCluster(), at, storage.getName()),
                            new StorageFill(
                                    node.getCluster(),
                                    at,
                                    storage.getName(),
                                    new Change(
                                            before.storages().getOrDefault(spot, 0L),
                                            after.storages().getOrDefault(spot, 0L),
                                            storage.getTotal())));
                }
            }
        }
        return List.copyOf(fills.values());
    }

    private static Place place(NodeInventory node) {
        return new Place(node.getCluster(), node.getNode());
    }
}
