package io.siderite.eventing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.MachineReleased;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(EventingProfile.class)
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "eventing"))
class OutboxTest {

    @Inject
    @PersistenceUnit("eventing")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private Transactions transactions;

    @BeforeEach
    void empty() {
        transactions = new Transactions(factory, vertx, () -> {});
        transactions.inTransaction(s -> s.createMutationQuery("delete from OutboxRow")
                .executeUpdate()
                .chain(() -> s.createMutationQuery("delete from SnapshotRow").executeUpdate()));
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void eventsOfACommittedTransactionReachKafkaInOrderAndLeaveTheTable() {
        try (OutboxDrain drain = OutboxDrain.start("test", factory, vertx, new Publisher(kafka))) {
            Transactions waking = new Transactions(factory, vertx, drain::wake);

            waking.inTransaction(s -> Outbox.append(
                    s,
                    IntStream.rangeClosed(1, 1200).mapToObj(i -> event("m", i)).toList()));

            eventually(() -> assertThat(kafka.history()).hasSize(1200));
            assertThat(kafka.history().stream().map(OutboxTest::revision))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1200)
                            .mapToObj(Integer::toString)
                            .toList());
            eventually(() -> assertThat(count("OutboxRow")).isZero());
        }
    }

    @Test
    void eventsOfARolledBackTransactionAreNeverSent() {
        assertThatThrownBy(() -> transactions.inTransaction(s -> Outbox.append(s, List.of(event("m", 1)))
                        .chain(() -> Uni.createFrom().<Void>failure(new IllegalArgumentException("no")))))
                .hasMessageContaining("no");

        assertThat(count("OutboxRow")).isZero();
    }

    @Test
    void whoIsInterruptedWaitsForItsTransactionAndBeginsNoOther() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        AtomicReference<Throwable> second = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            transactions.inTransaction(s -> {
                begun.countDown();
                return s.createNativeQuery("select 1 from (select pg_sleep(0.3)) as slept", Integer.class)
                        .getSingleResult()
                        .chain(() -> Outbox.append(s, List.of(event("slow", 1))));
            });
            stillInterrupted.set(Thread.currentThread().isInterrupted());
            try {
                transactions.inTransaction(s -> Outbox.append(s, List.of(event("second", 1))));
            } catch (StoreUnavailable e) {
                second.set(e);
            }
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(stillInterrupted).isTrue();
        assertThat(second.get()).isNotNull();
        assertThat(count("OutboxRow")).isEqualTo(1);
    }

    @Test
    void whatKafkaDidNotTakeStaysAndGoesLater() {
        MockProducer<String, byte[]> broken =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
        try (OutboxDrain drain = OutboxDrain.start("test", factory, vertx, new Publisher(broken))) {
            Transactions waking = new Transactions(factory, vertx, drain::wake);
            waking.inTransaction(s -> Outbox.append(s, List.of(event("m", 1))));

            eventually(() -> assertThat(broken.errorNext(new IllegalStateException("broker away")))
                    .isTrue());
            eventually(() -> assertThat(drain.trouble())
                    .hasValueSatisfying(t -> assertThat(t).contains("broker away")));
            assertThat(count("OutboxRow")).isEqualTo(1);

            eventually(() -> assertThat(broken.completeNext()).isTrue());
            eventually(() -> assertThat(count("OutboxRow")).isZero());
            eventually(() -> assertThat(drain.trouble()).isEmpty());
        }
    }

    @Test
    void theLastSnapshotOfAnUnfinishedMachineIsAnnouncedAgain() {
        transactions.inTransaction(s -> Outbox.append(s, List.of(event("a", 1), event("a", 2), event("b", 1))));
        transactions.inTransaction(
                s -> s.createMutationQuery("delete from OutboxRow").executeUpdate());
        transactions.inTransaction(s -> Outbox.finish(s, List.of("b")));

        assertThat(Announcer.announce(transactions)).isEqualTo(1);

        List<OutboxRow> rows = transactions.inTransaction(
                s -> s.createSelectionQuery("from OutboxRow", OutboxRow.class).getResultList());
        assertThat(rows).singleElement().satisfies(r -> {
            assertThat(r.key).isEqualTo("a");
            assertThat(revision(r.record())).isEqualTo("2");
        });
    }

    @Test
    void twoTransactionsThatInsertTheSameKeyBothSucceedInTheEnd() throws InterruptedException {
        Thread[] threads = IntStream.range(0, 8)
                .mapToObj(i -> Thread.startVirtualThread(() ->
                        transactions.inTransaction(s -> Outbox.append(s, List.of(event("same", i))))))
                .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(count("OutboxRow")).isEqualTo(8);
        assertThat(count("SnapshotRow")).isEqualTo(1);
    }

    private long count(String entity) {
        return transactions.inTransaction(s -> s.createSelectionQuery("select count(*) from " + entity, Long.class)
                .getSingleResult());
    }

    private static Event event(String key, long revision) {
        return Event.of(
                key,
                revision,
                Instant.EPOCH,
                Optional.empty(),
                MachineReleased.newBuilder().setRequestId(key).build());
    }

    private static String revision(ProducerRecord<String, byte[]> record) {
        return String.valueOf(Envelope.text(record.headers(), "ce_revision"));
    }

    private static void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
                try {
                    Thread.sleep(10);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }
}
