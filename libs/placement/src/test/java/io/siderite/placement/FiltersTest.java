package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What refuses a node, and the words it is refused with. */
class FiltersTest {

    private static final MachineRequest WORKER = request("w-1", "workers");
    private static final Consumer<NodeInventory.Builder> ROOM = node -> node.addStorages(storage("fast", 500));

    @Test
    void anUnknownClusterNamesTheKnownAndTheNearest() {
        var world = new TestingCluster().node("pve1", 32).world();

        assertThat(refusal(asking().cluster("mian"), world))
                .containsExactly("the class pins the machine to cluster mian, which is not configured or not read yet;"
                        + " known are main; did you mean main?");
        assertThat(node(asking().cluster("main"), world)).isEqualTo("pve1");
    }

    @Test
    void coresAboveTheHostsAndAboveTheOvercommitAreRefused() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        ROOM.andThen(node -> node.setCpus(4)
                                .addVms(vm(100, 4).setCpus(10))
                                .addVms(vm(101, 4).setCpus(2).setRunning(false))));
        var promised = new Reservation("w-0", "", new Place("main", "pve1"), 1, 3, Map.of(), "");

        assertThat(refusal(asking().cores(5), cluster.world()))
                .containsExactly("main/pve1 has 4 CPUs, the class asks for 5 (cores × sockets)");
        assertThat(node(asking().cores(3), cluster.world(promised))).isEqualTo("pve1");
        assertThat(refusal(asking().cores(4), cluster.world(promised)))
                .containsExactly(
                        "main/pve1 CPUs: asked 4, free 3 of 16 (4 CPUs, overcommit.cpu 4; 10 are its VMs', 3 are"
                                + " promised)");
        assertThat(refusal(asking().cores(1).overcommit(1, 2.5), cluster.world()))
                .containsExactly(
                        "main/pve1 CPUs: asked 1, free 0 of 10 (4 CPUs, overcommit.cpu 2.5; 10 are its VMs', 0 are"
                                + " promised)");
    }

    @Test
    void memoryIsOvercommittedOnlyWhereTheClassSaysSo() {
        var world = new TestingCluster().node("pve1", 12).world();

        assertThat(refusal(asking().memoryGib(11), world))
                .containsExactly(
                        "main/pve1 memory: asked 11 GiB, free 10 GiB of 12 GiB (2 GiB stay with the host, 0 GiB"
                                + " are its VMs', 0 GiB are promised)");
        assertThat(node(asking().memoryGib(15).overcommit(1.5, 4), world)).isEqualTo("pve1");
        assertThat(refusal(asking().memoryGib(16).overcommit(1.5, 4), world))
                .containsExactly(
                        "main/pve1 memory: asked 16 GiB, free 15 GiB of 12 GiB (2 GiB stay with the host, 0 GiB"
                                + " are its VMs', 0 GiB are promised; overcommit.memory 1.5)");
    }

    @Test
    void hardAntiAffinitySaysWhoIsThere() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        ROOM.andThen(node ->
                                node.addVms(vm(104, 4).setRequestId("w-0").setRequestSet("workers"))))
                .node("pve2", 64);
        var promised = new Reservation("w-9", "workers", new Place("main", "pve2"), 1, 1, Map.of(), "");

        assertThat(node(asking().neverTogether(), cluster.world())).isEqualTo("pve2");
        assertThat(refusal(asking().neverTogether(), cluster.world(promised)))
                .containsExactly(
                        "main/pve1 has w-0 (VM 104) of set workers already, and anti_affinity is hard",
                        "main/pve2 has w-9 (promised) of set workers already, and anti_affinity is hard");
        assertThat(Placing.place(
                        ask(asking().neverTogether().build(), request("w-1", "")),
                        cluster.world(promised),
                        LeftOut.NOTHING))
                .as("a machine of no set has nobody to be kept from")
                .isInstanceOf(Verdict.Placed.class);
    }

    @Test
    void bridgesAreThereActiveAndWideEnough() {
        var world = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        ROOM.andThen(node -> node.addBridges(BridgeState.newBuilder()
                                        .setName("vmbr1")
                                        .setActive(true)
                                        .setMtu(1500))
                                .addBridges(BridgeState.newBuilder().setName("vmbr2"))))
                .world();

        assertThat(refusal(
                        asking().nic("vmbr0", 0, 9000, "")
                                .nic("vmbr1", 0, 9000, "")
                                .nic("vmbr2", 0, 0, ""),
                        world))
                .containsExactly(
                        "main/pve1 bridge vmbr2 is not active",
                        "main/pve1 bridge vmbr0 has an MTU of 1500, as none is configured, the first NIC asks for 9000:"
                                + " write at most that, or 1 for whatever the bridge has",
                        "main/pve1 bridge vmbr1 has an MTU of 1500, additional_nics[0] asks for 9000: write at most that, or 1 for"
                                + " whatever the bridge has");
        assertThat(refusal(asking().nic("vmbr11", 0, 0, ""), world))
                .containsExactly("main/pve1 has no bridge vmbr11; known are vmbr0, vmbr1, vmbr2");
        assertThat(node(asking().nic("vmbr1", 0, 1, ""), world)).isEqualTo("pve1");
        assertThat(node(asking().nic("vmbr0", 0, 1500, ""), world)).isEqualTo("pve1");
    }

    @Test
    void theMtuOfAVnetIsNotKnown() {
        var world = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        ROOM.andThen(node -> node.addBridges(
                                BridgeState.newBuilder().setName("storage").setActive(true))))
                .world();

        assertThat(node(asking().nic("storage", 0, 9000, ""), world)).isEqualTo("pve1");
    }

    @Test
    void aMappingNeedsADeviceOnTheNode() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        ROOM.andThen(node -> node.setMappingsRead(true).addUsbMappings("stick")))
                .node(
                        "pve2",
                        32,
                        ROOM.andThen(node -> node.setMappingsRead(true).addPciMappings("gpu")));

        assertThat(node(asking().pci("gpu"), cluster.world())).isEqualTo("pve2");
        assertThat(refusal(asking().pci("gpu").usb("stick"), cluster.world()))
                .containsExactly(
                        "main/pve1 has no device of PCI resource mapping gpu; pve2 has",
                        "main/pve2 has no device of USB resource mapping stick; pve1 has");
        assertThat(refusal(asking().pci("gpu2"), cluster.world()))
                .containsExactly("main has no PCI resource mapping gpu2 with a device; known are gpu");
        assertThat(refusal(asking().usb("dongle"), cluster.world()))
                .containsExactly("main has no USB resource mapping dongle with a device; known are stick");
    }

    @Test
    void aMappingThatCouldNotBeReadRefusesNothing() {
        var world = new TestingCluster().node("pve1", 64).world();

        assertThat(node(asking().pci("gpu").usb("stick"), world)).isEqualTo("pve1");
    }

    @Test
    void anUnknownPoolIsRefusedWherePoolsAreRead() {
        Consumer<NodeInventory.Builder> read =
                node -> node.setPoolsRead(true).addPools("k8s").addPools("prod");

        assertThat(refusal(
                        asking().pool("k8"),
                        new TestingCluster()
                                .node("pve1", 64, ROOM.andThen(read))
                                .world()))
                .containsExactly(
                        "main has no resource pool k8 that we may see; known are k8s, prod; did you mean k8s?");
        assertThat(node(
                        asking().pool("prod"),
                        new TestingCluster()
                                .node("pve1", 64, ROOM.andThen(read))
                                .world()))
                .isEqualTo("pve1");
        assertThat(node(
                        asking().pool("any"),
                        new TestingCluster().node("pve1", 64).world()))
                .isEqualTo("pve1");
        assertThat(node(
                        asking().pool("any"),
                        new TestingCluster()
                                .node("pve1", 64, ROOM.andThen(node -> node.setPoolsRead(true)))
                                .world()))
                .as("without Pool.Audit Proxmox tells of none")
                .isEqualTo("pve1");
    }

    @Test
    void whatNoTokenMaySetIsRefusedWithTheTwoWaysOut() {
        var token = new TestingCluster().node("pve1", 64).world();
        var root = new TestingCluster()
                .node("pve1", 64, ROOM.andThen(node -> node.setRootLogin(true)))
                .world();

        assertThat(refusal(asking().rootOnly("hugepages", "args"), token))
                .containsExactly(
                        "main takes args, hugepages from root@pam with a password alone, never from an API token"
                                + " or another user: remove them from the class, or configure the cluster with username root, realm"
                                + " pam and a password-file");
        assertThat(node(asking().rootOnly("args"), root)).isEqualTo("pve1");
    }

    @Test
    void whatNeedsRulesIsRefusedBeforeProxmox9() {
        var eight = new TestingCluster()
                .node("pve1", 64, ROOM.andThen(node -> node.setPveVersion("9.0.3")))
                .node("pve2", 64, ROOM.andThen(node -> node.setPveVersion("8.4.1")))
                .world();

        assertThat(refusal(asking().ha("negative", false, List.of()), eight))
                .containsExactly("main runs Proxmox VE 8.4.1 on pve2, whose HA manager has no resource affinity: remove"
                        + " ha.resource_affinity from the class, or use a cluster that runs 9 or newer on all nodes");
        assertThat(refusal(asking().ha("", false, List.of("racks")), eight))
                .containsExactly(
                        "main runs Proxmox VE 8.4.1 on pve2, whose HA manager has no rules: remove ha.rules from"
                                + " the class, or use a cluster that runs 9 or newer on all nodes");
        assertThat(node(asking().ha("", false, List.of(), "pve2"), eight)).isEqualTo("pve2");
    }

    @Test
    void nodesThatHaPrefersComeFirstAndStrictlyAreTheOnlyOnes() {
        var cluster = new TestingCluster().node("pve1", 256).node("pve2", 8);

        assertThat(node(asking().ha("", false, List.of(), "pve2:1"), cluster.world()))
                .isEqualTo("pve2");
        assertThat(node(asking().memoryGib(16).ha("", false, List.of(), "pve2"), cluster.world()))
                .isEqualTo("pve1");
        assertThat(refusal(asking().memoryGib(16).ha("", true, List.of(), "pve2"), cluster.world()))
                .containsExactly(
                        "main/pve1 is not among ha.node_affinity_nodes (pve2), and ha.node_affinity_strict is true",
                        "main/pve2 memory: asked 16 GiB, free 6 GiB of 8 GiB (2 GiB stay with the host, 0 GiB are its"
                                + " VMs', 0 GiB are promised)");
        assertThat(refusal(asking().ha("", true, List.of(), "pve7"), cluster.world())
                        .getFirst())
                .isEqualTo(
                        "main has none of the nodes of ha.node_affinity_nodes (pve7), and ha.node_affinity_strict is true; its nodes are"
                                + " pve1, pve2");
    }

    private static String node(TestingClass asked, World world) {
        return switch (Placing.place(ask(asked.build(), WORKER), world, LeftOut.NOTHING)) {
            case Verdict.Placed placed -> placed.plan().placement().getNode();
            case Verdict.NowhereNow nowhere ->
                throw new AssertionError(nowhere.reasons().toString());
        };
    }

    private static List<String> refusal(TestingClass asked, World world) {
        return switch (Placing.place(ask(asked.build(), WORKER), world, LeftOut.NOTHING)) {
            case Verdict.Placed placed -> throw new AssertionError(placed.toString());
            case Verdict.NowhereNow nowhere -> nowhere.reasons();
        };
    }
}
