package io.siderite.evaluator.messaging;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.evaluator.EvaluatorConfig;
import io.siderite.evaluator.store.Batch;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.ServiceEventing;
import io.siderite.placement.PlacingPolicy;
import io.siderite.settings.LiveNetworks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** The evaluator's part in the road: what comes in goes to {@link Batch}, in one transaction a batch. */
@ApplicationScoped
public class EvaluatorEvents {

    private static final String SERVICE = "class-evaluator";

    private final PlacingPolicy policy;
    private final LiveNetworks networks;
    private final ServiceEventing eventing;
    private final Waker waker;

    /** Starts the outbox, the announcing and the waker. */
    @Inject
    public EvaluatorEvents(
            @PersistenceUnit("evaluator") Mutiny.SessionFactory factory,
            Vertx vertx,
            EvaluatorConfig config,
            Config all,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "siderite.announce-period", defaultValue = "PT10M") Duration announcePeriod) {
        this.policy = config.policy();
        this.networks = ConfiguredNetworks.of(all);
        this.eventing = ServiceEventing.start(
                SERVICE, factory, vertx, Publisher.connect(kafka, SERVICE), announcePeriod, this::apply);
        this.waker = Waker.start(SERVICE, this::look, InstantSource.system());
    }

    /** Takes a batch; its offsets are committed when this returns. */
    @Incoming("evaluator")
    @RunOnVirtualThread
    public void handle(ConsumerRecords<String, byte[]> batch) {
        eventing.handle(batch);
    }

    /** Why the evaluator can't work now; empty when it can. */
    public Optional<String> trouble() {
        return eventing.trouble().or(waker::trouble);
    }

    void start(@Observes StartupEvent event) {
        // Being asked makes the bean exist, so that the outbox drains from the first second.
    }

    void stop(@Observes ShutdownEvent event) {
        waker.close();
        eventing.close();
    }

    private void apply(List<Event> events) {
        waker.wakeAt(eventing.transactions().inTransaction(Batch.of(events, policy(), now())::apply));
    }

    private Optional<Instant> look() {
        return eventing.transactions().inTransaction(Batch.look(policy(), now())::apply);
    }

    private PlacingPolicy policy() {
        return policy.with(networks.current());
    }

    // PostgreSQL keeps microseconds; what is saved must come back the same.
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
