package io.siderite.allocator.messaging;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.siderite.allocator.AllocatorConfig;
import io.siderite.allocator.store.Batch;
import io.siderite.allocator.store.InventoryBatch;
import io.siderite.allocator.store.Operating;
import io.siderite.eventing.Event;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.ServiceEventing;
import io.siderite.proto.events.v1.VmDeleted;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;

/** The allocator's part in the road: what comes in goes to {@link Batch} and {@link InventoryBatch}, in one
 * transaction each. */
@ApplicationScoped
public class AllocatorEvents {

    private static final String SERVICE = "network-allocator";

    private final ServiceEventing eventing;
    private final Upkeep upkeep;
    private final Set<String> clusters;
    private final Duration quarantine;

    /** Starts the outbox, the announcing, and what goes on beside the events. */
    @Inject
    public AllocatorEvents(
            @PersistenceUnit("allocator") Mutiny.SessionFactory factory,
            Vertx vertx,
            ConfiguredNetworks networks,
            AllocatorConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "siderite.announce-period", defaultValue = "PT10M") Duration announcePeriod) {
        this.clusters = networks.clusters();
        this.quarantine = config.quarantine();
        this.eventing = ServiceEventing.start(
                SERVICE, factory, vertx, Publisher.connect(kafka, SERVICE), announcePeriod, this::apply);
        this.upkeep = Upkeep.start(eventing.transactions(), networks.live(), config);
    }

    /** Takes a batch; its offsets are committed when this returns. */
    @Incoming("allocator")
    @RunOnVirtualThread
    public void handle(ConsumerRecords<String, byte[]> batch) {
        eventing.handle(batch);
    }

    /** Why the allocator can't work now; empty when it can. */
    public Optional<String> trouble() {
        return eventing.trouble().or(upkeep::trouble);
    }

    /** Why the networks are not in force as they are configured now, a sentence each; none when they are. */
    public List<String> notInForce() {
        return upkeep.notInForce();
    }

    void start(@Observes StartupEvent event) {
        // Being asked makes the bean exist, so that the outbox drains from the first second.
    }

    void stop(@Observes ShutdownEvent event) {
        upkeep.close();
        eventing.close();
    }

    private void apply(List<Event> events) {
        upkeep.putInForce();
        InventoryBatch inventory = new InventoryBatch(events, clusters, quarantine);
        if (!inventory.isEmpty()) {
            var _ = eventing.transactions().inTransaction(inventory::apply);
        }
        Operating operating = new Operating(events, quarantine);
        if (!operating.isEmpty()) {
            var _ = eventing.transactions().inTransaction(operating::apply);
            upkeep.wake();
        }
        var _ = eventing.transactions().inTransaction(new Batch(events, quarantine)::apply);
        if (events.stream().anyMatch(e -> e.data() instanceof VmDeleted)) {
            upkeep.wake();
        }
    }
}
