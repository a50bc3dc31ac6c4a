package io.siderite.reporter.omni;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.StoreUnavailable;
import io.siderite.eventing.Transactions;
import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.TroubleLog;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.omni.OwnResources.News;
import io.siderite.reporter.store.Due;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off the machines that are due: claims them, brings Omni to what they say, saves what came of it. Woken by
 * commits and by news from Omni; the short period is for back-offs that end and for claims of an instance that died.
 */
public final class OmniWaker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OmniWaker.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    // Longer than the slowest round: a handful of calls of ten seconds each, repeated on conflicts.
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final int AT_ONCE = 16;

    private final String instance;
    private final Transactions transactions;
    private final Clock clock;
    private final OwnResources own;
    private final Rounds rounds;
    private final Semaphore work = new Semaphore(1);
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable String trouble;
    private volatile @Nullable String lastWarned;

    private OmniWaker(String instance, Transactions transactions, OmniState omni, ProviderNames names, Clock clock) {
        this.instance = instance;
        this.transactions = transactions;
        this.clock = clock;
        this.own = new OwnResources(omni, this::wake);
        this.rounds = new Rounds(omni, names, own::patchesOf);
        this.thread = Thread.ofVirtual().name("reporter-omni").unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param instance name of this instance of the service, the same after a restart
     */
    public static OmniWaker start(
            String instance, Transactions transactions, OmniState omni, ProviderNames names, Clock clock) {
        OmniWaker waker = new OmniWaker(instance, transactions, omni, names, clock);
        waker.thread.start();
        return waker;
    }

    /** Says that a machine may be due; never blocks. */
    public void wake() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    /** Why Omni can't be told, or its news not be heard; empty when all is well. */
    public Optional<String> trouble() {
        return Stream.of(Optional.ofNullable(trouble), own.trouble())
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void close() {
        closing = true;
        own.close();
        thread.interrupt();
        workers.shutdownNow();
        try {
            thread.join(Duration.ofSeconds(10));
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn(
                        "status-reporter: a call to Omni is still under way; its machine is taken up at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        boolean resumed = false;
        while (!closing) {
            try {
                if (!resumed) {
                    var _ = transactions.inTransaction(s -> Due.resume(s, instance, clock.instant()));
                    resumed = true;
                }
                hearNews();
                if (!startDue()) {
                    var _ = work.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                    work.drainPermits();
                }
                failures = 0;
            } catch (InterruptedException e) {
                return;
            } catch (StoreUnavailable e) {
                if (closing) {
                    return;
                }
                failures++;
                Duration wait = Backoff.STANDARD.after(failures);
                LOG.warnf("status-reporter: Omni waits (%s); trying again in %d ms", e.getMessage(), wait.toMillis());
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException stop) {
                    return;
                }
            }
        }
    }

    private void hearNews() {
        News news = own.take();
        try {
            if (!news.statuses().isEmpty() || !news.patches().isEmpty()) {
                var _ = transactions.inTransaction(
                        s -> Due.noticed(s, news.statuses(), news.patches(), clock.instant()));
            }
            if (news.listedStatuses().isPresent() || news.listedPatches().isPresent()) {
                var _ = transactions.inTransaction(
                        s -> Due.listed(s, news.listedStatuses(), news.listedPatches(), clock.instant()));
            }
        } catch (StoreUnavailable e) {
            own.giveBack(news);
            throw e;
        }
    }

    /** Starts what is due and has a place; answers whether there may be more. */
    private boolean startDue() throws InterruptedException {
        places.acquire();
        int free = 1 + places.drainPermits();
        int started = 0;
        try {
            List<Machine> due = transactions.inTransaction(s -> Due.claim(s, instance, clock.instant(), LEASE, free));
            for (Machine machine : due) {
                var _ = workers.submit(() -> work(machine));
                started++;
            }
            return due.size() == free;
        } finally {
            places.release(free - started);
        }
    }

    private void work(Machine machine) {
        try {
            Round round = round(machine);
            note(machine, round);
            settle(machine, round);
        } catch (InterruptedException e) {
            // Stopping: what was claimed is taken up again at the next start.
            Thread.currentThread().interrupt();
        } finally {
            places.release();
            wake();
        }
    }

    private Round round(Machine machine) {
        try {
            return rounds.run(machine);
        } catch (RuntimeException e) {
            LOG.errorf(e, "status-reporter: %s: a fault in telling Omni", machine.id());
            return new Round.Failed("a fault of status-reporter's own, see its log: " + e);
        }
    }

    private void settle(Machine machine, Round round) throws InterruptedException {
        for (int failures = 1; !closing; failures++) {
            try {
                var _ = transactions.inTransaction(s -> Due.settle(s, machine.id(), round, clock.instant()));
                return;
            } catch (StoreUnavailable e) {
                Duration wait = Backoff.STANDARD.after(failures);
                LOG.warnf(
                        "status-reporter: %s: what came of it in Omni can't be saved (%s); trying again in %d ms",
                        machine.id(), e.getMessage(), wait.toMillis());
                Thread.sleep(wait);
            }
        }
    }

    private void note(Machine machine, Round round) {
        switch (round) {
            case Round.Failed failed -> {
                // An Omni that is away says the same of every machine and every try; once is enough.
                if (!failed.why().equals(lastWarned)) {
                    lastWarned = failed.why();
                    TroubleLog.shared()
                            .warn(LOG, "status-reporter: " + machine.id() + ": Omni can't be told", failed.why());
                }
                trouble = machine.id() + ": " + failed.why();
            }
            case Round.Settled _ -> well();
            case Round.AwaitsOmni awaits -> {
                well();
                LOG.debugf("status-reporter: %s: waits for Omni: %s", machine.id(), awaits.what());
            }
            case Round.Released _ -> {
                well();
                LOG.infof("status-reporter: %s: Omni let it go; its VM may be destroyed", machine.id());
            }
            case Round.Gone _ -> {
                well();
                LOG.infof("status-reporter: %s: gone", machine.id());
            }
        }
    }

    private void well() {
        trouble = null;
        lastWarned = null;
    }
}
