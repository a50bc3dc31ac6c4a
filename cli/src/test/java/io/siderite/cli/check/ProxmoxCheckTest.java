package io.siderite.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.cli.check.Finding.Level;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proxmox.ProxmoxSettings;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.World;
import io.siderite.proxmoxsim.World.BridgeSpec;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.World.StorageSpec;
import io.siderite.proxmoxsim.WorldBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people are told of a Proxmox cluster, and how the command ends. Needs Quarkus for the REST client. */
@QuarkusTest
class ProxmoxCheckTest {

    @TempDir
    Path dir;

    @Test
    void aClusterThatWouldServeUs() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            assertThat(check(proxmox, Map.of()))
                    .allMatch(f -> f.level() == Level.OK)
                    .hasSize(7)
                    .extracting(Finding::text)
                    .anyMatch(t -> t.contains("need more")
                            && t.contains("ha: Sys.Console on /; startup: Sys.Modify on /")
                            && !t.contains("nvidia-gpu-1"))
                    .anyMatch(t -> t.contains("is Proxmox VE 9.0.3 and lets us in"))
                    .anyMatch(t -> t.matches("node pve1 is online; disks can go on .*fastpool.*"
                            + ", ISOs on local, network devices on vmbr0, vmbr1"));
            assertThat(proxmox.calls()).allMatch(call -> call.method().equals("GET"));
        }
    }

    @Test
    void aSecretThatIsRefused() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            assertThat(check(proxmox, Map.of("token-secret", "0e9a1e52-0000-4000-8000-000000000000")))
                    .hasSize(3)
                    .allMatch(f -> f.level() == Level.PROBLEM)
                    .extracting(Finding::text)
                    .allMatch(t -> t.contains("does not let us in") && t.contains("check the token"));
        }
    }

    @Test
    void aFingerprintThatIsNotTheirsIsSaidWithTheOneThatIs() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            assertThat(check(proxmox, Map.of("fingerprint", "ab".repeat(32))))
                    .hasSize(3)
                    .allMatch(f -> f.level() == Level.PROBLEM)
                    .extracting(Finding::text)
                    .allMatch(t -> t.contains("certificate is not trusted")
                            && t.contains(proxmox.certificateFingerprint())
                            && t.contains("pvenode cert info"));
        }
    }

    @Test
    void missingPrivilegesAreSaidWithTheirPath() {
        try (ProxmoxSim proxmox = start(World.seedLike()
                .deny("/")
                .deny("/vms")
                .deny("/nodes/pve2")
                .deny("/storage/ssdpool")
                .allow("siderite@pve", "/storage/ssdpool", true, Set.of("Datastore.Audit")))) {
            List<Finding> findings = check(proxmox, Map.of());

            assertThat(findings)
                    .filteredOn(f -> f.level() == Level.PROBLEM)
                    .extracting(Finding::text)
                    .hasSize(2)
                    .anyMatch(t -> t.contains("no VM can be made: siderite@pve!siderite lacks VM.Allocate")
                            && t.contains(" on /vms: grant them there"))
                    .anyMatch(t -> t.contains("lacks Sys.Audit, Sys.AccessNetwork on /nodes/pve2"));
            assertThat(findings)
                    .filteredOn(f -> f.level() == Level.WARNING)
                    .singleElement()
                    .satisfies(f -> assertThat(f.text())
                            .contains("storage ssdpool can't be used for disks")
                            .contains("lacks Datastore.AllocateSpace on /storage/ssdpool"));
        }
    }

    @Test
    void whoMayEverythingIsToldNothingMore() {
        try (ProxmoxSim proxmox = start(World.seedLike()
                .pool("prod")
                .mapping("seen", "pve2")
                .allow("siderite@pve", "/", false, Set.of("Sys.Console", "Sys.Modify"))
                .allow("siderite@pve", "/mapping/pci/seen", true, Set.of("Mapping.Audit"))
                .allow("siderite@pve", "/pool/prod", true, Set.of("Pool.Audit")))) {
            assertThat(check(proxmox, Map.of()))
                    .extracting(Finding::text)
                    .filteredOn(t -> t.contains("need more"))
                    .singleElement()
                    .satisfies(t -> assertThat(t)
                            .endsWith(
                                    "(grant it only if you use them): pci_devices: Mapping.Use on /mapping/pci/seen"));
        }
    }

    @Test
    void isosHaveNoPlace() {
        NodeSpec node = new NodeSpec(
                "pve1",
                8,
                World.gib(32),
                List.of(new StorageSpec("fastpool", "zfspool", null, Set.of("images"), World.gib(100), false)),
                List.of(new BridgeSpec("vmbr0", 1500)));
        try (ProxmoxSim proxmox = start(World.builder().node(node).leastPrivileged("siderite@pve", "siderite"))) {
            assertThat(check(proxmox, Map.of()))
                    .filteredOn(f -> f.level() != Level.OK)
                    .singleElement()
                    .satisfies(f -> assertThat(f.text())
                            .contains("node pve1 has no active storage with content iso")
                            .contains("add \"ISO image\""));
        }
    }

    @Test
    void theIsoStorageThatIsPreferredIsNotThere() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            assertThat(check(proxmox, Map.of("iso-storage", "nas")))
                    .filteredOn(f -> f.level() != Level.OK)
                    .hasSize(3)
                    .allMatch(f -> f.level() == Level.WARNING
                            && f.text().contains("no active storage nas with content iso")
                            && f.text().contains("ISOs go on local there"));
        }
    }

    @Test
    void theIsoStorageIsChosenByAnExpression() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            assertThat(check(proxmox, Map.of("iso-storage-selector", "storageType == \"dir\"")))
                    .allMatch(f -> f.level() == Level.OK);
            assertThat(check(proxmox, Map.of("iso-storage-selector", "name == \"nas\"")))
                    .filteredOn(f -> f.level() != Level.OK)
                    .hasSize(3)
                    .allMatch(f -> f.level() == Level.WARNING
                            && f.text().contains("iso-storage-selector is true for no active storage")
                            && f.text().contains("ISOs go on local there"));
            assertThat(check(proxmox, Map.of("iso-storage-selector", "availabelSpace > 1u", "iso-storage", "local")))
                    .hasSize(2)
                    .allMatch(f -> f.level() == Level.PROBLEM)
                    .anyMatch(f -> f.text().contains("iso-storage and iso-storage-selector are both given"))
                    .anyMatch(f -> f.text().contains("line 1, column 1: unknown name availabelSpace")
                            && f.text().contains("\n    ^\n")
                            && f.text().contains("availableSpace"));
        }
    }

    @Test
    void aNodeThatIsOffAndAnEndpointThatIsDownAreWarnings() {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            proxmox.faults().nodeDown("pve3");
            proxmox.faults().endpointDown("pve3");

            assertThat(check(proxmox, Map.of()))
                    .noneMatch(f -> f.level() == Level.PROBLEM)
                    .filteredOn(f -> f.level() == Level.WARNING)
                    .extracting(Finding::text)
                    .anyMatch(t -> t.contains(endpoint(proxmox, "pve3") + ": no connection"))
                    .anyMatch(t -> t.contains("node pve3 is offline"));
        }
    }

    @Test
    void aReleaseThatIsTooOld() {
        try (ProxmoxSim proxmox = start(World.seedLike().version("8.3.5"))) {
            assertThat(check(proxmox, Map.of()))
                    .filteredOn(f -> f.level() == Level.PROBLEM)
                    .hasSize(3)
                    .allMatch(f -> f.text().contains("is Proxmox VE 8.3.5: upgrade it to 8.4"));
        }
    }

    @Test
    void theCommandEndsWithZeroWhenAllIsWell() throws IOException {
        try (OmniSim omni = OmniSim.start(OmniSimOptions.defaults());
                ProxmoxSim proxmox = start(World.seedLike())) {
            Said said = run(configure(omni, proxmox, proxmox.token().secret()));

            assertThat(said.code()).isZero();
            assertThat(said.out().lines()).hasSize(10).allMatch(line -> line.startsWith("ok "));
        }
    }

    @Test
    void theCommandEndsWithOneWhenThereIsAProblemAndShowsNoSecret() throws IOException {
        try (OmniSim omni = OmniSim.start(OmniSimOptions.defaults());
                ProxmoxSim proxmox = start(World.seedLike())) {
            Said said = run(configure(omni, proxmox, "5e7a1e52-0000-4000-8000-000000000000"));

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.out()).contains("problem  Proxmox cluster seed: ").doesNotContain("5e7a1e52");
        }
    }

    @Test
    void theCommandEndsWithTwoWhenTheConfigurationCantBeRead() {
        Said said = run(dir.resolve("nowhere.yaml"));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("nowhere.yaml can't be read");
    }

    private static ProxmoxSim start(WorldBuilder world) {
        return ProxmoxSim.start(world.speed(0).build());
    }

    private static URI endpoint(ProxmoxSim proxmox, String node) {
        return Objects.requireNonNull(proxmox.endpoints().get(node));
    }

    private static List<Finding> check(ProxmoxSim proxmox, Map<String, String> instead) {
        String prefix = "siderite.proxmox.clusters.seed.";
        Map<String, String> keys = new HashMap<>();
        int i = 0;
        for (URI uri : proxmox.endpoints().values()) {
            keys.put(prefix + "endpoints[" + i++ + "]", uri.toString());
        }
        keys.put(prefix + "token-id", proxmox.token().id());
        keys.put(prefix + "token-secret", proxmox.token().secret());
        keys.put(prefix + "fingerprint", proxmox.certificateFingerprint());
        instead.forEach((key, value) -> keys.put(prefix + key, value));
        ProxmoxSettings.Cluster cluster =
                Objects.requireNonNull(Clients.of(keys).proxmox().clusters().get("seed"));
        return ProxmoxCheck.of("seed", cluster);
    }

    private Path configure(OmniSim omni, ProxmoxSim proxmox, String secret) throws IOException {
        Path key = Files.writeString(dir.resolve("key"), omni.serviceAccountKey("proxmox"));
        Path ca = Files.writeString(dir.resolve("ca.pem"), omni.caPem());
        Path token = Files.writeString(dir.resolve("token"), secret);
        for (Path file : List.of(key, token)) {
            Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        return Files.writeString(dir.resolve("siderite.yaml"), """
                siderite:
                  omni:
                    endpoint: %s
                    service-account-key-file: %s
                    ca-file: %s
                  proxmox:
                    clusters:
                      seed:
                        endpoints: [%s]
                        token-id: %s
                        token-secret-file: %s
                        fingerprint: [%s]
                """.formatted(
                omni.endpoint(),
                key,
                ca,
                String.join(
                        ", ",
                        proxmox.endpoints().values().stream().map(URI::toString).toList()),
                proxmox.token().id(),
                token,
                '"' + proxmox.certificateFingerprint() + '"'));
    }

    /** What the command said and how it ended. */
    private record Said(int code, String out, String err) {}

    private static Said run(Path config) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream saidOut = new ByteArrayOutputStream();
        ByteArrayOutputStream saidErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(saidOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(saidErr, true, StandardCharsets.UTF_8));
        try {
            int code = new CommandLine(new CheckCommand()).execute("--config-file", config.toString());
            return new Said(code, saidOut.toString(StandardCharsets.UTF_8), saidErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
