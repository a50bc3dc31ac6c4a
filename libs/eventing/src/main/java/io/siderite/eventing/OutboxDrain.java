package io.siderite.eventing;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves a service's outbox to Kafka: reads the oldest rows, sends them, waits for the broker, deletes them. One
 * instance of a service does it at a time (an advisory lock of the transaction), so a machine's events keep their
 * order. Woken after each commit; the period only covers rows of an instance that died.
 */
public final class OutboxDrain implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutboxDrain.class);
    private static final int BATCH = 500;
    private static final Duration PERIOD = Duration.ofSeconds(5);
    // Any number, the same for all: the lock is of one schema's rows only because each service has its own database
    // role.
    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(hashtext(current_schema() || '.outbox'))";

    private final String service;
    private final Publisher publisher;
    private final Transactions transactions;
    private final Semaphore work = new Semaphore(1);
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable String trouble;

    private OutboxDrain(String service, Mutiny.SessionFactory factory, Vertx vertx, Publisher publisher) {
        this.service = service;
        this.publisher = publisher;
        this.transactions = new Transactions(factory, vertx, () -> {});
        this.thread = Thread.ofVirtual().name("outbox-" + service).unstarted(this::run);
    }

    /** Starts draining the outbox of a service. */
    public static OutboxDrain start(String service, Mutiny.SessionFactory factory, Vertx vertx, Publisher publisher) {
        OutboxDrain drain = new OutboxDrain(service, factory, vertx, publisher);
        drain.thread.start();
        return drain;
    }

    /** Says that there may be rows; never blocks. */
    public void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    /** Why the outbox can't be drained now; empty when it can. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (!closing) {
            try {
                while (drainOnce() == BATCH) {
                    failures = 0;
                }
                failures = 0;
                trouble = null;
                var _ = work.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                work.drainPermits();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (closing) {
                    return;
                }
                failures++;
                Duration wait = Backoff.STANDARD.after(failures);
                trouble = String.valueOf(e.getMessage());
                LOG.warnf(
                        "%s: events wait in the outbox (%s); trying again in %d ms", service, trouble, wait.toMillis());
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }

    private int drainOnce() {
        return transactions.inTransaction(session -> session.createNativeQuery(TRY_LOCK, Boolean.class)
                .getSingleResult()
                .chain(locked -> locked ? drain(session) : Uni.createFrom().item(0)));
    }

    private Uni<Integer> drain(Mutiny.Session session) {
        return session.createSelectionQuery("from OutboxRow order by id", OutboxRow.class)
                .setMaxResults(BATCH)
                .getResultList()
                .chain(rows -> rows.isEmpty() ? Uni.createFrom().item(0) : send(session, rows));
    }

    private Uni<Integer> send(Mutiny.Session session, List<OutboxRow> rows) {
        Context context = Vertx.currentContext();
        List<Long> ids = rows.stream().map(r -> r.id).toList();
        return Uni.createFrom()
                .completionStage(sent(rows.stream().map(OutboxRow::record).toList()))
                // The broker answers on its own thread; Hibernate must go on where it began.
                .emitOn(command -> context.runOnContext(_ -> command.run()))
                .onFailure()
                .transform(BrokerUnavailable::new)
                .chain(() -> session.createMutationQuery("delete from OutboxRow where id in (:ids)")
                        .setParameter("ids", ids)
                        .executeUpdate());
    }

    // Kafka's send can block for its metadata, which an event loop must never do.
    private CompletableFuture<Void> sent(List<ProducerRecord<String, byte[]>> records) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread.ofVirtual().name("outbox-send-" + service).start(() -> {
            var _ = publisher.sendAll(records).whenComplete((_, failure) -> {
                if (failure == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        });
        return sent;
    }

    /** Kafka did not take the events; the rows stay. */
    static final class BrokerUnavailable extends io.vertx.core.VertxException {
        private static final long serialVersionUID = 1L;

        BrokerUnavailable(Throwable cause) {
            super("Kafka did not take the events: " + cause);
        }
    }
}
