package io.siderite.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where instances keep their state, and which of them is meant when nobody says. */
public final class Homes {

    private Homes() {}

    /** Of {@code run}. */
    public static Path standard() {
        return Path.of(System.getProperty("user.home"), ".siderite");
    }

    /** Of {@code demo}: its world's notes; Siderite's own state is in a folder of it. */
    public static Path demo() {
        return Path.of(System.getProperty("user.home"), ".siderite-demo");
    }

    /** Siderite's own state in a demo's home. */
    public static Path stateOf(Path demoHome) {
        return demoHome.resolve("siderite");
    }

    /** The instance that runs, else the one that ran last; empty when none ever did. */
    public static Optional<Path> likeliest() {
        List<Path> candidates = List.of(standard(), stateOf(demo()));
        return candidates.stream()
                .filter(home -> running(home).isPresent())
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(home -> Files.isDirectory(home.resolve("kafka")))
                        .max(Comparator.comparing(Homes::touched)));
    }

    /** The Kafka address of the instance that runs on a home; empty when none does. */
    public static Optional<String> running(Path home) {
        return runFile(home).map(run -> run.path("kafka").asText()).filter(kafka -> !kafka.isEmpty());
    }

    /** The URL of the API of the instance that runs on a home; empty when none does. */
    public static Optional<String> api(Path home) {
        return runFile(home).map(run -> run.path("url").asText()).filter(url -> !url.isEmpty());
    }

    private static Optional<JsonNode> runFile(Path home) {
        Path file = home.resolve("run.json");
        try {
            if (!Files.isReadable(file)) {
                return Optional.empty();
            }
            JsonNode run = new ObjectMapper().readTree(file.toFile());
            boolean alive = ProcessHandle.of(run.path("pid").asLong())
                    .map(ProcessHandle::isAlive)
                    .orElse(false);
            return alive ? Optional.of(run) : Optional.empty();
        } catch (IOException e) {
            // Being written this moment: not running yet, as far as anybody can tell.
            return Optional.empty();
        }
    }

    private static long touched(Path home) {
        return home.resolve("kafka").toFile().lastModified();
    }
}
