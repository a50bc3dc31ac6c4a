package io.siderite.cli.demo;

import io.siderite.cli.Homes;
import io.siderite.cli.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Siderite itself, as the demo runs it: the same {@code siderite run} as anywhere, in a process of its own. When it is
 * killed it is started again, as a supervisor would.
 */
final class Provider implements AutoCloseable {

    // Starting again and again what can't start helps nobody.
    private static final int STARTS = 5;

    private final Path config;
    private final Path state;
    private final Path log;
    private final Consumer<String> tell;
    private Process process;
    private int starts = 1;
    private volatile boolean closing;

    private Provider(Path config, Path state, Path log, Consumer<String> tell) throws IOException {
        this.config = config;
        this.state = state;
        this.log = log;
        this.tell = tell;
        this.process = launch();
    }

    /**
     * Starts it.
     *
     * @param home the demo's; Siderite's state and log are put into it
     * @param tell told in words when it has to be started again
     */
    static Provider start(Path config, Path home, Consumer<String> tell) throws IOException {
        return new Provider(config, Homes.stateOf(home), home.resolve("siderite.log"), tell);
    }

    /** URL of its API; empty while it does not serve. */
    Optional<String> api() {
        return Homes.api(state);
    }

    /** Starts it again when it has died; answers why it is given up, or nothing. */
    Optional<String> supervise() throws IOException {
        if (process.isAlive() || closing) {
            return Optional.empty();
        }
        int code = process.exitValue();
        boolean killed = code > 128;
        if (!killed || starts >= STARTS) {
            return Optional.of("Siderite ended with code " + code + ". The end of its log (" + log + "):\n" + tail());
        }
        tell.accept("Siderite (process " + process.pid() + ") was killed; starting it again");
        starts++;
        process = launch();
        return Optional.empty();
    }

    /** The end of its log, for when something went wrong. */
    String tail() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        closing = true;
        process.destroy();
        try {
            if (!process.waitFor(Duration.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)) {
                tell.accept("Siderite (process " + process.pid() + ") does not stop; killing it");
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(Launcher.command(
                        "run", "--config", config.toString(), "--home", state.toString(), "--http-port", "next-free"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
