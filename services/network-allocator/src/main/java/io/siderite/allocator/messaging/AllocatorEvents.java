package io.siderite.allocator.messaging;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.allocator.store.Batch;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.ServiceEventing;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** The allocator's part in the road: what comes in goes to {@link Batch}, in one transaction a batch. */
@ApplicationScoped
public class AllocatorEvents {

    private static final String SERVICE = "network-allocator";

    private final ServiceEventing eventing;

    /** Starts the outbox and the announcing. */
    @Inject
    public AllocatorEvents(
            @PersistenceUnit("allocator") Mutiny.SessionFactory factory,
            Vertx vertx,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "siderite.announce-period", defaultValue = "PT10M") Duration announcePeriod) {
        this.eventing = ServiceEventing.start(
                SERVICE, factory, vertx, Publisher.connect(kafka, SERVICE), announcePeriod, this::apply);
    }

    /** Takes a batch; its offsets are committed when this returns. */
    @Incoming("allocator")
    @RunOnVirtualThread
    public void handle(ConsumerRecords<String, byte[]> batch) {
        eventing.handle(batch);
    }

    /** Why the allocator can't work now; empty when it can. */
    public Optional<String> trouble() {
        return eventing.trouble();
    }

    void start(@Observes StartupEvent event) {
        // Being asked makes the bean exist, so that the outbox drains from the first second.
    }

    void stop(@Observes ShutdownEvent event) {
        eventing.close();
    }

    private void apply(List<Event> events) {
        var _ = eventing.transactions().inTransaction(new Batch(events)::apply);
    }
}
