package io.siderite.standalone;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs once the services are up: says so, to people and in {@code run.json}, and waits for the end. */
public final class ServingApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger("siderite");

    private static volatile @Nullable Running running;

    private record Running(Path home, RunFile file) {}

    /** What to say; Quarkus makes the instance, so that it can't be told directly. */
    static void runs(Path home, RunFile file) {
        running = new Running(home, file);
    }

    @Override
    public int run(String... arguments) throws Exception {
        Running now = Objects.requireNonNull(running, "the standalone says first what runs");
        now.file().write(now.home());
        // The JVM's start, not the process's: the launcher that became it may have built first.
        Instant began =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Duration took = Duration.between(began, Instant.now());
        LOG.infof(
                "Siderite serves at %s, ready in %d.%d s. Its state is in %s",
                now.file().url(), took.toSeconds(), took.toMillisPart() / 100, now.home());
        Quarkus.waitForExit();
        return 0;
    }
}
