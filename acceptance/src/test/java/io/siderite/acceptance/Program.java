package io.siderite.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The two packaged programs, started as the launcher starts them. */
enum Program {
    RUN("../services/standalone/target/quarkus-app/quarkus-run.jar", "-Xmx384m"),
    CLI("../cli/target/quarkus-app/quarkus-run.jar", "-Xmx256m");

    // The launcher's.
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private final Path jar;
    private final String heap;

    Program(String jar, String heap) {
        this.jar = Path.of(jar);
        this.heap = heap;
    }

    /** What an ended command said. */
    record Ended(int code, List<String> out, List<String> err) {}

    /** Starts it in a directory, with this machine's environment but for Siderite's and Omni's own variables. */
    ProcessBuilder with(Path directory, List<String> arguments) {
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath().normalize()
                    + " is missing: build it first (mvn -Pquick -pl services/standalone,cli -am package)");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add(heap);
        command.add("-jar");
        command.add(jar.toAbsolutePath().normalize().toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIDERITE_") || name.startsWith("OMNI_"));
        return builder;
    }

    /** Runs it to its end. */
    Ended run(Path directory, Duration limit, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out-", ".txt");
        Path err = Files.createTempFile(directory, "err-", ".txt");
        Process process = with(directory, List.of(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(String.join(" ", arguments) + " did not end within " + limit + "; it said: "
                    + Files.readString(err));
        }
        return new Ended(process.exitValue(), lines(out), lines(err));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }
}
