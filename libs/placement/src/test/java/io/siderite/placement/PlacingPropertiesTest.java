package io.siderite.placement;

import static io.siderite.placement.RandomWorld.burst;
import static io.siderite.placement.RandomWorld.promised;
import static io.siderite.placement.TestingCluster.GIB;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.MachineClass.Strategy;
import io.siderite.placement.RandomWorld.Cluster;
import io.siderite.placement.RandomWorld.Wanted;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PlacingPropertiesTest {

    @Property(tries = 1500)
    void nothingIsEverOvercommitted(@ForAll("clusters") Cluster cluster, @ForAll("machines") List<Wanted> machines) {
        var inventory = cluster.inventory();
        var promised = promised(burst(inventory, asks(machines)));

        for (var node : inventory.nodes()) {
            var here = on(promised, node);
            long memory = here.stream().mapToLong(Reservation::memory).sum();
            int cpus = here.stream().mapToInt(Reservation::cpus).sum();
            assertThat(memory).isLessThanOrEqualTo(Math.max(0, free(node)));
            assertThat(here).allMatch(_ -> node.getOnline());
            if (!here.isEmpty()) {
                assertThat(cpus + counting(node).mapToInt(VmState::getCpus).sum())
                        .isLessThanOrEqualTo(node.getCpus() * 4);
            }
            for (var storage : node.getStoragesList()) {
                long bytes = (storage.getShared() ? promised : here)
                        .stream()
                                .mapToLong(r -> r.storages().getOrDefault(storage.getName(), 0L))
                                .sum();
                assertThat(bytes).isLessThanOrEqualTo(storage.getAvailable());
            }
        }
    }

    @Property(tries = 1500)
    void hardAntiAffinityIsNeverBroken(@ForAll("clusters") Cluster cluster, @ForAll("machines") List<Wanted> machines) {
        var inventory = cluster.inventory();

        for (var step : burst(inventory, asks(machines))) {
            var set = step.ask().set();
            if (step.verdict() instanceof Verdict.Placed placed
                    && step.ask().placing().antiAffinity() == AntiAffinity.HARD
                    && !set.isEmpty()) {
                var place = Place.of(node(inventory, placed));
                assertThat(step.before())
                        .noneMatch(
                                r -> r.place().equals(place) && r.requestSet().equals(set));
                assertThat(node(inventory, placed).getVmsList())
                        .noneMatch(vm -> vm.getRequestSet().equals(set));
            }
        }
    }

    @Property(tries = 1500)
    void aMachineWaitsOnlyWhereAnExhaustiveSearchFindsNoPlaceEither(
            @ForAll("clusters") Cluster cluster, @ForAll("machines") List<Wanted> machines) {
        var inventory = cluster.inventory();

        for (var step : burst(inventory, asks(machines))) {
            assertThat(step.verdict() instanceof Verdict.Placed)
                    .isEqualTo(inventory.nodes().stream()
                            .anyMatch(node -> new ExhaustiveSearch(step.ask(), node, step.before()).finds()));
        }
    }

    @Property(tries = 500)
    void theSameWorldGivesTheSamePlaceHoweverItWasAddedUp(
            @ForAll("clusters") Cluster cluster, @ForAll("machines") List<Wanted> machines, @ForAll Random random) {
        var inventory = cluster.inventory();
        var nodes = new ArrayList<>(inventory.nodes());
        Collections.shuffle(nodes, random);
        var shuffled = Inventory.of(nodes);

        for (var step : burst(inventory, asks(machines))) {
            var before = new ArrayList<>(step.before());
            Collections.shuffle(before, random);
            var anew = World.of(shuffled, before, PlacingPolicy.DEFAULT);
            assertThat(Placing.place(step.ask(), anew, LeftOut.NOTHING)).isEqualTo(step.verdict());
        }
    }

    @Property(tries = 1000)
    void aBurstOnUnequalNodesIsUnevenOnlyWhereTheEmptierNodeIsFull(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 3, max = 128) Integer> memory,
            @ForAll @IntRange(min = 1, max = 40) int machines) {
        var cluster = new TestingCluster();
        for (int i = 0; i < memory.size(); i++) {
            cluster.node("pve" + i, memory.get(i), node -> node.setCpus(1000).addStorages(storage("fast", 4000)));
        }
        var inventory = cluster.inventory();

        var counts = counts(inventory, promised(burst(inventory, equal(machines, 4, Strategy.SPREAD))));

        for (var fuller : inventory.nodes()) {
            for (var emptier : inventory.nodes()) {
                if (count(counts, fuller) > count(counts, emptier) + 1) {
                    assertThat(free(emptier) - count(counts, emptier) * 4 * GIB).isLessThan(4 * GIB);
                }
            }
        }
    }

    @Property(tries = 500)
    void binpackBeginsANodeOnlyWhenNoBegunOneHasRoom(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 3, max = 128) Integer> memory,
            @ForAll @IntRange(min = 1, max = 20) int machines) {
        var cluster = new TestingCluster();
        for (int i = 0; i < memory.size(); i++) {
            cluster.node("pve" + i, memory.get(i), node -> node.setCpus(1000).addStorages(storage("fast", 4000)));
        }
        var inventory = cluster.inventory();

        var used = new HashSet<Place>();
        for (var step : burst(inventory, equal(machines, 4, Strategy.BINPACK))) {
            if (step.verdict() instanceof Verdict.Placed placed && used.add(Place.of(node(inventory, placed)))) {
                var counts = counts(inventory, step.before());
                var whole = inventory.nodes().stream().filter(n -> count(counts, n) > 0);
                // Of unequal nodes an empty small one may be fuller then than a large one in use.
                assertThat(whole)
                        .noneMatch(n -> free(n) - count(counts, n) * 4 * GIB >= 4 * GIB
                                && (count(counts, n) + 1.0) / free(n) > 1.0 / free(node(inventory, placed)));
            }
        }
    }

    @Test
    void aBurstOfThirtyWorkersOnThreeUnequalNodes() {
        var inventory = new TestingCluster()
                .node("pve1", 128)
                .node(
                        "pve2",
                        64,
                        node -> node.addStorages(storage("fast", 1000)).addVms(vm(100, 16)))
                .node("pve3", 32)
                .inventory();

        var promised = promised(burst(inventory, equal(30, 4, Strategy.SPREAD)));

        // pve3 has room for 7 beside its host's 2 GiB, pve2 for 11; the rest is pve1's.
        assertThat(counts(inventory, promised))
                .isEqualTo(Map.of(
                        new Place("main", "pve1"), 12, new Place("main", "pve2"), 11, new Place("main", "pve3"), 7));
    }

    @Provide
    Arbitrary<Cluster> clusters() {
        return RandomWorld.clusters();
    }

    @Provide
    Arbitrary<List<Wanted>> machines() {
        return RandomWorld.machines();
    }

    private static List<Ask> asks(List<Wanted> machines) {
        return IntStream.range(0, machines.size())
                .mapToObj(i -> machines.get(i).ask(i))
                .toList();
    }

    private static List<Ask> equal(int machines, long memoryGib, Strategy strategy) {
        var machineClass =
                TestingClass.asking().memoryGib(memoryGib).by(strategy).build();
        return IntStream.range(0, machines)
                .mapToObj(i -> new Ask(machineClass, request("m-" + i, "workers"), "uuid-" + i))
                .toList();
    }

    private static Map<Place, Integer> counts(Inventory inventory, List<Reservation> promised) {
        var counts = new HashMap<Place, Integer>();
        inventory.places().forEach(place -> counts.put(place, 0));
        promised.forEach(reservation -> counts.merge(reservation.place(), 1, Integer::sum));
        return counts;
    }

    private static int count(Map<Place, Integer> counts, NodeInventory node) {
        return counts.getOrDefault(Place.of(node), 0);
    }

    private static NodeInventory node(Inventory inventory, Verdict.Placed placed) {
        var there = new Place(
                placed.plan().placement().getCluster(),
                placed.plan().placement().getNode());
        return inventory.nodes().stream()
                .filter(n -> Place.of(n).equals(there))
                .findFirst()
                .orElseThrow();
    }

    private static List<Reservation> on(List<Reservation> promised, NodeInventory node) {
        return promised.stream().filter(r -> r.place().equals(Place.of(node))).toList();
    }

    private static Stream<VmState> counting(NodeInventory node) {
        return node.getVmsList().stream().filter(VmState::getRunning);
    }

    private static long free(NodeInventory node) {
        long vms = counting(node).mapToLong(VmState::getMemory).sum();
        return node.getMemoryTotal() - Math.max(2 * GIB, node.getMemoryTotal() / 20) - vms;
    }
}
