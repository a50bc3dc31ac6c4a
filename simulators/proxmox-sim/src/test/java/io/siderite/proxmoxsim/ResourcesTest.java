package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cluster shows of itself, and the program that starts it alone. */
class ResourcesTest {

    @Test
    void resourcesMayMissAVmJustCreated() {
        try (ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
                .speed(1)
                .resourcesPeriod(Duration.ofSeconds(1))
                .nextIdAsString(false)
                .build())) {
            Client pve = Client.of(sim);
            assertThat(pve.get("/cluster/resources?type=vm").data()).isEmpty();

            sim.foreignVm("pve2", 900, "somebody-elses", "prod");

            assertThat(pve.get("/cluster/resources?type=vm").data()).isEmpty();
            assertThat(pve.get("/nodes/pve2/qemu/900/config")
                            .data()
                            .path("name")
                            .asText())
                    .isEqualTo("somebody-elses");
            assertThat(pve.get("/nodes/pve2/qemu").data()).hasSize(1);
            assertThat(pve.get("/cluster/nextid").data().isInt()).isTrue();
            Client.eventually(
                    "the snapshot to be taken anew",
                    () -> pve.get("/cluster/resources?type=vm").data().size() == 1);
            JsonNode vm = pve.get("/cluster/resources?type=vm").data().path(0);
            assertThat(vm.path("status").asText()).isEqualTo("running");
            assertThat(vm.path("tags").asText()).isEqualTo("prod");
            assertThat(vm.path("maxmem").asLong()).isEqualTo(2048L << 20);
        }
    }

    @Test
    void ofAVmJustMadeNothingIsToldBeforeItsNodesNextRound() {
        try (ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
                .speed(0.1)
                .resourcesPeriod(Duration.ofSeconds(20))
                .build())) {
            Client pve = Client.of(sim);
            assertThat(pve.task(pve.post(
                            "/nodes/pve1/qemu", Client.pairs("vmid", "100", "memory", "2048", "tags", "siderite"))))
                    .isEqualTo("OK");

            JsonNode made = pve.get("/cluster/resources?type=vm").data().path(0);

            assertThat(made.path("status").asText()).isEqualTo("unknown");
            assertThat(made.has("maxmem") || made.has("maxcpu") || made.has("name"))
                    .isFalse();
            assertThat(made.path("tags").asText()).isEqualTo("siderite");
            Client.eventually(
                    "its node to tell of it",
                    () -> pve.get("/cluster/resources?type=vm")
                                    .data()
                                    .path(0)
                                    .path("maxmem")
                                    .asLong()
                            == 2048L << 20);
        }
    }

    @Test
    void aForeignVmKeepsItsDisks() {
        try (ProxmoxSim sim = ProxmoxSim.start(0)) {
            sim.foreignVm(
                    "pve1",
                    901,
                    Map.of("name", "database"),
                    Set.of(new ProxmoxSim.Disk("scsi0", "fastpool", World.gib(100))),
                    false);

            assertThat(sim.diskVolumes()).containsExactly("pve1/fastpool:vm-901-disk-0");
            assertThat(Client.of(sim).task(Client.of(sim).post("/nodes/pve1/qemu/901/status/start")))
                    .isEqualTo("OK");
        }
    }

    @Test
    void bridgesAndNodesShowWhatOneMaySee() {
        try (ProxmoxSim sim = ProxmoxSim.start(
                World.seedLike().speed(0).deny("/sdn/zones/localnetwork/vmbr0").build())) {
            JsonNode bridges =
                    Client.of(sim).get("/nodes/pve1/network?type=any_bridge").data();

            assertThat(bridges.findValuesAsText("iface")).containsExactly("vmbr1");
            assertThat(bridges.path(0).path("mtu").asText()).isEqualTo("9000");
            assertThat(Client.of(sim)
                            .get("/nodes/pve1/status")
                            .data()
                            .path("cpuinfo")
                            .path("cpus")
                            .asInt())
                    .isEqualTo(64);
            assertThat(Client.of(sim).get("/nodes/pve9/status").status()).isEqualTo(403);
        }
    }

    @Test
    void startsAloneAndSaysHow(@TempDir Path dir) throws IOException, InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        var flags = ProxmoxSimMain.Flags.parse(new String[] {"--dir", dir.toString(), "--speed", "0", "--port", "0"});
        Thread program = Thread.ofVirtual().start(() -> {
            try {
                ProxmoxSimMain.run(flags, stop);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (String file :
                List.of("endpoint", "ca.pem", "fingerprint", "token-id", "token-secret", "config.yaml", "control")) {
            Client.eventually(file, () -> size(dir.resolve(file)) > 0);
        }

        assertThat(Files.readString(dir.resolve("config.yaml")))
                .contains(
                        "url: \"" + Files.readString(dir.resolve("endpoint")).strip() + "/api2/json\"",
                        "tokenSecret: \""
                                + Files.readString(dir.resolve("token-secret")).strip() + "\"");
        String control = Files.readString(dir.resolve("control")).strip();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode state = ask(
                    http, HttpRequest.newBuilder(URI.create(control + "/state")).build(), 200);
            assertThat(state.path("endpoints").properties()).hasSize(3);
            ask(http, fault(control, "{\"kind\":\"endpoint-down\",\"node\":\"pve1\"}"), 200);
            JsonNode refused = ask(http, fault(control, "{\"kind\":\"earthquake\"}"), 400);
            assertThat(refused.path("error").asText()).contains("unknown kind of fault");
            assertThat(state.toString())
                    .doesNotContain(
                            Files.readString(dir.resolve("token-secret")).strip());
        }
        stop.countDown();
        program.join();
    }

    private static HttpRequest fault(String control, String json) {
        return HttpRequest.newBuilder(URI.create(control + "/faults"))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private static JsonNode ask(HttpClient http, HttpRequest request, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
