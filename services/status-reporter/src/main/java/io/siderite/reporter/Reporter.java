package io.siderite.reporter;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.ServiceEventing;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.eventing.Transactions;
import io.siderite.machineclass.JsonSchema;
import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.reporter.omni.Description;
import io.siderite.reporter.omni.OmniWaker;
import io.siderite.reporter.omni.Provider;
import io.siderite.reporter.store.Projection;
import io.siderite.reporter.store.Views;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** The service: events go into the projection, the projection goes to Omni, the provider says that it lives. */
@ApplicationScoped
public class Reporter {

    /** Its name, as topics declare it. */
    public static final String SERVICE = "status-reporter";

    private final Clock clock = Clock.systemUTC();
    private final ServiceEventing eventing;
    private final OmniWaker omni;
    private final Provider provider;

    /** Starts all of it. */
    @Inject
    public Reporter(
            @PersistenceUnit("reporter") Mutiny.SessionFactory factory,
            Vertx vertx,
            OmniState state,
            ProviderNames names,
            ReporterConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "siderite.announce-period", defaultValue = "PT10M") Duration announcePeriod,
            @ConfigProperty(name = "siderite.instance", defaultValue = "0") String instance,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "development") String version) {
        this.eventing = ServiceEventing.start(
                SERVICE, factory, vertx, Publisher.connect(kafka, SERVICE), announcePeriod, this::apply);
        this.omni = OmniWaker.start(SERVICE + "-" + instance, eventing.transactions(), state, names, clock);
        this.provider = Provider.start(
                state,
                names,
                clock,
                new Description(config.providerName(), config.providerDescription(), JsonSchema.text(), version),
                new Provider.Periods(config.descriptionCheck(), config.heartbeat()),
                this::degraded);
    }

    /** Applies a batch from Kafka; returns when its offsets may be committed. */
    public void handle(ConsumerRecords<String, byte[]> batch) {
        eventing.handle(batch);
    }

    /** The bridge to the projection. */
    public Transactions transactions() {
        return eventing.transactions();
    }

    /** Why the service itself can't work now; empty when it can. */
    public Optional<String> trouble() {
        return eventing.trouble();
    }

    /** Why Omni can't be told, or not heard, now; empty when all is well. */
    public Optional<String> omniTrouble() {
        return Stream.of(provider.trouble(), omni.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    void start(@Observes StartupEvent event) {
        // Being asked makes the bean exist, so that all of it runs from the first second.
    }

    void stop(@Observes ShutdownEvent event) {
        provider.close();
        omni.close();
        eventing.close();
    }

    private void apply(List<Event> events) {
        var _ = eventing.transactions().inTransaction(session -> Projection.hear(session, events, clock.instant()));
        omni.wake();
    }

    // What people should see beside the provider in Omni: there is no status left of a machine that Omni let go.
    private Optional<String> degraded() {
        try {
            List<Views.Stuck> stuck = eventing.transactions().inTransaction(Views::stuckDeletions);
            if (stuck.isEmpty()) {
                return eventing.trouble();
            }
            return Optional.of("VMs that can't be destroyed: "
                    + stuck.stream()
                            .map(s -> s.requestId() + " (" + s.why() + ")")
                            .collect(Collectors.joining("; ")));
        } catch (StoreUnavailable e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
