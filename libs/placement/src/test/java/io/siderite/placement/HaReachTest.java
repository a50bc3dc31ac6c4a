package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.NodeInventory;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where a machine that HA is to move lies, and what is said where it can't be moved. */
class HaReachTest {

    private static final String ISOS_ON_LOCAL =
            "HA can't move it: its ISOs are on local, whose content only pve1 has; give the cluster a storage that its nodes"
                    + " share and that accepts iso, with 2 GiB left";

    private static final Consumer<NodeInventory.Builder> BOTH = node -> node.addStorages(storage("fast", 900))
            .addStorages(storage("ceph", 500).setShared(true))
            .addStorages(storage("nas", 500)
                    .setType("nfs")
                    .setShared(true)
                    .clearContent()
                    .addContent("iso"));

    @Test
    void sharedStoragesComeFirstUnderHaEvenBeforeThePreferredOne() {
        var cluster = new TestingCluster().node("pve1", 64, BOTH).preferringIsosOn("local");

        var movable = placed(moved(), cluster);
        assertThat(movable.plan().placement().getIsoStorage()).isEqualTo("nas");
        assertThat(movable.storages()).containsExactly("ceph");
        assertThat(words(movable)).isEmpty();

        var bound = placed(asking(), cluster);
        assertThat(bound.plan().placement().getIsoStorage()).isEqualTo("local");
        assertThat(bound.storages()).containsExactly("fast");
    }

    @Test
    void whatOnlyTheNodeHasIsTakenAllTheSameAndSaid() {
        var local = placed(
                moved().secure("name == \"slow\""),
                new TestingCluster()
                        .node(
                                "pve1",
                                64,
                                node -> node.addStorages(storage("fast", 500)).addStorages(storage("slow", 9))));

        assertThat(words(local))
                .containsExactly(
                        ISOS_ON_LOCAL,
                        "HA can't move it: its disks are on fast, slow, whose content only pve1 has; choose a storage that"
                                + " the nodes share with storage_selector, or let Proxmox replicate them");
        assertThat(words(placed(asking(), new TestingCluster().node("pve1", 64))))
                .as("without ha nobody moves it")
                .isEmpty();
    }

    @Test
    void aSharedStorageThatIsFullOrNotForItIsNotChosen() {
        var full = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        node -> node.addStorages(storage("fast", 500))
                                .addStorages(storage("ceph", 1).setShared(true).addContent("iso")));
        assertThat(placed(moved(), full).storages()).containsExactly("fast");
        assertThat(words(placed(moved(), full))).hasSize(2).first().isEqualTo(ISOS_ON_LOCAL);

        var split = placed(
                moved().disk(20, "true").disk(20, "name == \"fast\""), new TestingCluster().node("pve1", 64, BOTH));
        assertThat(split.storages()).containsExactly("ceph", "fast");
    }

    private static TestingClass moved() {
        return asking().ha("", false, List.of());
    }

    private static List<String> words(Verdict.Placed placed) {
        return placed.reasons().stream()
                .filter(reason -> reason.startsWith("HA "))
                .toList();
    }

    private static Verdict.Placed placed(TestingClass asked, TestingCluster cluster) {
        return Stream.of(Placing.place(ask(asked.build(), request("w-1", "workers")), cluster.world(), LeftOut.NOTHING))
                .map(Verdict.Placed.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
