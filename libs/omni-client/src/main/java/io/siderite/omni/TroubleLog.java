package io.siderite.omni;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Tells a trouble with Omni once. Heartbeat, watches and machines all meet the same one, again and again; who reads the
 * log wants to read it once, and now and then as long as it lasts. The others' lines are there at level DEBUG.
 */
public final class TroubleLog {

    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final int REMEMBERED = 200;
    private static final TroubleLog OF_THIS_PROCESS = new TroubleLog(System::nanoTime);

    private final LongSupplier nanos;
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    TroubleLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The log that all of this process share. */
    public static TroubleLog shared() {
        return OF_THIS_PROCESS;
    }

    /**
     * Tells it at level WARN, or at DEBUG when the same was told within the last minutes.
     *
     * @param where who met it, and what can't be done
     * @param why the trouble, in words for people; time stamps in it do not make it another
     */
    public void warn(Logger log, String where, String why) {
        if (isNews(why)) {
            log.warnf("%s: %s", where, why);
        } else {
            log.debugf("%s: %s", where, why);
        }
    }

    boolean isNews(String why) {
        long now = nanos.getAsLong();
        if (told.size() >= REMEMBERED) {
            told.values().removeIf(then -> now - then >= QUIET.toNanos());
        }
        String trouble = why.replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "");
        boolean[] news = {false};
        told.compute(trouble, (_, then) -> {
            news[0] = then == null || now - then >= QUIET.toNanos();
            return news[0] ? Long.valueOf(now) : then;
        });
        return news[0];
    }
}
