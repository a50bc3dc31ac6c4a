package io.siderite.placement;

import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;

import io.siderite.machineclass.MachineClass.Strategy;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random clusters and random machines, for properties. */
final class RandomWorld {

    private static final List<String> SETS = List.of("workers", "planes", "");
    private static final List<String> SELECTORS =
            List.of("true", "name == \"a\"", "name != \"a\"", "shared", "availableSpace > 50u * 1073741824u");

    private RandomWorld() {}

    /** A VM: GiB, and the set it is of. */
    record Vm(int memory, int cpus, int set, boolean running) {}

    /** A node: GiB of memory and of its storages a and b. */
    record Node(int memory, int cpus, List<Vm> vms, int a, int b, boolean online) {}

    /** Nodes of a cluster with a storage of this many GiB that they share. */
    record Cluster(List<Node> nodes, int shared) {
        Inventory inventory() {
            var cluster = new TestingCluster();
            for (int i = 0; i < nodes.size(); i++) {
                var node = nodes.get(i);
                int number = i;
                cluster.node("pve" + i, node.memory(), n -> fill(n, node, number));
            }
            return cluster.inventory();
        }

        private void fill(NodeInventory.Builder to, Node node, int number) {
            to.setOnline(node.online())
                    .setCpus(node.cpus())
                    .addStorages(storage("a", node.a()))
                    .addStorages(storage("b", node.b()))
                    .addStorages(storage("ceph", shared).setShared(true));
            for (int i = 0; i < node.vms().size(); i++) {
                var vm = node.vms().get(i);
                int vmid = 1000 * (number + 1) + i;
                to.addVms(vm(vmid, vm.memory())
                        .setCpus(vm.cpus())
                        .setRunning(vm.running())
                        .setRequestId(vm.running() ? "old-" + vmid : "")
                        .setRequestSet(SETS.get(vm.set())));
            }
        }
    }

    /** A disk: GiB, and which selector. */
    record Disk(int size, int selector) {}

    /** A machine. */
    record Wanted(int memory, int cpus, List<Disk> disks, int set, boolean hard, Strategy strategy, boolean secure) {
        Ask ask(int number) {
            var asked = TestingClass.asking().cores(cpus).memoryGib(memory).by(strategy);
            disks.forEach(disk -> asked.disk(disk.size(), SELECTORS.get(disk.selector())));
            if (hard) {
                asked.neverTogether();
            }
            if (secure) {
                asked.secure("name == \"b\"");
            }
            return new Ask(asked.build(), request("m-" + number, SETS.get(set)), "uuid-" + number);
        }
    }

    static Arbitrary<Cluster> clusters() {
        var vm = Combinators.combine(
                        Arbitraries.integers().between(1, 16),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false))
                .as(Vm::new);
        var node = Combinators.combine(
                        Arbitraries.integers().between(4, 96),
                        Arbitraries.integers().between(2, 16),
                        vm.list().ofMaxSize(4),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.of(true, true, true, true, false))
                .as(Node::new);
        return Combinators.combine(
                        node.list().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.integers().between(0, 300))
                .as(Cluster::new);
    }

    static Arbitrary<List<Wanted>> machines() {
        var disk = Combinators.combine(
                        Arbitraries.integers().between(1, 60),
                        Arbitraries.integers().between(0, SELECTORS.size() - 1))
                .as(Disk::new);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 24),
                        Arbitraries.integers().between(1, 12),
                        disk.list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Strategy.class),
                        Arbitraries.of(true, false))
                .as(Wanted::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(15);
    }

    /** A machine that was looked at: with what was promised before it, and what came of it. */
    record Step(Ask ask, List<Reservation> before, Verdict verdict) {}

    /** Places machines one after the other with one ledger, each seeing those before it. */
    static List<Step> burst(Inventory inventory, List<Ask> asks) {
        var steps = new ArrayList<Step>();
        var world = World.of(inventory, List.of(), PlacingPolicy.DEFAULT);
        var taken = new ArrayList<Reservation>();
        for (var ask : asks) {
            var verdict = Placing.place(ask, world, LeftOut.NOTHING);
            steps.add(new Step(ask, List.copyOf(taken), verdict));
            if (verdict instanceof Verdict.Placed placed) {
                var reservation = reservation(ask, placed);
                taken.add(reservation);
                world.ledger().take(reservation);
            }
        }
        return steps;
    }

    static Reservation reservation(Ask ask, Verdict.Placed placed) {
        return Reservation.of(
                ask.request(), ask.uuid(), placed.plan().spec(), placed.plan().placement());
    }

    /** What was promised in the end. */
    static List<Reservation> promised(List<Step> steps) {
        var last = steps.getLast();
        var all = new ArrayList<>(last.before());
        if (last.verdict() instanceof Verdict.Placed placed) {
            all.add(reservation(last.ask(), placed));
        }
        return all;
    }
}
