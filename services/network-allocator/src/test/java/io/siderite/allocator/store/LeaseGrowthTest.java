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
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.NodeInventory;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** A lease takes as long on a network of fifty thousand as on one of ten, its free addresses in thousands of pieces. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class LeaseGrowthTest {

    private static final int MEASURED = 150;
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
                .infof("a lease, with its transaction: %.2f ms at ten, %.2f ms at %d", few, many, LEASES);
        // Twice as slow would be growth of less than a hundredth of what the number of leases grew by; the rest is
        // noise.
        assertThat(many).isLessThan(2 * few + 5);
    }

    /** Milliseconds that a machine's lease takes, from its event to the commit. */
    private double median(String name) {
        Transactions transactions = new Transactions(factory, vertx, () -> {});
        long[] nanos = LongStream.range(0, MEASURED)
                .map(i -> {
                    String id = "growth-" + name + "-" + i;
                    Batch batch =
                            new Batch(List.of(event(id, 1, placed(id, "workers", 1, nic("huge")))), Duration.ZERO);
                    long began = System.nanoTime();
                    transactions.inTransaction(batch::apply);
                    return System.nanoTime() - began;
                })
                .sorted()
                .toArray();
        return nanos[MEASURED / 2] / 1e6;
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
