package io.siderite.evaluator.core;

import static io.siderite.evaluator.core.TestingCluster.GIB;
import static io.siderite.evaluator.core.TestingCluster.request;
import static io.siderite.evaluator.core.TestingCluster.small;
import static io.siderite.evaluator.core.TestingCluster.storage;
import static io.siderite.evaluator.core.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PlacingPropertiesTest {

    /** A node as generated: GiB of memory, of its VMs, of its storage. */
    record Node(int memory, List<Integer> vms, int storage) {}

    /** A disk as generated: its size in GiB, and which storages may hold it. */
    record Ask(int size, List<Integer> storages) {}

    @Property(tries = 200)
    void nothingIsEverOvercommitted(
            @ForAll("nodes") List<Node> nodes,
            @ForAll @Size(max = 25) List<@IntRange(min = 1, max = 40) Integer> asked) {
        var inventory = cluster(nodes).inventory();
        var reservations = burst(inventory, asked);

        for (var node : inventory.nodes()) {
            var here = reservations.stream()
                    .filter(r -> r.place().equals(Place.of(node)))
                    .toList();
            long promised = here.stream().mapToLong(Reservation::memory).sum();
            long disks = here.stream()
                    .mapToLong(r -> r.storages().getOrDefault("fast", 0L))
                    .sum();
            assertThat(promised).isLessThanOrEqualTo(Math.max(0, free(node)));
            assertThat(disks).isLessThanOrEqualTo(node.getStorages(1).getAvailable());
        }
    }

    @Property(tries = 100)
    void aMachineIsLeftWaitingOnlyWhereNoNodeHasRoom(
            @ForAll("nodes") List<Node> nodes,
            @ForAll @Size(max = 15) List<@IntRange(min = 1, max = 40) Integer> asked) {
        var inventory = cluster(nodes).inventory();
        var reservations = burst(inventory, asked);
        var placed = reservations.stream().map(Reservation::requestId).collect(Collectors.toSet());

        for (int i = 0; i < asked.size(); i++) {
            if (placed.contains("m-" + i)) {
                continue;
            }
            long memory = asked.get(i) * GIB;
            assertThat(inventory.nodes()).noneMatch(node -> {
                var here = reservations.stream()
                        .filter(r -> r.place().equals(Place.of(node)))
                        .toList();
                long taken = here.stream().mapToLong(Reservation::memory).sum();
                return free(node) - taken >= memory
                        && node.getStorages(1).getAvailable() - here.size() * 20 * GIB >= 20 * GIB;
            });
        }
    }

    @Property(tries = 500)
    void theDisksOfOneMachineFindAPlaceWheneverThereIsOne(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 30) Integer> rooms,
            @ForAll("asks") List<Ask> asks) {
        var candidates = asks.stream()
                .map(ask -> ask.storages().stream()
                        .filter(storage -> storage < rooms.size())
                        .collect(Collectors.toSet()))
                .toList();
        var sizes = asks.stream().map(ask -> (long) ask.size()).toList();

        var result = DiskFit.find(
                sizes, candidates, rooms.stream().map(Integer::longValue).toList());

        boolean possible = exhaustive(asks, rooms.stream().mapToInt(i -> i).toArray(), 0);
        if (possible) {
            assertThat(result).isInstanceOfSatisfying(DiskFit.Result.Fits.class, fits -> {
                var left = new ArrayList<>(rooms);
                for (int i = 0; i < asks.size(); i++) {
                    int storage = fits.storages().get(i);
                    assertThat(candidates.get(i)).contains(storage);
                    left.set(storage, left.get(storage) - asks.get(i).size());
                }
                assertThat(left).allMatch(room -> room >= 0);
            });
        } else {
            assertThat(result).isInstanceOf(DiskFit.Result.DoesNotFit.class);
        }
    }

    @Property(tries = 100)
    void aBurstOnEqualNodesSpreadsWithinOneOfEven(
            @ForAll @IntRange(min = 1, max = 8) int nodes, @ForAll @IntRange(min = 1, max = 30) int machines) {
        var cluster = new TestingCluster();
        for (int i = 0; i < nodes; i++) {
            cluster.node("pve" + i, 512);
        }
        var placed = burst(
                cluster.inventory(),
                IntStream.range(0, machines).map(i -> 4).boxed().toList());

        var counts = new HashMap<Place, Integer>();
        cluster.inventory().places().forEach(place -> counts.put(place, 0));
        placed.forEach(reservation -> counts.merge(reservation.place(), 1, Integer::sum));
        assertThat(placed).hasSize(machines);
        assertThat(counts.values()).allMatch(n -> n == machines / nodes || n == (machines + nodes - 1) / nodes);
    }

    @Property(tries = 100)
    void theSameWorldGivesTheSamePlace(@ForAll("nodes") List<Node> nodes) {
        var inventory = cluster(nodes).inventory();
        var shuffled = Inventory.of(new ArrayList<>(inventory.nodes()).reversed());

        assertThat(place(small(4), inventory, List.of(), 0)).isEqualTo(place(small(4), shuffled, List.of(), 0));
    }

    @Provide
    Arbitrary<List<Node>> nodes() {
        return Combinators.combine(
                        Arbitraries.integers().between(4, 128),
                        Arbitraries.integers().between(1, 32).list().ofMaxSize(4),
                        Arbitraries.integers().between(0, 400))
                .as(Node::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Ask>> asks() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.integers()
                                .between(0, 3)
                                .list()
                                .uniqueElements()
                                .ofMinSize(1))
                .as(Ask::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static TestingCluster cluster(List<Node> nodes) {
        var cluster = new TestingCluster();
        for (int i = 0; i < nodes.size(); i++) {
            var generated = nodes.get(i);
            cluster.node("pve" + i, generated.memory(), node -> {
                node.addStorages(storage("fast", generated.storage()));
                generated.vms().forEach(memory -> node.addVms(vm(100, memory)));
            });
        }
        return cluster;
    }

    /** Places machines one after the other, each seeing those before it; answers those that found a place. */
    private static List<Reservation> burst(Inventory inventory, List<Integer> memoryGib) {
        var reservations = new ArrayList<Reservation>();
        for (int i = 0; i < memoryGib.size(); i++) {
            var machineClass = small(memoryGib.get(i));
            if (place(machineClass, inventory, reservations, i) instanceof Verdict.Placed placed) {
                var request = request("m-" + i, "workers");
                var spec = VmSpecs.of(machineClass, request, placed.storages());
                reservations.add(Reservation.of(request, "uuid-" + i, spec, placed.placement()));
            }
        }
        return reservations;
    }

    private static Verdict place(
            MachineClass machineClass, Inventory inventory, List<Reservation> reservations, int number) {
        var world = new World(inventory, reservations, PlacingPolicy.DEFAULT);
        return Placing.place(machineClass, request("m-" + number, "workers"), world, Map.of());
    }

    private static long free(NodeInventory node) {
        long vms = node.getVmsList().stream().mapToLong(vm -> vm.getMemory()).sum();
        return node.getMemoryTotal() - Math.max(2 * GIB, node.getMemoryTotal() / 20) - vms;
    }

    private static boolean exhaustive(List<Ask> asks, int[] room, int next) {
        if (next == asks.size()) {
            return true;
        }
        for (int storage : asks.get(next).storages()) {
            if (storage < room.length && room[storage] >= asks.get(next).size()) {
                room[storage] -= asks.get(next).size();
                boolean fits = exhaustive(asks, room, next + 1);
                room[storage] += asks.get(next).size();
                if (fits) {
                    return true;
                }
            }
        }
        return false;
    }
}
