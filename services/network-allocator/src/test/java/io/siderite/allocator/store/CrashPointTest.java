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
import io.siderite.allocator.store.DyingSession.Killed;
import io.siderite.eventing.Event;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.VmDeleted;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/**
 * Machines come, move and go on a network that is too small for them, people reserve an address of it and give it back, and
 * its definition changes, while whoever works on it is killed at any point: before its transaction, between any two of its
 * statements, or after it, before it could say so. Whatever happens, each address is free, leased or at rest, and never two
 * of these.
 */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class CrashPointTest {

    private static final int SEEDS = 200;
    private static final int MACHINES = 5;
    private static final Duration QUARANTINE = Duration.ofMillis(2);

    // The network crash has four addresses.
    private static final String EVERYWHERE = """
            select p.a || ' ' || count(t.kind) from (
                select '10.30.0.' || n as a from generate_series(2, 5) n) p
            left join (
                select 'leased' as kind, address as low, address as high from lease where network = 'crash'
                union all select 'rests', address, address from quarantine where network = 'crash'
                union all select 'free', first, last from free_interval where network = 'crash'
            ) t on cast(p.a as inet) between t.low and t.high
            group by p.a having count(t.kind) <> 1""";

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
    void noAddressIsLostAndNoneIsLeasedTwice() throws InterruptedException {
        events.handle(Records.batch(event(
                "home/pve1",
                System.nanoTime(),
                NodeInventory.newBuilder()
                        .setCluster("home")
                        .setNode("pve1")
                        .addClusterNodes("pve1")
                        .build())));
        for (int seed = 0; seed < SEEDS; seed++) {
            new Run(seed).all();
        }
    }

    private final class Run {

        private final int seed;
        private final Random random;
        private final Transactions transactions = new Transactions(factory, vertx, () -> {});
        // What each machine's partition still holds: an event stays until whoever applied it could say so.
        private final Map<String, Deque<Event>> pending = new HashMap<>();

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int i = 0; i < MACHINES; i++) {
                String id = "c%03d-%d".formatted(seed, i);
                Deque<Event> events = new ArrayDeque<>();
                int placements = 1 + random.nextInt(2);
                for (int attempt = 1; attempt <= placements; attempt++) {
                    events.add(event(id, attempt, placed(id, "workers", attempt, nic("crash"))));
                }
                events.add(event(id, 1, VmDeleted.newBuilder().setRequestId(id).build()));
                pending.put(id, events);
            }
        }

        void all() throws InterruptedException {
            while (!pending.isEmpty()) {
                List<String> ids = pending.keySet().stream().sorted().toList();
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        Thread.sleep(QUARANTINE.toMillis());
                        attempt(new Resting(QUARANTINE)::end);
                    }
                    case 2 ->
                        attempt(
                                random.nextBoolean()
                                        ? operating("lease.reserve", "nas")::apply
                                        : operating("lease.release", "")::apply);
                    case 3 -> attempt(new Redefining(mtu(1500 + random.nextInt(2)), QUARANTINE)::apply);
                    default -> deliver(ids.get(random.nextInt(ids.size())));
                }
                assertThat(texts(EVERYWHERE)).as("seed %d", seed).isEmpty();
            }
            transactions.inTransaction(operating("lease.release", "")::apply);
            var _ = transactions.inTransaction(new Redefining(networks.read(), QUARANTINE)::apply);
            Thread.sleep(2 * QUARANTINE.toMillis());
            transactions.inTransaction(new Resting(QUARANTINE)::end);
            assertThat(texts("select host(first) || '-' || host(last) from free_interval where network = 'crash'"))
                    .as("seed %d", seed)
                    .containsExactly("10.30.0.2-10.30.0.5");
            assertThat(texts("select request_id from waiting where request_id like 'c___-_'"))
                    .as("seed %d", seed)
                    .isEmpty();
        }

        private void deliver(String id) {
            Deque<Event> queue = pending.getOrDefault(id, new ArrayDeque<>());
            List<Event> batch = new ArrayList<>(queue).subList(0, 1 + random.nextInt(queue.size()));
            if (attempt(new Batch(batch, QUARANTINE)::apply)) {
                batch.forEach(_ -> queue.remove());
                if (queue.isEmpty()) {
                    pending.remove(id);
                }
            }
        }

        /** Whether it went to the end, and nobody was killed. */
        private <T> boolean attempt(Function<Mutiny.Session, Uni<T>> work) {
            int fate = random.nextInt(6);
            if (fate == 0) {
                return false;
            }
            int steps = fate <= 2 ? random.nextInt(50) : Integer.MAX_VALUE;
            try {
                transactions.inTransaction(session -> fate == 3
                        ? work.apply(session).chain(() -> Uni.createFrom().<T>failure(new Killed()))
                        : work.apply(DyingSession.of(session, steps)));
            } catch (IllegalStateException e) {
                assertThat(e.getCause()).as("seed %d", seed).isInstanceOf(Killed.class);
                return false;
            }
            return fate != 4;
        }

        private Operating operating(String action, String holder) {
            OperatorRequested asked = OperatorRequested.newBuilder()
                    .setAction(action)
                    .addLeases(LeaseChange.newBuilder()
                            .setNetwork("crash")
                            .setAddress("10.30.0.4")
                            .setHolder(holder))
                    .build();
            return new Operating(List.of(event("crash-leases", System.nanoTime(), asked)), QUARANTINE);
        }

        private Networks mtu(int mtu) {
            Map<String, String> keys = new TreeMap<>(networks.read().keys());
            keys.put("siderite.networks.crash.mtu", String.valueOf(mtu));
            return ((Networks.Parsing.Parsed) Networks.parse(keys)).networks();
        }

        private List<String> texts(String sql) {
            return transactions.inTransaction(
                    s -> s.createNativeQuery(sql, String.class).getResultList());
        }
    }
}
