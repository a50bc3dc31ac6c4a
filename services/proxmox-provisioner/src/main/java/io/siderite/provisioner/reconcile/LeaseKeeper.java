package io.siderite.provisioner.reconcile;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps the leases of this instance; without the database it holds none. */
public final class LeaseKeeper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
    private static final Duration LENGTH = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(4);
    // No longer than a renewal's period: the lease is to be had again as soon as the database is.
    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofMillis(500), RENEW);

    private final Leases leases;
    private final Set<String> clusters;
    private final String holder;
    private final Runnable onChange;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Set<String> held = Set.of();
    private volatile long goodUntil;

    /**
     * Keeps once started.
     *
     * @param holder this instance's lasting name, so that it has its leases at once after a restart
     * @param onChange called when there are others than before
     */
    public LeaseKeeper(Leases leases, Set<String> clusters, String holder, Runnable onChange) {
        this.leases = leases;
        this.clusters = clusters;
        this.holder = holder;
        this.onChange = onChange;
        this.thread = Thread.ofVirtual().name("provisioner-leases").unstarted(this::run);
    }

    /** Begins to take leases. */
    public void start() {
        thread.start();
    }

    /** The clusters that this instance acts in now. */
    public Set<String> held() {
        return System.nanoTime() - goodUntil < 0 ? held : Set.of();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            // A renewal under way would take back what is released here.
            thread.join(Duration.ofSeconds(5));
            held = Set.of();
            leases.release(holder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable e) {
            LOG.debugf("the leases run out by themselves: %s", e.getMessage());
        }
    }

    private void run() {
        try {
            int failures = 0;
            Duration pause;
            do {
                failures = renew() ? 0 : failures + 1;
                pause = failures == 0 ? RENEW : AFTER_FAILURE.after(failures);
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("stopped renewing leases");
        }
    }

    private boolean renew() {
        long asked = System.nanoTime();
        try {
            Set<String> now = leases.renew(clusters, holder, LENGTH);
            // Counted from before the database's clock began to count.
            goodUntil = asked + LENGTH.toNanos();
            if (!now.equals(held)) {
                held = now;
                LOG.infof("acting in the Proxmox clusters %s, standing by for the others of %s", now, clusters);
                onChange.run();
            }
            return true;
        } catch (StoreUnavailable e) {
            LOG.warnf("the leases of %s can't be renewed: %s", clusters, e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "renewing the leases of %s failed; that is a bug", clusters);
        }
        return false;
    }
}
