package io.siderite.allocator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.allocator.core.Allocating.Asking;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.documents.Documents;
import io.siderite.networks.Address;
import io.siderite.networks.Networks;
import io.siderite.networks.Networks.Parsing;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.StaticAddressing;
import io.siderite.proto.events.v1.VmSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What machines are told, as whole documents: the files beside this were checked by hand (their README says how). */
class DeliveryTest {

    private static final Map<String, String> KEYS = new TreeMap<>(Map.of(
            "siderite.networks.storage.bridge", "vmbr1",
            "siderite.networks.storage.subnet", "172.31.250.0/24",
            "siderite.networks.storage.mtu", "9000",
            "siderite.networks.dual.bridge", "vmbr2",
            "siderite.networks.dual.subnet", "10.8.0.0/16,fd00:8::/64",
            "siderite.networks.dual.gateway", "10.8.0.1,fd00:8::1",
            "siderite.networks.dual.routes", "10.7.0.0/16 via 10.8.0.3",
            "siderite.networks.dual.dns", "10.8.0.2,fd00:8::2"));

    @ParameterizedTest
    @ValueSource(strings = {"1.9.6", "1.11.0", "1.12.0", "1.13.9"})
    void aWorkerOfTheSeed(String talos) throws IOException {
        same("worker", told(talos, "workers", KEYS, List.of("172.31.250.21"), dhcp(), on("storage", "vmbr1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.6", "1.11.0", "1.12.0", "1.13.9"})
    void aWorkerWhoseManagementSubnetIsKnown(String talos) throws IOException {
        same(
                "worker-managed",
                told(talos, "workers", managed(), List.of("172.31.250.21"), dhcp(), on("storage", "vmbr1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.6", "1.11.0", "1.12.0", "1.13.9"})
    void aControlPlaneThatAskedForStorage(String talos) throws IOException {
        same(
                "control-plane-managed",
                told(
                        talos,
                        "home-control-planes",
                        managed(),
                        List.of("172.31.250.22"),
                        dhcp(),
                        on("storage", "vmbr1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.6", "1.11.0", "1.12.0", "1.13.9"})
    void bothFamiliesWithGatewaysRoutesAndNameServers(String talos) throws IOException {
        same("dual", told(talos, "workers", KEYS, List.of("10.8.0.10", "fd00:8::a"), dhcp(), on("dual", "vmbr2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.6", "1.11.0", "1.12.0", "1.13.9"})
    void aClassThatAddressesNet0(String talos) throws IOException {
        NicPlan net0 = NicPlan.newBuilder()
                .setBridge("vmbr0")
                .setAddressing(StaticAddressing.newBuilder()
                        .setSubnet("192.168.10.0/24")
                        .setGateway("192.168.10.1")
                        .addNameservers("192.168.10.2")
                        .addNameservers("9.9.9.9")
                        .setFirst("192.168.10.50")
                        .setLast("192.168.10.59"))
                .build();
        same(
                "class-addressing",
                told(talos, "workers", KEYS, List.of("192.168.10.50", "172.31.250.21"), net0, on("storage", "vmbr1")));
    }

    private static NetworkAllocated told(
            String talos, String set, Map<String, String> keys, List<String> found, NicPlan... nics) {
        Networks networks = switch (Networks.parse(keys)) {
            case Parsing.Parsed parsed -> parsed.networks();
            case Parsing.Wrong wrong ->
                throw new AssertionError(wrong.problems().toString());
        };
        MachineEvaluated event = MachineEvaluated.newBuilder()
                .setVerdict(Verdict.PLACED)
                .setRequest(MachineRequest.newBuilder()
                        .setRequestId("workers-abc123")
                        .setRequestSet(set)
                        .setTalosVersion(talos))
                .setUuid("6f3c0a52-0d6c-4a43-9a5d-1e0f3a1f7c11")
                .setAttempt(1)
                .setSpec(VmSpec.newBuilder().addAllNics(List.of(nics)))
                .build();
        Asking asking =
                (Asking) Allocating.evaluated(Allocation.unknown("workers-abc123"), event, 1, _ -> false, networks);
        Iterator<String> addresses = found.iterator();
        List<Lease> leases = asking.missing().stream()
                .map(demand -> demand.metWith(Address.parse(addresses.next()).orElseThrow()))
                .toList();
        Decision decision = Allocating.granted(asking, leases, networks);
        return decision.publish().orElseThrow();
    }

    private static Map<String, String> managed() {
        Map<String, String> keys = new TreeMap<>(KEYS);
        keys.put("siderite.management-subnet", "192.168.10.0/24");
        return keys;
    }

    private static NicPlan dhcp() {
        return NicPlan.newBuilder().setBridge("vmbr0").build();
    }

    private static NicPlan on(String network, String bridge) {
        return NicPlan.newBuilder().setBridge(bridge).setNetwork(network).build();
    }

    private static void same(String name, NetworkAllocated told) throws IOException {
        assertThat(told.getNetworkConfig()).isEqualTo(golden(name + ".network-config.yaml"));
        assertThat(told.getTalosPatch()).isEqualTo(golden(name + ".patch.yaml"));
        assertThat(Documents.problems(told)).isEmpty();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DeliveryTest.class.getResourceAsStream("/golden/" + name), () -> "no file golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
