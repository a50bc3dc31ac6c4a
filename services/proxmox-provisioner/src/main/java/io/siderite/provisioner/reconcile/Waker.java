package io.siderite.provisioner.reconcile;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Looks at each machine when its time has come, one virtual thread a machine. Sleeps until the next one is due, or a
 * commit wakes it; another instance's commits are seen within {@link #LONGEST_SLEEP}.
 */
public final class Waker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Waker.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);
    // A row that breaks the code must not make it spin.
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

    private final Machines machines;
    private final Reconciler reconciler;
    private final Supplier<Set<String>> ours;
    private final Set<String> configured;
    private final InstantSource clock;
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread;

    /**
     * Starts waking.
     *
     * @param ours clusters that this instance acts in now
     * @param configured all clusters that are configured
     */
    public Waker(
            Machines machines,
            Reconciler reconciler,
            Supplier<Set<String>> ours,
            Set<String> configured,
            InstantSource clock) {
        this.machines = machines;
        this.reconciler = reconciler;
        this.ours = ours;
        this.configured = configured;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("provisioner-waker").start(this::run);
    }

    /** Something may be due earlier than it was. */
    public void wake() {
        woken.release();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            Duration sleep;
            try {
                sleep = wakeDue();
                failures = 0;
            } catch (StoreUnavailable e) {
                failures++;
                sleep = Backoff.STANDARD.after(failures);
                LOG.warnf("nothing is woken: %s", e.getMessage());
            }
            try {
                var _ = woken.tryAcquire(sleep.toMillis(), TimeUnit.MILLISECONDS);
                woken.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Starts looking at what is due; answers how long nothing else will be. */
    private Duration wakeDue() {
        List<Wakeup> wakeups = machines.wakeups(ours.get(), configured);
        Instant now = clock.instant();
        for (Wakeup wakeup : wakeups) {
            if (wakeup.at().isAfter(now)) {
                Duration until = Duration.between(now, wakeup.at()).plusMillis(1);
                return until.compareTo(LONGEST_SLEEP) < 0 ? until : LONGEST_SLEEP;
            }
            if (looking.add(wakeup.requestId())) {
                Thread.ofVirtual().name("provisioner-" + wakeup.requestId()).start(() -> look(wakeup.requestId()));
            }
        }
        return LONGEST_SLEEP;
    }

    private void look(String requestId) {
        try {
            reconciler.look(requestId);
        } catch (StoreUnavailable e) {
            LOG.warnf("%s waits: %s", requestId, e.getMessage());
            pause(Backoff.STANDARD.after(2));
        } catch (InterruptedException e) {
            LOG.debugf("stopped while looking at %s", requestId);
        } catch (RuntimeException e) {
            LOG.errorf(e, "looking at %s failed; that is a bug", requestId);
            pause(AFTER_A_BUG);
        } finally {
            looking.remove(requestId);
            wake();
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
