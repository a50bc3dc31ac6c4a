package io.siderite.reporter.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.core.Milestone;
import io.siderite.reporter.store.Views;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jboss.logging.Logger;

/** How many machines are at each stage, as {@code siderite_machines{stage="…"}}; the same in every instance. */
@ApplicationScoped
public class StageMetrics {

    private static final Logger LOG = Logger.getLogger(StageMetrics.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Reporter reporter;
    private final MultiGauge machines;
    private final Thread thread = Thread.ofVirtual().name("reporter-metrics").unstarted(this::run);

    /** For CDI. */
    public StageMetrics(Reporter reporter, MeterRegistry registry) {
        this.reporter = reporter;
        this.machines = MultiGauge.builder("siderite.machines")
                .description("Machines that are not over, by stage")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                show(reporter.transactions().inTransaction(Views::countByStage));
            } catch (StoreUnavailable e) {
                // The last counts stay; readiness tells that the database is away.
                LOG.debugf("status-reporter: stages can't be counted: %s", e.getMessage());
            }
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void show(Map<Milestone, Long> counts) {
        machines.register(
                Arrays.stream(Milestone.values())
                        .filter(m -> m != Milestone.GONE)
                        .map(m -> MultiGauge.Row.of(Tags.of("stage", m.label()), counts.getOrDefault(m, 0L)))
                        .toList(),
                true);
    }
}
