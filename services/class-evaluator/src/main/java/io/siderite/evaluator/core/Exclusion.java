package io.siderite.evaluator.core;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a node, or a storage of it, failed a machine, and until when it is not tried again. It is longer after each failure,
 * and ends: a cluster of one node has no other place.
 *
 * @param times how often it failed the machine
 * @param why it failed last, in words of one line; empty: not told
 */
public record Exclusion(int times, Instant until, String why) {

    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_WHY = 500;

    /** After one more failure. */
    static Exclusion after(@Nullable Exclusion earlier, Instant now, String error) {
        int times = earlier == null ? 1 : earlier.times + 1;
        var line = error.replaceAll("\\s+", " ").strip();
        return new Exclusion(
                times,
                now.plus(length(times)),
                line.length() > LONGEST_WHY ? line.substring(0, LONGEST_WHY - 1) + "…" : line);
    }

    private static Duration length(int times) {
        var length = FIRST.multipliedBy(1L << Math.min(times - 1, 10));
        return length.compareTo(LONGEST) < 0 ? length : LONGEST;
    }

    /** When it failed the machine last. */
    Instant since() {
        return until.minus(length(times));
    }

    boolean holds(Instant now) {
        return now.isBefore(until);
    }

    /** In words that follow the name of what failed. */
    String reason() {
        return "failed this machine %s and is left out until %s%s"
                .formatted(times == 1 ? "once" : times + " times", until, why.isEmpty() ? "" : " (" + why + ")");
    }
}
