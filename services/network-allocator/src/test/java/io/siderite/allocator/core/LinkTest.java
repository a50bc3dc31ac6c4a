package io.siderite.allocator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.allocator.core.Allocating.Asking;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.documents.Documents;
import io.siderite.networks.Address;
import io.siderite.networks.Networks;
import io.siderite.networks.Networks.Parsing;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.StaticAddressing;
import io.siderite.proto.events.v1.VmSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The MTU that a machine is told for a NIC: the device's own, so that Proxmox and Talos never say different ones. */
class LinkTest {

    private static final Networks NETWORKS = networks(Map.of(
            "siderite.networks.storage.bridge", "vmbr1",
            "siderite.networks.storage.subnet", "172.31.250.0/24",
            "siderite.networks.storage.mtu", "9000",
            "siderite.networks.plain.bridge", "vmbr2",
            "siderite.networks.plain.subnet", "172.31.251.0/24"));

    @ParameterizedTest(name = "NIC with mtu {0} on {1}: {2}")
    @CsvSource({
        "0, storage, 9000",
        "1, storage, 9000",
        "1500, storage, 1500",
        "9000, plain, 9000",
        "1, plain, 0",
        "0, plain, 0",
    })
    void theNicsOwnWinsAndOneIsTheBridges(int mtu, String network, int told) {
        same(told(NicPlan.newBuilder().setBridge("vmbr1").setNetwork(network).setMtu(mtu), addressOf(network)), told);
    }

    @ParameterizedTest(name = "NIC with mtu {0} that asks by DHCP: {1}")
    @CsvSource({"0, 0", "1, 0", "1400, 1400"})
    void aNicOnNoNetworkHasItsOwnOrNone(int mtu, int told) {
        same(told(NicPlan.newBuilder().setBridge("vmbr0").setMtu(mtu)), told);
    }

    @Test
    void aClassThatAddressesTheNicHasTheLastWord() {
        NicPlan.Builder nic = NicPlan.newBuilder().setBridge("vmbr0").setMtu(1);
        StaticAddressing.Builder addressing = StaticAddressing.newBuilder()
                .setSubnet("192.168.10.0/24")
                .setFirst("192.168.10.50")
                .setLast("192.168.10.59");

        same(told(nic.setAddressing(addressing), "192.168.10.50"), 0);
        same(told(nic.setAddressing(addressing.setMtu(1400)), "192.168.10.50"), 1400);
    }

    private static void same(NetworkAllocated told, int mtu) {
        assertThat(Documents.problems(told)).isEmpty();
        List<String> documents = told.getTalosPatch().isEmpty()
                ? List.of(told.getNetworkConfig())
                : List.of(told.getNetworkConfig(), told.getTalosPatch());
        assertThat(documents).allSatisfy(document -> {
            if (mtu == 0) {
                assertThat(document).doesNotContain("mtu");
            } else {
                assertThat(document).containsOnlyOnce("mtu: ").containsPattern("mtu: " + mtu + "\\b");
            }
        });
    }

    private static String addressOf(String network) {
        return network.equals("storage") ? "172.31.250.21" : "172.31.251.21";
    }

    private static NetworkAllocated told(NicPlan.Builder nic, String... leased) {
        MachineEvaluated event = MachineEvaluated.newBuilder()
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setRequest(MachineRequest.newBuilder()
                        .setRequestId("workers-abc123")
                        .setRequestSet("workers")
                        .setTalosVersion("1.11.0"))
                .setUuid("6f3c0a52-0d6c-4a43-9a5d-1e0f3a1f7c11")
                .setAttempt(1)
                .setSpec(VmSpec.newBuilder().addNics(nic))
                .build();
        return switch (Allocating.evaluated(Allocation.unknown("workers-abc123"), event, 1, _ -> false, NETWORKS)) {
            case Decision decision -> decision.publish().orElseThrow();
            case Asking asking -> {
                Lease lease = asking.missing()
                        .getFirst()
                        .metWith(Address.parse(leased[0]).orElseThrow());
                yield Allocating.granted(asking, List.of(lease), NETWORKS)
                        .publish()
                        .orElseThrow();
            }
        };
    }

    private static Networks networks(Map<String, String> keys) {
        return switch (Networks.parse(keys)) {
            case Parsing.Parsed parsed -> parsed.networks();
            case Parsing.Wrong wrong ->
                throw new AssertionError(wrong.problems().toString());
        };
    }
}
