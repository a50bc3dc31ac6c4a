package io.siderite.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/**
 * Stops what was started, the last one first, when the JVM is told to end (SIGTERM, Ctrl-C, exit). It is a shutdown hook,
 * since code after Quarkus does not run on a signal.
 */
final class Shutdown {

    private static final Logger LOG = Logger.getLogger(Shutdown.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, AutoCloseable stop) {}

    /** Registers the hook. */
    static Shutdown hook() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "siderite-shutdown"));
        return shutdown;
    }

    /** Adds a step that is taken before all that were added earlier. */
    synchronized void before(String what, AutoCloseable stop) {
        steps.push(new Step(what, stop));
    }

    /** One that fails does not keep the others from stopping. */
    private synchronized void run() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.stop().close();
            } catch (Exception e) {
                LOG.errorf(e, "%s did not stop cleanly; the next start repairs it", step.what());
            }
        }
    }
}
