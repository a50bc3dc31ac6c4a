package io.siderite.eventing;

import io.siderite.eventing.Envelope.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a batch of records to a service's code, once it can be read, one batch at a time. Returns when all of it is
 * applied: only then may the offsets be committed. What can't be read, or breaks the code, becomes a dead letter; a
 * database that is away is waited for.
 */
public final class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private final String service;
    private final DeadLetters deadLetters;
    private final Consumer<List<Event>> apply;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);
    private volatile boolean closing;
    private volatile @Nullable String trouble;

    /**
     * @param apply applies events in one transaction; must be idempotent, since a batch can come again
     */
    public Inbox(String service, DeadLetters deadLetters, Consumer<List<Event>> apply) {
        this.service = service;
        this.deadLetters = deadLetters;
        this.apply = apply;
    }

    /** Why events can't be applied now; empty when they can. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Takes no more batches, and waits a little for the one under way. What is not applied by then comes again after the
     * next start, since its offsets are not committed.
     */
    public void close() {
        closing = true;
        try {
            if (oneAtATime.tryLock(5, TimeUnit.SECONDS)) {
                oneAtATime.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Applies a batch; blocks until it is done.
     *
     * @throws RuntimeException when this is closed before it is done; its offsets must not be committed
     */
    public void handle(ConsumerRecords<String, byte[]> batch) {
        oneAtATime.lock();
        try {
            List<Read> readable = new ArrayList<>(batch.count());
            for (ConsumerRecord<String, byte[]> record : batch) {
                switch (Envelope.decode(record)) {
                    case Decoded.Understood(Event event) -> readable.add(new Read(record, event));
                    case Decoded.Unreadable(String reason) -> putAside(record, reason);
                }
            }
            if (!readable.isEmpty() && !applied(readable)) {
                // Something in it breaks the code. One by one, so that only the culprit is put aside.
                for (Read one : readable) {
                    if (!applied(List.of(one))) {
                        putAside(one.record, "applying it failed: " + trouble);
                    }
                }
            }
            trouble = null;
        } finally {
            oneAtATime.unlock();
        }
    }

    /** The service stops; no fault, so it carries no stack trace into the log. */
    private static final class Stopping extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopping(String service) {
            super(service + " stops; the batch comes again after the next start", null, false, false);
        }
    }

    private record Read(ConsumerRecord<String, byte[]> record, Event event) {}

    private boolean applied(List<Read> events) {
        for (int failures = 1; ; failures++) {
            stopIfClosing();
            try {
                apply.accept(events.stream().map(Read::event).toList());
                return true;
            } catch (StoreUnavailable e) {
                waitOut(failures, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                stopIfClosing();
                trouble = String.valueOf(e.getMessage());
                LOG.errorf(e, "%s: a batch of %d events can't be applied", service, events.size());
                return false;
            }
        }
    }

    private void putAside(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.errorf(
                "%s: record %s/%d/%d is put to its dead letters: %s",
                service, record.topic(), record.partition(), record.offset(), reason);
        for (int failures = 1; ; failures++) {
            try {
                deadLetters.add(record, reason).get();
                return;
            } catch (ExecutionException e) {
                waitOut(failures, "Kafka did not take a dead letter: " + e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped while putting a record aside", e);
            }
        }
    }

    private void stopIfClosing() {
        if (closing) {
            throw new Stopping(service);
        }
    }

    private void waitOut(int failures, String why) {
        stopIfClosing();
        trouble = why;
        Duration wait = Backoff.STANDARD.after(failures);
        LOG.warnf("%s: events wait (%s); trying again in %d ms", service, why, wait.toMillis());
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting: " + why, e);
        }
    }
}
