package io.siderite.acceptance;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference provider's command line and file, unchanged, against both simulators started alone. */
class SwitchTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private final List<Process> simulators = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        simulators.forEach(Process::destroy);
        for (Process simulator : simulators) {
            if (!simulator.waitFor(10, TimeUnit.SECONDS)) {
                simulator.destroyForcibly().waitFor();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with-boot-asset", "without-boot-asset"})
    void itRunsWithTheReferenceProvidersInterfaceOnAnOmni(String release) throws Exception {
        Path omni = simulator("omni-sim", "endpoint", "--release", release);
        Path proxmox = simulator("proxmox-sim", "config.yaml", "--speed", "0.1");
        String control = read(omni, "control");

        List<String> arguments = List.of(
                "--config-file",
                proxmox.resolve("config.yaml").toString(),
                "--omni-api-endpoint",
                read(omni, "endpoint"),
                "--omni-service-account-key",
                read(omni, "service-account-key"),
                "--insecure-skip-verify");
        try (Instance instance = Instance.serving(directory, arguments)) {
            instance.await(
                    LIMIT,
                    "Omni takes classes for it",
                    () -> put(control + "/classes/worker?provider=proxmox", Peers.WORKER_CLASS) == 200);
            assertThat(put(
                            control + "/sets/talos-workers",
                            "{\"class\":\"worker\",\"count\":1,\"talosVersion\":\"1.11.6\"}"))
                    .isEqualTo(200);

            instance.await(
                    LIMIT,
                    "its machine is registered",
                    () -> state(control).path("registrations").size() == 1);
            JsonNode state = state(control);
            instance.await(
                    LIMIT,
                    "Omni is told so",
                    () -> state(control).at("/statuses/0/stage").asText().equals("PROVISIONED"));
            assertThat(state.path("imageDownloads")).isNotEmpty();
            assertThat(state(read(proxmox, "control")).path("vms")).hasSize(1);
            assertThat(instance.log()).contains("certificate").doesNotContain(read(omni, "service-account-key"));
        }
    }

    /** Starts one and waits for the file that it writes last. */
    private Path simulator(String name, String last, String... arguments) throws Exception {
        Path dir = Files.createDirectory(directory.resolve(name));
        List<String> all = new ArrayList<>(List.of(name, "--dir", dir.toString()));
        all.addAll(List.of(arguments));
        Path log = directory.resolve(name + ".log");
        Process process = Program.CLI
                .with(directory, all)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        simulators.add(process);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        // What it prints comes after all files are written.
        while (!Files.readString(log).contains("Stop it with Ctrl-C")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s does not come up: %s", name, Files.readString(log))
                    .isTrue();
            Thread.sleep(50);
        }
        assertThat(dir.resolve(last)).exists();
        return dir;
    }

    private static String read(Path dir, String file) throws IOException {
        return Files.readString(dir.resolve(file)).strip();
    }

    private static int put(String url, String body) {
        return send(HttpRequest.newBuilder(URI.create(url))
                        .PUT(HttpRequest.BodyPublishers.ofString(body))
                        .build())
                .statusCode();
    }

    private static JsonNode state(String control) {
        try {
            return new ObjectMapper()
                    .readTree(send(HttpRequest.newBuilder(URI.create(control + "/state"))
                                    .build())
                            .body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("the simulator does not answer " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
