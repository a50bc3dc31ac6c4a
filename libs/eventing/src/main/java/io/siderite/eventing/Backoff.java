package io.siderite.eventing;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a try: exponential, jittered, with a ceiling.
 *
 * @param first before the second try
 * @param ceiling never longer than this
 */
public record Backoff(Duration first, Duration ceiling) {

    /** From half a second to half a minute. */
    public static final Backoff STANDARD = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    /**
     * The wait after so many failures, between half and all of the exponential step.
     *
     * @param failures how many tries have failed, from 1
     */
    public Duration after(int failures) {
        long full = first.toMillis() << Math.min(Math.max(failures - 1, 0), 20);
        long capped = Math.min(full, ceiling.toMillis());
        return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
    }
}
