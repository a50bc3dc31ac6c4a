package io.siderite.provisioner.reconcile;

import io.siderite.eventing.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;

/** Keeps the leases of this instance; without the database it holds none. */
public final class LeaseKeeper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
    private static final Duration LENGTH = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(4);

    private final Leases leases;
    private final Set<String> clusters;
    private final String holder;
    private final Runnable onChange;
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
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
            leases.release(holder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable e) {
            LOG.debugf("the leases run out by themselves: %s", e.getMessage());
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                renew();
                Thread.sleep(RENEW);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void renew() {
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
        } catch (StoreUnavailable e) {
            LOG.warnf("the leases of %s can't be renewed: %s", clusters, e.getMessage());
        }
    }
}
