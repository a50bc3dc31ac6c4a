package io.siderite.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One {@code siderite run} as a process, its data directory, and its log. */
final class Instance implements AutoCloseable {

    /** From the start of the process to its API, on a busy machine. */
    private static final Duration START = Duration.ofSeconds(90);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final Path home;
    private final Path log;
    private final int logged;
    private final Process process;
    private final Thread onExit;

    private Instance(Path home, Path log, int logged, Process process) {
        this.home = home;
        this.log = log;
        this.logged = logged;
        this.process = process;
        // Also when the tests are broken off.
        this.onExit = new Thread(process::destroy, "siderite-stop");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts it on {@code <directory>/home} with its log in {@code <directory>/siderite.log}; a second start takes up
     * both.
     *
     * @param arguments of {@code siderite run}, but for home and port
     */
    static Instance start(Path directory, List<String> arguments) throws IOException {
        Path home = directory.resolve("home");
        Path log = directory.resolve("siderite.log");
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--home", home.toString(), "--http-port", "0"));
        int logged = Files.exists(log) ? Files.readString(log).length() : 0;
        Process process = Program.RUN
                .with(directory, all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Instance(home, log, logged, process);
    }

    /** The same, once it serves. */
    static Instance serving(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Instance instance = start(directory, arguments);
        instance.await(START, "it serves", () -> instance.runFile().isPresent());
        return instance;
    }

    Path home() {
        return home;
    }

    /** What {@code run.json} says; empty while this process does not serve. */
    Optional<JsonNode> runFile() {
        try {
            JsonNode run = new ObjectMapper().readTree(home.resolve("run.json").toFile());
            return run.path("pid").asLong() == process.pid() ? Optional.of(run) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not there, or being written this moment
        }
    }

    /** The address of its Kafka. */
    String kafka() {
        return runFile().orElseThrow().path("kafka").asText();
    }

    /** The body of what its API answers, whatever the status. */
    String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(runFile().orElseThrow().path("url").asText() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** What it has said since it started. */
    String log() {
        try {
            return Files.readString(log).substring(logged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The CPU time it has taken so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Its exit code, once it has ended. */
    int ended(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("after " + limit + " it still runs" + tail());
        }
        return process.exitValue();
    }

    /** Waits for something that it brings about; fails when it ends before, or when the time is over. */
    void await(Duration limit, String what, BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new AssertionError("it ended with " + process.exitValue() + " before: " + what + tail());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit + ": " + what + tail());
            }
            Thread.sleep(LOOK);
        }
    }

    /** The end of its log, to be put behind a message. */
    String tail() {
        List<String> lines = log().lines().toList();
        return "\nThe end of its log:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** Kill -9. Its PostgreSQL outlives it; the next start, or {@link #leaveNothing}, stops that. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    /** SIGTERM, and waits for the end. */
    int stop() throws InterruptedException {
        process.destroy();
        return ended(Duration.ofSeconds(45));
    }

    /** Stops a PostgreSQL that is left when a test fails between a kill and the next start. */
    static void leaveNothing(Path directory) throws IOException {
        Path pid = directory.resolve("home/postgresql/data/postmaster.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
                    .ifPresent(ProcessHandle::destroy);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(45, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("it did not stop on SIGTERM and was killed" + tail());
            }
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }
}
