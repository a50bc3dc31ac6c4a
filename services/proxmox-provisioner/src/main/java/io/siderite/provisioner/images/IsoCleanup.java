package io.siderite.provisioner.images;

import io.siderite.eventing.StoreUnavailable;
import io.siderite.provisioner.ProvisionerConfig;
import io.siderite.provisioner.ProvisionerConfig.ImageCleanup;
import io.siderite.proxmox.ProxmoxCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Sweeps the clusters that this instance acts in, slowly, for ISOs that nothing needs. */
public final class IsoCleanup implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(IsoCleanup.class);
    private static final Duration SLOWEST = Duration.ofHours(1);
    private static final Duration FASTEST = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, IsoSweep> sweeps = new TreeMap<>();
    private final Map<String, Instant> next = new HashMap<>();
    private final IsoRecords records;
    private final ImageCleanup mode;
    private final Duration period;
    private final Supplier<Set<String>> ours;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Sweeps once started.
     *
     * @param ours clusters that this instance acts in now
     */
    public IsoCleanup(
            Collection<ProxmoxCluster> clusters,
            IsoRecords records,
            ProvisionerConfig config,
            Supplier<Set<String>> ours,
            InstantSource clock) {
        this.records = records;
        this.mode = config.imageCleanup();
        this.period = period(config.imageGrace());
        this.ours = ours;
        this.clock = clock;
        clusters.forEach(cluster -> sweeps.put(
                cluster.name(),
                new IsoSweep(
                        cluster,
                        records,
                        config.imageGrace(),
                        mode == ImageCleanup.REMOVE,
                        () -> ours.get().contains(cluster.name()),
                        clock,
                        Thread::sleep)));
        this.thread = Thread.ofVirtual().name("provisioner-images").unstarted(this::run);
    }

    /** How often a cluster is swept: a few times in a grace period, and no more than is of use. */
    static Duration period(Duration grace) {
        Duration quarter = grace.dividedBy(4);
        if (quarter.compareTo(SLOWEST) > 0) {
            return SLOWEST;
        }
        return quarter.compareTo(FASTEST) < 0 ? FASTEST : quarter;
    }

    /** Begins to sweep. */
    public void start() {
        thread.start();
    }

    /** No sweep begins any more; one under way is broken off. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration tick = period.compareTo(TICK) < 0 ? period : TICK;
        try {
            while (!closing.await(tick.toMillis(), TimeUnit.MILLISECONDS)) {
                Set<String> now = ours.get();
                // What we lose another instance begins with anew, and so do we when we have it back.
                next.keySet().retainAll(now);
                for (String cluster : now) {
                    IsoSweep sweep = sweeps.get(cluster);
                    if (sweep != null) {
                        turn(cluster, sweep);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped looking for unused ISOs");
        }
    }

    private void turn(String cluster, IsoSweep sweep) throws InterruptedException {
        try {
            Instant due = next.get(cluster);
            if (due == null) {
                // An instance that was killed while it removed something.
                records.release(cluster);
            }
            if (mode != ImageCleanup.OFF && (due == null || !due.isAfter(clock.instant()))) {
                sweep.run();
            }
            if (due == null || !due.isAfter(clock.instant())) {
                next.put(cluster, clock.instant().plus(period));
            }
        } catch (StoreUnavailable e) {
            LOG.debugf("unused ISOs of %s are looked for later: %s", cluster, e.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "looking for unused ISOs of %s failed; that is a bug", cluster);
            next.put(cluster, clock.instant().plus(period));
        }
    }
}
