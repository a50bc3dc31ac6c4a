package io.siderite.placement;

import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.small;
import static io.siderite.placement.TestingCluster.storage;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IsoStorageTest {

    @Test
    void theIsoStorageIsThePreferredOneElseTheNodesOwnDirectory() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        node -> node.addStorages(storage("fast", 500))
                                .addStorages(storage("nas", 5000)
                                        .setType("nfs")
                                        .setShared(true)
                                        .addContent("iso"))
                                .addStorages(
                                        storage("off", 5000).setActive(false).addContent("iso")));

        assertThat(isoStorage(cluster.preferringIsosOn(""))).isEqualTo("local");
        assertThat(isoStorage(cluster.preferringIsosOn("nas"))).isEqualTo("nas");
        assertThat(isoStorage(cluster.preferringIsosOn("off"))).isEqualTo("local");
        assertThat(isoStorage(cluster.preferringIsosOn("fast")))
                .as("it takes no ISOs")
                .isEqualTo("local");
    }

    @Test
    void anIsoStorageHasRoomForABootImage() {
        var cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        node -> node.addStorages(storage("fast", 500))
                                .addStorages(storage("nas", 5000)
                                        .setType("nfs")
                                        .setShared(true)
                                        .addContent("iso"))
                                .addStorages(storage("full", 1).addContent("iso")));
        assertThat(isoStorage(cluster.preferringIsosOn("full"))).isEqualTo("local");

        var full = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        node -> node.clearStorages()
                                .addStorages(storage("fast", 500))
                                .addStorages(storage("full", 1).addContent("iso"))
                                .addStorages(storage("off", 9).setEnabled(false).addContent("iso")));
        assertThat(refusal(full))
                .containsExactly("main/pve1 has no storage with the 2 GiB that a boot image takes: full has 1 GiB");
    }

    private static String isoStorage(TestingCluster cluster) {
        return placed(cluster).plan().placement().getIsoStorage();
    }

    private static Verdict.Placed placed(TestingCluster cluster) {
        return switch (verdict(cluster)) {
            case Verdict.Placed placed -> placed;
            case Verdict.NowhereNow nowhere ->
                throw new AssertionError(nowhere.reasons().toString());
        };
    }

    private static List<String> refusal(TestingCluster cluster) {
        return switch (verdict(cluster)) {
            case Verdict.Placed placed -> throw new AssertionError(placed.toString());
            case Verdict.NowhereNow nowhere -> nowhere.reasons();
        };
    }

    private static Verdict verdict(TestingCluster cluster) {
        return Placing.place(ask(small(4), request("w-1", "workers")), cluster.world(), LeftOut.NOTHING);
    }
}
