package io.siderite.acceptance;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proxmoxsim.VmView;
import io.siderite.proxmoxsim.guest.Nic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seed's storage network: each worker has its own address, and everybody who tells of it tells the same. */
class StorageNetworkTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String GPU_WORKERS = "talos-gpu-workers";
    private static final String GPU_CLASS = """
            cores: 8
            memory: 32000
            disk_size: 100
            network_bridge: vmbr0
            storage_selector: name == "ssdpool"
            additional_nics:
              - network: storage
            """;
    // Below "siderite:", to be added to a configuration.
    private static final String NETWORKS = """
            management-subnet: 192.168.10.0/24
            networks:
              storage:
                bridge: vmbr1
                subnet: 172.31.250.0/24
                ranges: 172.31.250.21-172.31.250.29
                reservations:
                  172.31.250.1: truenas
                  172.31.250.30: "set:*gpu*"
                mtu: 9000
            """.indent(2);

    // Below "networks:", added while it runs.
    private static final String BACKUP = """
            backup:
              bridge: vmbr1
              vlan: 251
              subnet: 172.31.251.0/24
            """.indent(4);

    @TempDir
    Path directory;

    @Test
    void everyWorkerHasItsOwnAddress() throws Exception {
        try (Peers world = Peers.start(OmniSimOptions.defaults())) {
            List<String> arguments = world.configure(directory);
            Files.writeString(directory.resolve("siderite.yaml"), NETWORKS, StandardOpenOption.APPEND);
            try (Instance instance = Instance.serving(directory, arguments)) {
                instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(world.omni()));
                world.applyCluster();
                world.applySet(GPU_WORKERS, GPU_CLASS, 1);
                instance.await(
                        LIMIT,
                        "all seven are registered and provisioned",
                        () -> world.omni().registrations().size() == 7 && world.provisioned() == 7);

                look(world, instance);
                change(instance);

                world.omni().deleteSet(GPU_WORKERS);
                world.removeCluster();
                instance.await(LIMIT, "nothing is left", () -> world.leftovers().isEmpty());
                assertThat(new ObjectMapper().readTree(instance.get("/api/v1/leases")))
                        .isEmpty();
                JsonNode history = new ObjectMapper().readTree(instance.get("/api/v1/leases/172.31.250.30"));
                assertThat(history).singleElement().satisfies(lease -> {
                    assertThat(lease.path("set").asText()).isEqualTo(GPU_WORKERS);
                    assertThat(lease.path("until").asText()).isNotEmpty();
                });
            }
        }
    }

    /** People's changes: refused whole while a VM has an address, else done. */
    private void change(Instance instance) throws Exception {
        String home = instance.home().toString();
        Program.Ended refused = leases("release", "172.31.250.21", "--home", home);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).first().asString().contains("172.31.250.21 is talos-workers-", "scale it down");

        Path table = Files.writeString(
                directory.resolve("table"), "storage 172.31.250.28 printer\nstorage 172.31.250.22 laptop\n");
        Program.Ended whole = leases("import", table.toString(), "--home", home);
        assertThat(whole.code()).isEqualTo(1);
        assertThat(whole.err()).first().asString().contains("table line 2: 172.31.250.22 is leased to talos-workers-");

        assertThat(leases("reserve", "storage", "172.31.250.28", "printer", "--home", home)
                        .code())
                .isZero();
        Program.Ended taken = leases("reserve", "storage", "172.31.250.28", "scanner", "--home", home);
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.err()).first().asString().endsWith("172.31.250.28 is reserved for printer");
        Program.Ended nobodys = leases("release", "172.31.250.27", "--network", "storage", "--home", home);
        assertThat(nobodys.code()).isEqualTo(1);
        assertThat(nobodys.err()).first().asString().contains("172.31.250.27 of network storage is neither leased nor");
        Files.writeString(directory.resolve("siderite.yaml"), BACKUP, StandardOpenOption.APPEND);
        assertThat(leases("reserve", "backup", "172.31.251.9", "tape", "--home", home)
                        .code())
                .isZero();
        Program.Ended shown = leases("--network", "storage", "--home", home);
        assertThat(shown.out()).hasSize(5).first().asString().startsWith("NETWORK");
        assertThat(leases("history", "172.31.250.30", "--home", home).out())
                .last()
                .asString()
                .endsWith("now");
    }

    private Program.Ended leases(String... arguments) throws Exception {
        return Program.CLI.run(
                directory,
                LIMIT,
                Stream.concat(Stream.of("leases"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static void look(Peers world, Instance instance) throws Exception {
        Map<String, String> leases = new HashMap<>();
        for (JsonNode lease : new ObjectMapper().readTree(instance.get("/api/v1/leases?network=storage"))) {
            leases.put(lease.path("request").asText(), lease.path("address").asText());
        }
        assertThat(leases.values())
                .containsExactlyInAnyOrder(
                        "172.31.250.21/24", "172.31.250.22/24", "172.31.250.23/24", "172.31.250.30/24");
        Map<String, String> patches = world.omni().resources("ConfigPatchRequests.omni.sidero.dev").stream()
                .collect(
                        toMap(r -> r.getMetadata().getId().replace("siderite-network-", ""), StorageNetworkTest::text));
        assertThat(patches).containsOnlyKeys(leases.keySet());
        for (VmView vm : world.proxmox().vms()) {
            String request = vm.hostname();
            String address = leases.get(request);
            if (address == null) {
                assertThat(request).startsWith(Peers.CONTROL_PLANES);
                assertThat(vm.nics())
                        .singleElement()
                        .satisfies(nic -> assertThat(nic.dhcp()).isTrue());
                continue;
            }
            assertThat(address.equals("172.31.250.30/24")).isEqualTo(request.startsWith(GPU_WORKERS));
            Nic storage = vm.nics().get(1);
            assertThat(vm.nics().get(0).dhcp()).isTrue();
            assertThat(storage.addresses()).containsExactly(address);
            assertThat(storage.dhcp()).isFalse();
            assertThat(storage.mtu()).isEqualTo(9000);
            assertThat(storage.bridge()).isEqualTo("vmbr1");
            assertThat(vm.config().get("description")).contains("\"address\":\"" + address + "\"");
            assertThat(patches.get(request))
                    .contains("\"" + address + "\"", storage.mac(), "validSubnets: [\"192.168.10.0/24\"]")
                    .doesNotContain("advertisedSubnets");
        }
    }

    private static String text(Resource resource) {
        try {
            var spec = ConfigPatchRequestSpec.parseFrom(resource.getSpec().getProtoSpec());
            byte[] compressed = spec.getCompressedData().toByteArray();
            return compressed.length == 0
                    ? spec.getData()
                    : new String(
                            Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed)),
                            StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
