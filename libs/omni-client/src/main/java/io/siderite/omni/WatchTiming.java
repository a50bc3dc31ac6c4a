package io.siderite.omni;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How patient a watch is.
 *
 * @param relist from one list to the next: what a stream silently lost is found again after it
 * @param firstDelay before the first attempt to reconnect
 * @param longestDelay before any; a stream that lived this long counts as healthy, and the delays begin anew
 * @param opening how long Omni may take to answer a new stream
 * @param handover how long the old stream may take to tell of what the new list no longer has
 */
public record WatchTiming(
        Duration relist, Duration firstDelay, Duration longestDelay, Duration opening, Duration handover) {

    /** A list every 5 minutes, delays from 1 to 30 seconds. */
    public static final WatchTiming DEFAULT = new WatchTiming(
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5));

    /**
     * The wait before an attempt: doubles with each failure in a row, between half of it and all of it by chance, so that
     * many clients do not come back at once.
     *
     * @param failures in a row, 1 for the first
     */
    Duration delay(int failures, RandomGenerator random) {
        long full = firstDelay.toMillis();
        for (int i = 1; i < failures && full < longestDelay.toMillis(); i++) {
            full *= 2;
        }
        full = Math.min(full, longestDelay.toMillis());
        return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
    }
}
