package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass.Strategy;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StrategiesTest {

    private static final MachineRequest WORKER = request("w-1", "workers");

    @Test
    void spreadTakesTheEmptiestBinpackTheFullestThatStillFits() {
        var world = new TestingCluster()
                .node("pve1", 64, with(vm(100, 58)))
                .node("pve2", 64, with(vm(101, 40)))
                .node("pve3", 64)
                .world();

        assertThat(placed(asking(), world).reasons())
                .containsExactly(
                        "main/pve3 is chosen by spread: 0 of its set there, 95 % of its memory free",
                        "disks on fast, ISO on local",
                        "ranked lower: main/pve2 (0 of its set there, 33 % of its memory free)",
                        "main/pve1 memory: asked 4 GiB, free 2.8 GiB of 64 GiB (3.2 GiB stay with the host, 58 GiB are its"
                                + " VMs', 0 GiB are promised)");
        assertThat(placed(asking().by(Strategy.BINPACK), world).reasons())
                .startsWith(
                        "main/pve2 is chosen by binpack: 72 % of its memory used then",
                        "disks on fast, ISO on local", "ranked lower: main/pve3 (7 % of its memory used then)");
    }

    @Test
    void balancedTakesTheNodeWhoseCpusAndMemoryAreThenUsedMostEvenly() {
        var world = new TestingCluster()
                .node("pve1", 64, with(vm(100, 30).setCpus(2)))
                .node("pve2", 64, with(vm(101, 4).setCpus(16)))
                .node("pve3", 64, with(vm(102, 30).setCpus(16)))
                .world();

        var placed = placed(asking().by(Strategy.BALANCED), world);

        assertThat(placed.plan().placement().getNode()).isEqualTo("pve3");
        assertThat(placed.reasons())
                .startsWith("main/pve3 is chosen by balanced: 56 % of its CPUs and 56 % of its memory used then");
    }

    @Test
    void ofEquallyFullNodesTheOneWithFewerOfTheSetIsChosen() {
        var world = new TestingCluster()
                .node("pve1", 64, with(vm(100, 8).setRequestId("w-0").setRequestSet("workers")))
                .node("pve2", 64, with(vm(101, 8).setRequestId("c-0").setRequestSet("planes")))
                .world();

        for (var strategy : Strategy.values()) {
            assertThat(placed(asking().by(strategy), world).plan().placement().getNode())
                    .isEqualTo("pve2");
        }
    }

    @Test
    void aMachineGoesToWhicheverClusterFitsItBest() {
        var main = new TestingCluster().node("pve1", 64, with(vm(100, 50)));
        var edge = new TestingCluster("edge").node("pve1", 64);
        var world = TestingCluster.both(main, edge);

        assertThat(placed(asking(), world).plan().placement().getCluster()).isEqualTo("edge");
        assertThat(placed(asking().cluster("main"), world).plan().placement().getCluster())
                .isEqualTo("main");
        assertThat(placed(asking().by(Strategy.BINPACK), world)
                        .plan()
                        .placement()
                        .getCluster())
                .isEqualTo("main");
    }

    @Test
    void aNodeThatRanksFirstButHasNoStorageLeavesThePlaceToTheNext() {
        var world = new TestingCluster()
                .node("pve1", 256, node -> node.addStorages(storage("fast", 10)))
                .node("pve2", 32)
                .world();

        var placed = placed(asking(), world);

        assertThat(placed.plan().placement().getNode()).isEqualTo("pve2");
        assertThat(placed.reasons())
                .contains("main/pve1 has no storage for the system disk of 20 GiB: local: does not accept images; fast:"
                        + " is too small by 10 GiB (10 GiB available, 0 GiB promised)");
    }

    private static Consumer<NodeInventory.Builder> with(VmState.Builder vm) {
        return node -> node.addStorages(storage("fast", 500)).addVms(vm);
    }

    private static Verdict.Placed placed(TestingClass asked, World world) {
        return switch (Placing.place(ask(asked.build(), WORKER), world, LeftOut.NOTHING)) {
            case Verdict.Placed placed -> placed;
            case Verdict.NowhereNow nowhere ->
                throw new AssertionError(nowhere.reasons().toString());
        };
    }
}
