package io.siderite.reporter.omni;

import io.siderite.eventing.Backoff;
import io.siderite.omni.TroubleLog;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Something told to Omni at the start and then on a period; told again sooner when it did not work. */
final class Periodic implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Periodic.class);

    private final String what;
    private final Duration period;
    private final Backoff backoff;
    private final Supplier<Optional<String>> tell;
    private final Thread thread;
    private volatile @Nullable String trouble;

    private Periodic(String what, Duration period, Supplier<Optional<String>> tell) {
        this.what = what;
        this.period = period;
        this.backoff = new Backoff(
                Duration.ofMillis(500), period.compareTo(Duration.ofSeconds(30)) < 0 ? period : Duration.ofSeconds(30));
        this.tell = tell;
        this.thread = Thread.ofVirtual().name("reporter-" + what).unstarted(this::run);
    }

    /**
     * Starts it.
     *
     * @param what in words for people
     * @param tell answers why it did not work; empty when it did
     */
    static Periodic start(String what, Duration period, Supplier<Optional<String>> tell) {
        Periodic periodic = new Periodic(what, period, tell);
        periodic.thread.start();
        return periodic;
    }

    /** Why it can't be told now; empty when it can. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            Optional<String> why = told();
            if (why.isPresent() && !Thread.currentThread().isInterrupted()) {
                failures++;
                if (!why.get().equals(trouble)) {
                    TroubleLog.shared().warn(LOG, "status-reporter: Omni does not take the " + what, why.get());
                }
            } else {
                if (failures > 0) {
                    LOG.infof("status-reporter: Omni takes the %s again", what);
                }
                failures = 0;
            }
            trouble = why.orElse(null);
            try {
                Thread.sleep(failures == 0 ? period : backoff.after(failures));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Optional<String> told() {
        try {
            return tell.get();
        } catch (RuntimeException e) {
            // A fault of ours must not silence the heartbeat for ever: it is shown, and tried again.
            LOG.errorf(e, "status-reporter: a fault in telling Omni the %s", what);
            return Optional.of("a fault of status-reporter's own, see its log: " + e);
        }
    }
}
