package io.siderite.cli.machineclass;

import static io.siderite.cli.machineclass.LiveRun.configure;
import static io.siderite.cli.machineclass.LiveRun.run;
import static io.siderite.cli.machineclass.LiveRun.said;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.World;
import io.siderite.proxmoxsim.WorldBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where machines would go on a Proxmox cluster, as the command says it. Needs Quarkus for the REST client. */
@QuarkusTest
class LiveCheckTest {

    private static final Path EXAMPLES = Path.of("../docs/examples/classes");

    @TempDir
    Path dir;

    @Test
    void theExamplesHavePlacesTogetherAndNothingIsWritten() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike());
                Stream<Path> files = Files.list(EXAMPLES)) {
            String[] all = files.map(Path::toString).sorted().toArray(String[]::new);
            LiveRun.Said said = run(configure(dir, proxmox), all);

            assertThat(said.err())
                    .contains("machines that a running Siderite has promised")
                    .doesNotContain("lack");
            assertThat(said.out()).doesNotContain("no place");
            assertThat(said.out().lines().filter(line -> line.startsWith("ok: ")))
                    .hasSize(all.length);
            assertThat(said.out().lines())
                    .filteredOn(line -> line.startsWith("  gpu-worker#1"))
                    .singleElement()
                    .asString()
                    .endsWith("seed/pve1  disk on ssdpool, ISO on local");
            assertThat(said.code()).isZero();
            assertThat(proxmox.calls())
                    .isNotEmpty()
                    .allMatch(call -> call.method().equals("GET"));
        }
    }

    @Test
    void aBurstOfWorkersFillsTheNodesAndTheRestIsToldWhy() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            LiveRun.Said said = run(configure(dir, proxmox), example("worker"), "--machines", "30");

            assertThat(said.code()).isEqualTo(1);
            // 364.8, 243.2 and 182.4 GiB for VMs of 32 GiB.
            assertThat(said.out().lines())
                    .first()
                    .asString()
                    .startsWith("no place: " + example("worker") + ", worker: 8 vCPU");
            assertThat(said.out())
                    .contains("  23 of 30 fit; the next has no place:\n")
                    .containsPattern("\n {4}seed/pve1 memory: asked 32 GiB, free 12.8 GiB of 384 GiB \\(.*\n")
                    .containsPattern("\n {4}seed/pve2 memory: asked 32 GiB, free 19.2 GiB of 256 GiB \\(.*\n")
                    .containsPattern("\n {4}seed/pve3 memory: asked 32 GiB, free 22.4 GiB of 192 GiB \\(.*\n")
                    .contains("352 of 364.8 GiB (0 % -> 96 %)");
        }
    }

    @Test
    void aStorageThatIsNotThereIsToldOnEveryNode() throws IOException {
        Path unknown = file("unknown", """
                cores: 2
                memory: 4096
                disk_size: 20
                storage_selector: name == "flashpool"
                """);
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            LiveRun.Said said = run(configure(dir, proxmox), unknown.toString());

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.out())
                    .startsWith("no place: " + unknown + ": 2 vCPU")
                    .contains(
                            "    seed/pve1 has no storage for the system disk of 20 GiB (selector name == \"flashpool\"): ")
                    .contains("fastpool: the selector is false");
        }
    }

    @Test
    void aWrongClassIsToldAndTheOthersAreTried() throws IOException {
        Path wrong = file("wrong", "cores: 2\nmemroy: 4096\ndisk_size: 20\n");
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            LiveRun.Said said = run(configure(dir, proxmox), wrong.toString(), example("worker"));

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.out()).contains(wrong + ": memroy (line 2)").contains("\n  worker#1  seed/pve");
        }
    }

    @Test
    void machinesOfASetKeepApartFromThoseThatStandThere() throws IOException {
        Path apart = file("apart", "cores: 2\nmemory: 4096\ndisk_size: 20\nanti_affinity: hard\n");
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            Path config = configure(dir, proxmox);

            assertThat(run(config, apart.toString(), "--machines", "3").code()).isZero();
            assertThat(run(config, apart.toString(), apart.toString(), "--machines", "2")
                            .code())
                    .isZero();
            LiveRun.Said together = run(config, apart.toString(), apart.toString(), "--machines", "2", "--set", "web");
            assertThat(together.code()).isEqualTo(1);
            assertThat(together.out())
                    .contains("  1 of 2 fit; the next has no place:\n")
                    .contains("has apart#1 (promised) of set web already, and anti_affinity is hard");
        }
    }

    @Test
    void aTokenThatMayReadAloneIsEnough() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike()
                .user("auditor@pve", "3b1f1c52-0000-4000-8000-000000000000")
                .token("auditor@pve", "ci", false)
                .allow(
                        "auditor@pve",
                        "/",
                        true,
                        Set.of(
                                "VM.Audit",
                                "Sys.Audit",
                                "Datastore.Audit",
                                "SDN.Audit",
                                "Pool.Audit",
                                "Mapping.Audit")))) {
            LiveRun.Said said = run(
                    configure(
                            dir, proxmox, proxmox.world().tokens().getLast().id(), secretOf(proxmox, "auditor@pve!ci")),
                    example("gpu-worker"));

            assertThat(said.out()).contains("gpu-worker#1  seed/pve1");
            assertThat(said.code()).isZero();
            assertThat(said.err()).doesNotContain("lack").doesNotContain("can't be read");
        }
    }

    @Test
    void whatATokenDoesNotSeeIsSaid() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike().deny("/vms"))) {
            LiveRun.Said said = run(configure(dir, proxmox), example("worker"));

            assertThat(said.code()).isZero();
            assertThat(said.err())
                    .contains("Proxmox cluster seed does not show all there is, and what it hides is not counted: we"
                            + " lack VM.Audit on /vms");
        }
    }

    @Test
    void aClusterThatDoesNotLetUsIn() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            LiveRun.Said said = run(
                    configure(dir, proxmox, proxmox.token().id(), "5e7a1e52-0000-4000-8000-000000000000"),
                    example("worker"));

            assertThat(said.code()).isEqualTo(2);
            assertThat(said.out()).isEmpty();
            assertThat(said.err())
                    .contains("Proxmox cluster seed can't be read: ")
                    .contains("does not let us in")
                    .doesNotContain("5e7a1e52");
        }
    }

    @Test
    void anUnreachableClusterIsSaidWhileAnotherIsPlacedOn() throws IOException {
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            Path config = configure(dir, proxmox);
            Files.writeString(
                    config,
                    """
                          gone:
                            endpoints: [https://127.0.0.1:1]
                            token-id: siderite@pve!siderite
                            token-secret-file: %s
                            fingerprint: ["%s"]
                    """.formatted(dir.resolve("secret"), proxmox.certificateFingerprint()),
                    StandardOpenOption.APPEND);
            LiveRun.Said said = run(config, example("worker"));

            assertThat(said.err())
                    .contains("Proxmox cluster gone can't be read: ")
                    .contains("https://127.0.0.1:1");
            assertThat(said.out()).contains("worker#1  seed/");
            assertThat(said.code()).isZero();
        }
    }

    @Test
    void theConfigurationCantBeRead() throws IOException {
        LiveRun.Said said = run(dir.resolve("nowhere.yaml"), example("worker"));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("nowhere.yaml can't be read");
    }

    @Test
    void optionsThatNeedLiveSaySo() {
        assertThat(said("--machines", "3", example("worker")).err()).contains("--machines needs --live");
        assertThat(said("--config-file", "x", example("worker")).err()).contains("--config-file needs --live");
        assertThat(said("--live", "--machines", "0", example("worker")).err())
                .contains("--machines is 0: it must be from 1 to 10000");
        assertThat(said("--live", "--machines", "0", example("worker")).code()).isEqualTo(2);
        assertThat(said("--set", "web", example("worker")).code()).isEqualTo(2);
    }

    @Test
    void json() throws IOException {
        Path wrong = file("wrong", "cores: 2\nmemroy: 4096\ndisk_size: 20\n");
        try (ProxmoxSim proxmox = start(World.seedLike())) {
            LiveRun.Said said =
                    run(configure(dir, proxmox), "--json", "--machines", "30", example("worker"), wrong.toString());
            JsonNode all = new ObjectMapper().readTree(said.out());

            assertThat(said.code()).isEqualTo(1);
            assertThat(all).hasSize(2);
            JsonNode worker = all.get(0);
            assertThat(fields(worker))
                    .containsExactly(
                            "file", "class", "ok", "problems", "summary", "asked", "fits", "placements", "fill", "why");
            assertThat(worker.get("ok").asBoolean()).isTrue();
            assertThat(worker.get("asked").asInt()).isEqualTo(30);
            assertThat(worker.get("fits").asInt()).isEqualTo(23);
            assertThat(worker.get("why")).hasSize(6);
            JsonNode first = worker.get("placements").get(0);
            assertThat(fields(first))
                    .containsExactly("machine", "cluster", "node", "disks", "firmware", "iso", "reasons");
            assertThat(first.get("machine").asText()).isEqualTo("worker#1");
            assertThat(first.get("disks")).hasSize(1);
            JsonNode node = worker.get("fill").get("nodes").get(0);
            assertThat(node.get("node").asText()).isEqualTo("pve1");
            assertThat(node.get("memory").get("after").asLong()).isEqualTo(352L << 30);
            assertThat(fields(worker.get("fill").get("storages").get(0)))
                    .containsExactly("cluster", "node", "storage", "before", "after", "of");
            assertThat(all.get(1).get("ok").asBoolean()).isFalse();
            assertThat(all.get(1).get("asked").asInt()).isEqualTo(30);
            assertThat(all.get(1).get("fits").asInt()).isZero();
            assertThat(all.get(1).get("placements")).isEmpty();
        }
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String example(String name) {
        return EXAMPLES.resolve(name + ".yaml").toString();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name + ".yaml"), text);
    }

    private static ProxmoxSim start(WorldBuilder world) {
        return ProxmoxSim.start(world.speed(0).build());
    }

    private static String secretOf(ProxmoxSim proxmox, String token) {
        return proxmox.world().tokens().stream()
                .filter(t -> t.id().equals(token))
                .findFirst()
                .orElseThrow()
                .secret();
    }
}
