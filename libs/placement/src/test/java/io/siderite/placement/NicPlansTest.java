package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass.StaticAddressing;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.NicPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NicPlansTest {

    private static final Networks NETWORKS = networks(Map.of(
            "siderite.networks.storage.subnet", "172.31.250.0/24",
            "siderite.networks.storage.bridge", "vmbr1",
            "siderite.networks.storage.vlan", "100",
            "siderite.networks.storage.mtu", "9000",
            "siderite.networks.backup.subnet", "172.31.251.0/24",
            "siderite.networks.backup.bridge", "vmbr2"));

    @Test
    void aNicWithoutABridgeIsPluggedInWhereItsNetworkIs() {
        assertThat(plan(asking().nic("", 0, 0, "storage")))
                .isEqualTo(NicPlan.newBuilder()
                        .setModel("virtio")
                        .setBridge("vmbr1")
                        .setVlan(100)
                        .setMtu(9000)
                        .setNetwork("storage")
                        .build());
    }

    @Test
    void whatTheClassSaysOfTheNicWins() {
        assertThat(plan(asking().nic("vmbr7", 0, 1, "storage")))
                .isEqualTo(NicPlan.newBuilder()
                        .setModel("virtio")
                        .setBridge("vmbr7")
                        .setMtu(1)
                        .setNetwork("storage")
                        .build());
        assertThat(plan(asking().nic("", 7, 0, "storage")).getVlan()).isEqualTo(7);
    }

    @Test
    void aNicOnTheBridgeAndVlanOfANetworkIsOnItUnlessTheClassSaysNone() {
        assertThat(plan(asking().nic("vmbr1", 100, 0, "")).getNetwork()).isEqualTo("storage");
        assertThat(plan(asking().nic("vmbr1", 100, 0, "")).getMtu()).isEqualTo(9000);
        assertThat(plan(asking().nic("vmbr1", 0, 0, "")).getNetwork()).isEmpty();
        assertThat(plan(asking().nic("vmbr2", 0, 0, "")).getNetwork()).isEqualTo("backup");
        assertThat(plan(asking().nic("vmbr2", 0, 0, "none")).getNetwork())
                .as("who reads the plan must not put it on the bridge's")
                .isEqualTo("none");
        assertThat(plan(asking().nic("vmbr2", 0, 0, "")
                                .addressed(
                                        new StaticAddressing("10.0.0.0/24", "", List.of(), "10.0.0.2", "10.0.0.2", 0)))
                        .getNetwork())
                .as("its class addresses it")
                .isEmpty();
    }

    @Test
    void anUnknownNetworkNamesTheKnownAndTheNearest() {
        var asked = asking().nic("", 0, 0, "storge").build();

        assertThat(NicPlans.of(asked, NETWORKS).problems())
                .containsExactly(
                        "the first NIC is to be on network storge, which is not configured; known are backup, storage;"
                                + " did you mean storage?");
        assertThat(NicPlans.of(asked, Networks.none()).problems())
                .containsExactly(
                        "the first NIC is to be on network storge, but no network is configured: define it below"
                                + " siderite.networks");
    }

    @Test
    void noNodeIsChosenForAnUnknownNetworkAndTheNetworksBridgeMustBeThere() {
        var cluster = new TestingCluster().node("pve1", 64);
        var world = World.of(cluster.inventory(), List.of(), PlacingPolicy.DEFAULT.with(NETWORKS));
        var request = TestingCluster.request("w-1", "workers");

        assertThat(Placing.place(
                        TestingCluster.ask(asking().nic("", 0, 0, "storge").build(), request), world, LeftOut.NOTHING))
                .isInstanceOfSatisfying(
                        Verdict.NowhereNow.class,
                        nowhere -> assertThat(nowhere.reasons())
                                .hasSize(1)
                                .first()
                                .asString()
                                .contains("storge"));
        assertThat(Placing.place(
                        TestingCluster.ask(asking().nic("", 0, 0, "storage").build(), request), world, LeftOut.NOTHING))
                .isEqualTo(new Verdict.NowhereNow(List.of("main/pve1 has no bridge vmbr1; known are vmbr0")));
    }

    private static NicPlan plan(TestingClass asked) {
        return NicPlans.of(asked.build(), NETWORKS).plans().getFirst();
    }

    private static Networks networks(Map<String, String> keys) {
        return switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            case Networks.Parsing.Wrong wrong ->
                throw new AssertionError(wrong.problems().toString());
        };
    }
}
