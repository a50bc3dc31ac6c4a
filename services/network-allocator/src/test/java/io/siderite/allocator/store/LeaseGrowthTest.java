package io.siderite.allocator.store;

import static io.siderite.allocator.store.Heard.event;
import static io.siderite.allocator.store.Heard.nic;
import static io.siderite.allocator.store.Heard.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.messaging.AllocatorEvents;
import io.siderite.eventing.Event;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.NodeInventory;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** A lease takes as long on a network of fifty thousand as on one of ten, its free addresses in thousands of pieces. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class LeaseGrowthTest {

    private static final int BATCHES = 15;
    private static final int BATCH = 40;
    private static final int LEASES = 50_000;

    @Inject
    AllocatorEvents events;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Test
    void aLeaseIsAsFastHoweverManyThereAre() {
        events.handle(Records.batch(event(
                "home/pve1",
                System.nanoTime(),
                NodeInventory.newBuilder()
                        .setCluster("home")
                        .setNode("pve1")
                        .addClusterNodes("pve1")
                        .build())));
        median("warm");
        double few = median("few");
        fill();
        double many = median("many");

        Logger.getLogger(LeaseGrowthTest.class)
                .infof("a lease, its part of a batch: %.2f ms at ten, %.2f ms at %d", few, many, LEASES);
        // Twice as slow would be growth of less than a hundredth of what the number of leases grew by; the rest is
        // noise.
        assertThat(many).isLessThan(2 * few + 2);
    }

    /** Milliseconds that a lease takes, of a batch from its events to the commit: the middle one of many batches. */
    private double median(String name) {
        Transactions transactions = new Transactions(factory, vertx, () -> {});
        long[] nanos = IntStream.range(0, BATCHES)
                .mapToLong(batch -> {
                    List<Event> events = IntStream.range(0, BATCH)
                            .mapToObj(i -> "growth-%s-%d-%d".formatted(name, batch, i))
                            .map(id -> event(id, 1, placed(id, "workers", 1, nic("huge"))))
                            .toList();
                    long began = System.nanoTime();
                    transactions.inTransaction(new Batch(events, Duration.ZERO)::apply);
                    return System.nanoTime() - began;
                })
                .sorted()
                .toArray();
        return nanos[BATCHES / 2] / 1e6 / BATCH;
    }

    /** Every second address of the upper part is leased: the free ones are in as many pieces. */
    private void fill() {
        new Transactions(factory, vertx, () -> {})
                .inTransaction(session -> session.createNativeQuery("""
                        insert into allocation (request_id, stage, uuid, attempt, macs, evaluated_revision, vm_revision, revision)
                        select 'filled-' || n, 'ALLOCATED', '', 1, '', 1, -1, 1 from generate_series(1, %1$d) n""".formatted(LEASES))
                        .executeUpdate()
                        .chain(() ->
                                session.createNativeQuery("""
                        insert into lease (network, address, prefix, audience, request_id, request_set, nic, leased_at)
                        select 'huge', cast('10.66.8.0' as inet) + 2 * n, 14, '', 'filled-' || n, 'workers', 1, now()
                        from generate_series(1, %1$d) n""".formatted(LEASES)).executeUpdate())
                        .chain(() -> session.createNativeQuery("delete from free_interval where network = 'huge'")
                                .executeUpdate())
                        .chain(() ->
                                session.createNativeQuery("""
                        insert into free_interval (network, audience, first, last)
                        select 'huge', '', cast('10.66.8.1' as inet) + 2 * n, cast('10.66.8.1' as inet) + 2 * n
                        from generate_series(0, %1$d) n""".formatted(LEASES)).executeUpdate()));
    }
}
