package io.siderite.placement;

import static io.siderite.placement.TestingCluster.GIB;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.machineClass;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.small;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.MachineRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacingTest {

    private static final MachineRequest WORKER = request("w-1", "workers");

    @Test
    void theNodeWithTheFewestOfTheSetIsChosenThoughAnotherHasMoreMemory() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        256,
                        node -> node.addStorages(storage("fast", 500))
                                .addVms(vm(100, 4).setRequestId("w-0").setRequestSet("workers")))
                .node("pve2", 32);

        assertThat(node(small(4), cluster.world())).isEqualTo("pve2");
    }

    @Test
    void ofEqualCountsTheNodeWithTheMostMemoryFreeIsChosenThenTheFirstByName() {
        assertThat(node(
                        small(4),
                        new TestingCluster().node("pve1", 32).node("pve2", 64).world()))
                .isEqualTo("pve2");
        assertThat(node(
                        small(4),
                        new TestingCluster().node("pve2", 32).node("pve1", 32).world()))
                .isEqualTo("pve1");
    }

    @Test
    void aReservationCountsUntilItsVmIsSeen() {
        var reservation = new Reservation(
                "w-0", "workers", new Place("main", "pve1"), 20 * GIB, 4, Map.of("fast", 990 * GIB), "uuid-0");
        var unseen = new TestingCluster().node("pve1", 32);
        var seen = new TestingCluster()
                .node(
                        "pve1",
                        32,
                        node -> node.addStorages(storage("fast", 1000))
                                .addVms(vm(100, 20).setUuid("UUID-0")));

        assertThat(refusal(small(12), unseen.world(reservation)))
                .containsExactly(
                        "main/pve1 memory: asked 12 GiB, free 10 GiB of 32 GiB (2 GiB stay with the host, 0 GiB are its"
                                + " VMs', 20 GiB are promised)",
                        "main/pve1 has no storage for the system disk of 20 GiB: local: does not accept images;"
                                + " fast: is too small by 10 GiB (1000 GiB available, 990 GiB promised)");
        assertThat(node(small(10), seen.world(reservation))).isEqualTo("pve1");
        assertThat(refusal(small(11), seen.world(reservation)))
                .singleElement()
                .asString()
                .contains("20 GiB are its VMs'");
    }

    @Test
    void aReservationOnASharedStorageCountsOnEveryNode() {
        var cluster = new TestingCluster()
                .node("pve1", 32, node -> node.addStorages(storage("ceph", 30).setShared(true)))
                .node("pve2", 32, node -> node.addStorages(storage("ceph", 30).setShared(true)));
        var elsewhere = new Reservation(
                "w-0", "workers", new Place("main", "pve2"), GIB, 1, Map.of("ceph", 20 * GIB), "uuid-0");

        assertThat(refusal(small(1), cluster.world(elsewhere)))
                .hasSize(2)
                .allMatch(reason -> reason.contains("ceph: is too small by 10 GiB"));
    }

    @Test
    void memoryOfVmsThatRunOrStartOnBootOrAreOursIsTaken() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        32,
                        node -> node.addStorages(storage("fast", 500))
                                .addVms(vm(100, 5))
                                .addVms(vm(101, 5).setRunning(false).setStartOnBoot(true))
                                .addVms(vm(102, 5).setRunning(false).addTags("siderite"))
                                .addVms(vm(103, 5).setRunning(false))
                                .addVms(vm(104, 5).setTemplate(true)));

        assertThat(node(small(15), cluster.world())).isEqualTo("pve1");
        assertThat(refusal(small(16), cluster.world())).hasSize(1);
    }

    @Test
    void everyReasonOfEveryNodeIsGiven() {
        var cluster = new TestingCluster()
                .node("pve1", 8, node -> node.setCpus(1).clearStorages().setMaintenance(true))
                .node("pve2", 8, node -> node.setOnline(false))
                .node(
                        "pve3",
                        64,
                        node -> node.addStorages(storage("fast", 500).setActive(false))
                                .addStorages(storage("slow", 500).setEnabled(false))
                                .addStorages(storage("tank", 500))
                                .addBridges(BridgeState.newBuilder().setName("vmbr1")));
        var asked = machineClass("""
                cores: 2
                memory: 8192
                disk_size: 20
                storage_selector: name == "fast"
                network_bridge: vmbr1
                """);

        assertThat(refusal(asked, cluster.world()))
                .containsExactly(
                        "main/pve1 is in maintenance",
                        "main/pve1 has 1 CPUs, the class asks for 2 (cores × sockets)",
                        "main/pve1 memory: asked 8 GiB, free 6 GiB of 8 GiB (2 GiB stay with the host, 0 GiB are its VMs',"
                                + " 0 GiB are promised)",
                        "main/pve1 has no bridge vmbr1; known are vmbr0",
                        "main/pve1 has no active storage that accepts iso",
                        "main/pve1 has no storage for the system disk of 20 GiB (selector name == \"fast\"): the node has none",
                        "main/pve2 is offline",
                        "main/pve3 bridge vmbr1 is not active",
                        "main/pve3 has no storage for the system disk of 20 GiB (selector name == \"fast\"): local: does not accept"
                                + " images; fast: is not active; slow: is disabled; tank: the selector is false");
    }

    @Test
    void bridgesThatAreNotKnownRefuseNothing() {
        var cluster = new TestingCluster()
                .node("pve1", 32, node -> node.clearBridges().addStorages(storage("fast", 500)));

        assertThat(node(small(4), cluster.world())).isEqualTo("pve1");
    }

    @Test
    void aPinIsObeyedAndAnUnknownOneNamesTheKnown() {
        var cluster = new TestingCluster().node("pve1", 32).node("pve2", 64);

        assertThat(node(machineClass("cores: 1\nmemory: 1024\ndisk_size: 5\nnode: pve1"), cluster.world()))
                .isEqualTo("pve1");
        assertThat(refusal(machineClass("cores: 1\nmemory: 1024\ndisk_size: 5\nnode: pve9"), cluster.world()))
                .containsExactly("the class pins the machine to node pve9, which is not known; known are pve1, pve2");
    }

    @Test
    void anExcludedPlaceIsNotChosen() {
        var cluster = new TestingCluster().node("pve1", 64).node("pve2", 32);
        var verdict = Placing.place(
                ask(small(4), WORKER),
                cluster.world(),
                new LeftOut(Map.of(Spot.node(new Place("main", "pve1")), "failed this machine once")));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Placed.class, placed -> {
            assertThat(placed.plan().placement().getNode()).isEqualTo("pve2");
            assertThat(placed.reasons()).contains("main/pve1 failed this machine once");
        });
    }

    @Test
    void disksFindTheOnlyWayToFitTogether() {
        // The widest storage first would put the 60 on a, and leave no room for the 70 and the 30.
        var cluster = new TestingCluster()
                .node("pve1", 64, node -> node.addStorages(storage("a", 100)).addStorages(storage("b", 60)));
        var asked = machineClass("""
                cores: 1
                memory: 1024
                disk_size: 60
                storage_selector: name in ["a", "b"]
                additional_disks:
                  - disk_size: 70
                  - disk_size: 30
                """);

        assertThat(Placing.place(ask(asked, WORKER), cluster.world(), LeftOut.NOTHING))
                .isInstanceOfSatisfying(
                        Verdict.Placed.class,
                        placed -> assertThat(placed.storages()).containsExactly("b", "a", "a"));
    }

    @Test
    void disksThatFitOnlyOneByOneSaySo() {
        var cluster = new TestingCluster().node("pve1", 64, node -> node.addStorages(storage("a", 100)));
        var asked = machineClass("cores: 1\nmemory: 1024\ndisk_size: 60\nadditional_disks: [{disk_size: 50}]");

        assertThat(refusal(asked, cluster.world()))
                .containsExactly(
                        "main/pve1 has a storage for each disk, but not for all of them together: asked 110 GiB, a has 100 GiB");
    }

    private static String node(MachineClass machineClass, World world) {
        return placed(machineClass, world).plan().placement().getNode();
    }

    private static Verdict.Placed placed(MachineClass machineClass, World world) {
        return switch (Placing.place(ask(machineClass, WORKER), world, LeftOut.NOTHING)) {
            case Verdict.Placed placed -> placed;
            case Verdict.NowhereNow nowhere ->
                throw new AssertionError(nowhere.reasons().toString());
        };
    }

    private static List<String> refusal(MachineClass machineClass, World world) {
        return switch (Placing.place(ask(machineClass, WORKER), world, LeftOut.NOTHING)) {
            case Verdict.Placed placed -> throw new AssertionError(placed.toString());
            case Verdict.NowhereNow nowhere -> nowhere.reasons();
        };
    }
}
