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
import io.siderite.allocator.messaging.ConfiguredNetworks;
import io.siderite.eventing.Event;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** A thousand machines ask three instances at once: a network of 900 has 900 of them, and the rest in order of asking. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class ManyInstancesTest {

    private static final Duration QUARANTINE = Duration.ofMillis(1);

    @Inject
    AllocatorEvents events;

    @Inject
    ConfiguredNetworks networks;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Test
    void exactlyAsManyAreLeasedAsThereAre() throws Exception {
        events.handle(Records.batch(event(
                "home/pve1",
                System.nanoTime(),
                NodeInventory.newBuilder()
                        .setCluster("home")
                        .setNode("pve1")
                        .addClusterNodes("pve1")
                        .build())));
        List<String> machines = new ArrayList<>(
                IntStream.rangeClosed(1, 1000).mapToObj("m-%04d"::formatted).toList());
        Collections.shuffle(machines, new Random(6));

        askThreeInstances(machines);

        assertThat(number("select count(distinct address) from lease where network = 'wide'"))
                .isEqualTo(900);
        List<String> waiting = texts("select request_id from waiting where request_id like 'm-%' order by asked");
        assertThat(waiting).hasSize(100);
        assertThat(texts("select request_id from allocation where stage = 'WAITING' and request_id like 'm-%'"))
                .containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(number("select count(*) from free_interval where network = 'wide'"))
                .isZero();

        List<String> holders = texts("select request_id from lease where network = 'wide' order by address");
        free(holders.subList(100, 140));
        assertThat(allocatedLater(waiting)).containsExactlyElementsOf(waiting.subList(0, 40));
        free(holders.subList(500, 560));
        assertThat(allocatedLater(waiting)).containsExactlyElementsOf(waiting);
        assertThat(number("select count(distinct address) from lease where network = 'wide'"))
                .isEqualTo(900);
        assertThat(texts("select request_id from waiting where request_id like 'm-%'"))
                .isEmpty();
    }

    private void askThreeInstances(List<String> machines) throws Exception {
        try (ExecutorService instances = Executors.newFixedThreadPool(3)) {
            List<Future<?>> running = new ArrayList<>();
            for (int instance = 0; instance < 3; instance++) {
                int own = instance;
                Transactions transactions = new Transactions(factory, vertx, () -> {});
                running.add(instances.submit(() -> {
                    List<Event> batch = new ArrayList<>();
                    for (int i = own; i < machines.size(); i += 3) {
                        batch.add(event(machines.get(i), 1, placed(machines.get(i), "workers", 1, nic("wide"))));
                        if (batch.size() == 20 || i + 3 >= machines.size()) {
                            transactions.inTransaction(new Batch(List.copyOf(batch), QUARANTINE)::apply);
                            batch.clear();
                        }
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private void free(List<String> machines) throws InterruptedException {
        List<Event> gone = machines.stream()
                .map(id -> event(id, 1, VmDeleted.newBuilder().setRequestId(id).build()))
                .toList();
        new Transactions(factory, vertx, () -> {}).inTransaction(new Batch(gone, QUARANTINE)::apply);
        Thread.sleep(QUARANTINE.toMillis() * 5);
        new Transactions(factory, vertx, () -> {}).inTransaction(new Resting(QUARANTINE)::end);
    }

    /** Those of the machines that have addresses by now, in the order in which it was told. */
    private List<String> allocatedLater(List<String> machines) {
        return texts("select o.key from outbox o join allocation a on a.request_id = o.key where a.stage = 'ALLOCATED'"
                        + " and o.id = (select max(id) from outbox l where l.key = o.key) order by o.id")
                .stream()
                .filter(machines::contains)
                .toList();
    }

    private long number(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, Long.class).getSingleResult());
    }

    private List<String> texts(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }
}
