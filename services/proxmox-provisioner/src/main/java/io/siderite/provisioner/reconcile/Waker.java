package io.siderite.provisioner.reconcile;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    // A row that breaks the code must not make it spin.
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

    private final Machines machines;
    private final Reconciler reconciler;
    private final Supplier<Set<String>> ours;
    private final Set<String> configured;
    private final InstantSource clock;
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    // How often in a row the store was away for a machine: only how long to wait, nothing that a restart may not
    // forget.
    private final Map<String, Integer> tripped = new ConcurrentHashMap<>();
    private final Semaphore woken = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService looks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("provisioner-look-", 0).factory());
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

    /** Ends all looks: those under way when what they do now is done, or, where that takes long, at once. */
    @Override
    public void close() {
        closing.countDown();
        reconciler.stop();
        wake();
        looks.shutdown();
        try {
            thread.join(PATIENCE);
            if (!looks.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                looks.shutdownNow();
                if (!looks.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warnf("still busy with %s; it is picked up at the next start", looking);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        try {
            while (!isClosing()) {
                Duration sleep;
                try {
                    sleep = wakeDue();
                    failures = 0;
                } catch (StoreUnavailable e) {
                    failures++;
                    sleep = Backoff.STANDARD.after(failures);
                    LOG.warnf("nothing is woken: %s", e.getMessage());
                } catch (RejectedExecutionException e) {
                    // Closed between the asking and the starting.
                    return;
                } catch (RuntimeException e) {
                    failures++;
                    sleep = AFTER_A_BUG;
                    LOG.error("nothing is woken; that is a bug", e);
                }
                if (failures > 0) {
                    // Who wakes us now can't be served: only the end of the pause, or of us, counts.
                    var _ = closing.await(sleep.toMillis(), TimeUnit.MILLISECONDS);
                } else {
                    var _ = woken.tryAcquire(sleep.toMillis(), TimeUnit.MILLISECONDS);
                }
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped waking");
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
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
                looks.execute(() -> look(wakeup.requestId()));
            }
        }
        return LONGEST_SLEEP;
    }

    private void look(String requestId) {
        try {
            reconciler.look(requestId);
            tripped.remove(requestId);
        } catch (StoreUnavailable e) {
            if (!isClosing()) {
                LOG.warnf("%s waits: %s", requestId, e.getMessage());
                pause(Backoff.STANDARD.after(tripped.merge(requestId, 1, Integer::sum)));
            }
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

    private void pause(Duration duration) {
        try {
            var _ = closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
