package io.siderite.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A JVM of its own with a broker and a database, one record and one row in them, to be killed by a test. */
final class KillableChild {

    private static final String READY = "ready ";

    private KillableChild() {}

    /** What the child says once both serve and have something to lose. */
    record Facts(String bootstrap) {}

    static Process start(Path home) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableChild.class.getName(),
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static Facts ready(Process child) throws IOException {
        BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        return new Facts(Objects.requireNonNull(line, "the child ended before it was ready")
                .substring(READY.length()));
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Ports ports = new Ports(home);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(home.resolve("postgresql"), ports);
        EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"), ports);
        EmbeddedTest.writeRow(postgres);
        EmbeddedTest.createTopic(kafka.bootstrap());
        EmbeddedTest.writeRecord(kafka.bootstrap(), "one");
        System.out.println(READY + kafka.bootstrap());
        Thread.sleep(Long.MAX_VALUE);
    }
}
