package io.siderite.allocator.messaging;

import io.siderite.allocator.AllocatorConfig;
import io.siderite.allocator.store.Redefining;
import io.siderite.allocator.store.Resting;
import io.siderite.allocator.store.Retelling;
import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.eventing.Transactions;
import io.siderite.networks.Networks;
import io.siderite.settings.LiveNetworks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What goes on beside the events: the networks are put in force, at start and whenever their configuration changes,
 * quarantines end when their time comes, and machines that wait hear why as that changes.
 */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    // Other instances release addresses too, and the configuration's file changes, without a word to this one.
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final LiveNetworks configured;
    private final AllocatorConfig config;
    private final Thread thread;
    private final Semaphore wakes = new Semaphore(0);
    private final ReentrantLock oneAtATime = new ReentrantLock();
    // What was last put before the store, in force now or refused.
    private @Nullable Networks proposed;
    private volatile List<String> unusable = List.of();
    private volatile List<String> orphans = List.of();
    private volatile @Nullable String trouble;
    private long retold = System.nanoTime();

    Upkeep(Transactions transactions, LiveNetworks configured, AllocatorConfig config) {
        this.transactions = transactions;
        this.configured = configured;
        this.config = config;
        this.thread = Thread.ofVirtual().name("allocator-upkeep").unstarted(this::run);
    }

    static Upkeep start(Transactions transactions, LiveNetworks configured, AllocatorConfig config) {
        Upkeep upkeep = new Upkeep(transactions, configured, config);
        upkeep.thread.start();
        return upkeep;
    }

    /** An address was given back: its quarantine may be the next one to end. */
    void wake() {
        wakes.release();
    }

    /** Why the networks are not in force as they are configured now, a sentence each; none when they are. */
    List<String> notInForce() {
        return Stream.concat(unusable.stream(), orphans.stream()).toList();
    }

    /** Why it can't do its work now; empty when it can. It goes on trying. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Puts the configured networks in force, if they are not what was last proposed.
     *
     * @throws StoreUnavailable when the database can't do it now
     */
    void putInForce() {
        putInForce(false);
    }

    /** Again also what was refused: the machines that were in the way may be gone. */
    void putInForce(boolean again) {
        oneAtATime.lock();
        try {
            Networks wanted = configured.current();
            sayWhatIsUnusable(configured.problems());
            if (wanted.equals(proposed) && !(again && !orphans.isEmpty())) {
                return;
            }
            Redefining redefining = new Redefining(wanted, config.quarantine());
            switch (transactions.inTransaction(redefining::apply)) {
                case Redefining.Outcome.Same _ -> orphans = List.of();
                case Redefining.Outcome.InForce _ -> {
                    orphans = List.of();
                    LOG.infof("The networks in force: %s", wanted.byName().keySet());
                }
                case Redefining.Outcome.Refused refused -> sayWhoIsInTheWay(refused.orphans());
            }
            proposed = wanted;
        } finally {
            oneAtATime.unlock();
        }
    }

    private void sayWhatIsUnusable(List<String> problems) {
        if (!problems.equals(unusable)) {
            unusable = problems;
            if (problems.isEmpty()) {
                LOG.info("The configuration file can be used again");
            } else {
                LOG.warnf(
                        "The configuration file was changed, but its networks can't be used, so that those before go on."
                                + " %s",
                        String.join(". ", problems));
            }
        }
    }

    private void sayWhoIsInTheWay(List<Redefining.Orphan> inTheWay) {
        List<String> said = inTheWay.stream()
                .map(o -> configured.where(o.network()).map(w -> w + ": ").orElse("") + o.text())
                .toList();
        if (!said.equals(orphans)) {
            orphans = said;
            LOG.warnf(
                    "The networks as they are configured now are not put in force, since machines would be left without"
                            + " their address. %s. Give them back or keep a place for them",
                    String.join(". ", said));
        }
    }

    private void run() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                putInForce(true);
                Optional<Long> next = transactions.inTransaction(new Resting(config.quarantine())::end);
                tellAgain();
                failures = 0;
                trouble = null;
                sleep(next.map(Duration::ofMillis).orElse(LONGEST_SLEEP));
            } catch (InterruptedException e) {
                return;
            } catch (StoreUnavailable e) {
                failures++;
                if (!goesOn(e, failures, Logger.Level.WARN)) {
                    return;
                }
            } catch (RuntimeException e) {
                failures++;
                if (!goesOn(e, failures, Logger.Level.ERROR)) {
                    return;
                }
            }
        }
    }

    /** Says what is wrong and waits; whether to try again, which is no when it is being stopped. */
    private boolean goesOn(RuntimeException failure, int failures, Logger.Level level) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        String why = "can't put networks in force, nor end quarantines: " + failure.getMessage();
        trouble = why;
        // Where it was is of interest only when it is a bug.
        LOG.log(level, why, level == Logger.Level.ERROR ? failure : null);
        return pause(failures);
    }

    private void tellAgain() {
        if (System.nanoTime() - retold >= config.retell().toNanos()) {
            var _ = transactions.inTransaction(new Retelling(config.quarantine(), config.retell())::tell);
            retold = System.nanoTime();
        }
    }

    private void sleep(Duration until) throws InterruptedException {
        long millis = Math.clamp(until.toMillis(), 1, LONGEST_SLEEP.toMillis());
        if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
    }

    private boolean pause(int failures) {
        try {
            Thread.sleep(Backoff.STANDARD.after(failures));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
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
}
