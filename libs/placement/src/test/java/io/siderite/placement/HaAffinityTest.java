package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.NodeInventory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What Proxmox's HA rules would refuse once the VM is made is refused before. */
class HaAffinityTest {

    private static final Consumer<NodeInventory.Builder> ROOM = node -> node.addStorages(storage("fast", 500));
    private static final Consumer<NodeInventory.Builder> WITH_ONE_OF_THE_SET =
            ROOM.andThen(node -> node.addVms(vm(104, 4).setRequestId("w-0").setRequestSet("workers")));

    @Test
    void apartUnderHaNoTwoOfASetAreOnOneNode() {
        var cluster = new TestingCluster().node("pve1", 64, WITH_ONE_OF_THE_SET).node("pve2", 8);
        var promised = new Reservation("w-9", "workers", new Place("main", "pve2"), 1, 1, Map.of(), "");

        assertThat(node(apart(), cluster.world())).isEqualTo("pve2");
        assertThat(refusal(apart(), cluster.world(promised)))
                .containsExactly(
                        "main/pve1 has w-0 (VM 104) of set workers already, and ha.resource_affinity is negative",
                        "main/pve2 has w-9 (promised) of set workers already, and ha.resource_affinity is negative");
    }

    @Test
    void togetherUnderHaTheSetIsOnOneNode() {
        var empty = new TestingCluster().node("pve1", 64).node("pve2", 256);
        var promised = new Reservation("w-9", "workers", new Place("main", "pve2"), 1, 1, Map.of(), "");

        assertThat(node(together(), empty.world())).as("the first is free").isEqualTo("pve1");
        assertThat(node(together(), empty.world(promised))).isEqualTo("pve2");

        var seen = new TestingCluster().node("pve1", 16, WITH_ONE_OF_THE_SET).node("pve2", 256);
        assertThat(node(together(), seen.world())).isEqualTo("pve1");
        assertThat(refusal(together().memoryGib(32), seen.world()))
                .hasSize(2)
                .contains(
                        "ha.resource_affinity is positive, and set workers is on main/pve1 (w-0 (VM 104)): the machine"
                                + " can be nowhere else")
                .anyMatch(reason -> reason.startsWith("main/pve1 memory: asked 32 GiB, free 10 GiB"));
    }

    @Test
    void whereTheSetIsOnTwoNodesTheMachineGoesWhereMostAre() {
        var cluster = new TestingCluster()
                .node("pve1", 256, WITH_ONE_OF_THE_SET)
                .node(
                        "pve2",
                        64,
                        ROOM.andThen(node -> node.addVms(vm(201, 4).setRequestSet("workers"))
                                .addVms(vm(202, 4).setRequestSet("workers"))));

        assertThat(node(together(), cluster.world())).isEqualTo("pve2");
    }

    @Test
    void aNodeThatTheClusterDoesNotHaveRefusesIt() {
        var cluster = new TestingCluster().node("pve1", 64).node("pve2", 64);

        for (boolean strict : List.of(false, true)) {
            assertThat(refusal(asking().ha("", strict, List.of(), "pve2:1", "pve7:2"), cluster.world()))
                    .contains("main has no node pve7, which ha.node_affinity_nodes names; known are pve1, pve2");
        }
        assertThat(refusal(asking().ha("", false, List.of(), "pvee2"), cluster.world()))
                .containsExactly("main has no node pvee2, which ha.node_affinity_nodes names; known are pve1, pve2;"
                        + " did you mean pve2?");
    }

    private static TestingClass apart() {
        return asking().ha("negative", false, List.of());
    }

    private static TestingClass together() {
        return asking().ha("positive", false, List.of());
    }

    private static String node(TestingClass asked, World world) {
        return switch (verdict(asked, world)) {
            case Verdict.Placed placed -> placed.plan().placement().getNode();
            case Verdict.NowhereNow nowhere ->
                throw new AssertionError(nowhere.reasons().toString());
        };
    }

    private static List<String> refusal(TestingClass asked, World world) {
        return switch (verdict(asked, world)) {
            case Verdict.Placed placed -> throw new AssertionError(placed.toString());
            case Verdict.NowhereNow nowhere -> nowhere.reasons();
        };
    }

    private static Verdict verdict(TestingClass asked, World world) {
        return Placing.place(ask(asked.build(), request("w-1", "workers")), world, LeftOut.NOTHING);
    }
}
