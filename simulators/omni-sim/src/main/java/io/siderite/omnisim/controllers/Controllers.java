package io.siderite.omnisim.controllers;

import io.siderite.omnisim.cosi.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs Omni's controllers on one thread. A change of the state wakes them; each then looks at the whole state and does
 * what is missing, so that a lost or doubled wake does no harm.
 */
public final class Controllers implements AutoCloseable {

    /** One controller. */
    public interface Controller {
        /** Brings the state nearer to what it should be; a second time changes nothing. */
        void reconcile();
    }

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("omni-controllers").factory());
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile List<? extends Controller> controllers = List.of();

    /** Starts the controllers: they run now and after every change of the store. */
    public void run(Store store, List<? extends Controller> all) {
        controllers = all;
        store.onChange(this::wake);
        wake();
    }

    /** Has all controllers look again soon. */
    public void wake() {
        if (!woken.getAndSet(true)) {
            wakeAfter(Duration.ZERO);
        }
    }

    /** Has all controllers look again after a while. */
    void wakeAfter(Duration delay) {
        try {
            var unused = thread.schedule(this::reconcile, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            woken.set(false);
        }
    }

    private void reconcile() {
        woken.set(false);
        try {
            controllers.forEach(Controller::reconcile);
        } catch (RuntimeException bug) {
            // An executor would swallow it: a bug of the simulator must show.
            Thread.currentThread().getUncaughtExceptionHandler().uncaughtException(Thread.currentThread(), bug);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
