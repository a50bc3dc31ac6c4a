package io.siderite.evaluator.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place that failed a machine, and until when it is not tried again. It is longer after each failure, and ends: a
 * cluster of one node has no other place.
 *
 * @param times how often the place failed the machine
 */
public record Exclusion(int times, Instant until) {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** After one more failure. */
    static Exclusion after(@Nullable Exclusion earlier, Instant now) {
        int times = earlier == null ? 1 : earlier.times + 1;
        var length = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        return new Exclusion(times, now.plus(length.compareTo(LONGEST) < 0 ? length : LONGEST));
    }

    boolean holds(Instant now) {
        return now.isBefore(until);
    }

    /** In words that follow the node's name. */
    String reason() {
        return "failed this machine %s and is left out until %s"
                .formatted(times == 1 ? "once" : times + " times", until);
    }
}
