package io.siderite.standalone;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log before Quarkus configures it. Records wait in a queue until then; should Quarkus never get that far, they are
 * printed by {@link #flush()}.
 */
final class EarlyLog {

    /** Held, since a logger's level goes with the logger when nobody refers to it. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("kafka"),
            Logger.getLogger("org.apache.kafka"),
            Logger.getLogger("state.change.logger"),
            Logger.getLogger("org.postgresql"));

    /** Warns at each start that it becomes active, and that its only broker was fenced. */
    private static final Logger CONTROLLER = Logger.getLogger("org.apache.kafka.controller");

    private EarlyLog() {}

    /**
     * Initialises the logging classes on this thread. It has to come before any other thread: two threads that log for
     * the first time at once can wait for each other's class initialisation for ever.
     */
    static void prepare() {
        Logger.getLogger("").setLevel(Level.INFO);
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        CONTROLLER.setLevel(Level.SEVERE);
        LoggerFactory.getLogger(EarlyLog.class);
        org.jboss.logging.Logger.getLogger(EarlyLog.class);
    }

    /** Prints what waits in the queue, when Quarkus has not taken it over. */
    static void flush() {
        if (!InitialConfigurator.DELAYED_HANDLER.isActivated()) {
            Handler console = InitialConfigurator.createDefaultHandler();
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {console});
        }
    }
}
