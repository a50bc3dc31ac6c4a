package io.siderite.watcher.watch;

import io.siderite.eventing.Backoff;
import io.siderite.omni.TroubleLog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Works through what is to be told, many machines at once, one thing of a machine at a time and only its newest. What
 * does not work now is tried again until it does; memory is enough, since Omni is listed again at every start.
 */
final class Teller implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Teller.class);
    private static final int AT_ONCE = 16;

    private final Map<String, Job> waiting = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private volatile boolean closed;

    /** One thing to do; answers why it did not work now, or nothing when it is done with. */
    interface Job {
        Optional<String> run() throws InterruptedException;
    }

    /** Does this soon, instead of anything of the same key that has not been begun. Never blocks. */
    void tell(String key, Job job) {
        waiting.put(key, job);
        start(key);
    }

    /** Why something can't be told now; empty when all works. */
    Optional<String> trouble() {
        return troubles.values().stream().findFirst();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void start(String key) {
        if (underWay.add(key)) {
            Thread.ofVirtual().name("tell-" + key).start(() -> work(key));
        }
    }

    private void work(String key) {
        try {
            Job job = waiting.remove(key);
            for (int failures = 0; job != null && !closed; ) {
                room.acquire();
                Optional<String> trouble;
                try {
                    trouble = job.run();
                } finally {
                    room.release();
                }
                if (trouble.isEmpty()) {
                    troubles.remove(key);
                    failures = 0;
                    job = waiting.remove(key);
                } else {
                    failures++;
                    troubles.put(key, trouble.get());
                    Duration wait = Backoff.STANDARD.after(failures);
                    TroubleLog.shared().warn(LOG, key + " can't be told now", trouble.get());
                    Thread.sleep(wait);
                    Job newer = waiting.remove(key);
                    job = newer == null ? job : newer;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay.remove(key);
            // Something may have come between the last look and the line above.
            if (!closed && waiting.containsKey(key)) {
                start(key);
            }
        }
    }
}
