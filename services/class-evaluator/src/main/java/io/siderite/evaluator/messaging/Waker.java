package io.siderite.evaluator.messaging;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at those that wait when time alone may help them: once at start, since the settings may be others, and then when a
 * place that was left out may be tried again. It sleeps until then, on a virtual thread of its own.
 */
final class Waker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Waker.class);

    // A machine may have begun to wait at another instance, which then stopped: nobody tells us of it.
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);

    private final String service;
    private final Supplier<Optional<Instant>> look;
    private final InstantSource clock;
    private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MIN);
    private final Semaphore earlier = new Semaphore(0);
    private final Thread thread;
    private volatile @Nullable String trouble;

    private Waker(String service, Supplier<Optional<Instant>> look, InstantSource clock) {
        this.service = service;
        this.look = look;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("waker-" + service).unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param look looks at those that wait; answers when next
     */
    static Waker start(String service, Supplier<Optional<Instant>> look, InstantSource clock) {
        Waker waker = new Waker(service, look, clock);
        waker.thread.start();
        return waker;
    }

    /** Is to look no later than this; empty: as it meant to. */
    void wakeAt(Optional<Instant> time) {
        time.ifPresent(wanted -> {
            Instant before = due.getAndAccumulate(wanted, (a, b) -> a.isBefore(b) ? a : b);
            if (wanted.isBefore(before)) {
                earlier.release();
            }
        });
    }

    /** Why it can't look now; empty when it can. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (true) {
                sleepUntilDue();
                // Before looking, so that whoever asks for an earlier time meanwhile is heard.
                due.set(clock.instant().plus(LONGEST_SLEEP));
                try {
                    wakeAt(look.get());
                    failures = 0;
                    trouble = null;
                } catch (StoreUnavailable e) {
                    failures++;
                    failed(e, failures);
                    LOG.warnf("%s: %s", service, trouble);
                } catch (RuntimeException e) {
                    failures++;
                    failed(e, failures);
                    LOG.errorf(e, "%s: %s", service, trouble);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(RuntimeException failure, int failures) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("stopped while looking");
        }
        trouble = "can't look at the machines that wait: " + failure.getMessage();
        wakeAt(Optional.of(clock.instant().plus(Backoff.STANDARD.after(failures))));
    }

    private void sleepUntilDue() throws InterruptedException {
        while (true) {
            earlier.drainPermits();
            Instant now = clock.instant();
            Instant until = due.get();
            if (!now.isBefore(until)) {
                return;
            }
            var _ = earlier.tryAcquire(Duration.between(now, until).toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
