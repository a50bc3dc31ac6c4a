package io.siderite.provisioner.core;

import java.time.Duration;

/** How long to wait before looking again. */
public final class Pace {

    private static final long FIRST_POLL = 100;
    private static final long LAST_POLL = 2_000;

    private Pace() {}

    /**
     * The pause before a task, or somebody else's work, is looked at again: short at first, since most tasks are.
     *
     * @param polls how often it was looked at already
     */
    public static Duration poll(int polls, String requestId) {
        double grown = FIRST_POLL * Math.pow(1.5, Math.min(polls, 20));
        return jittered(Math.min((long) grown, LAST_POLL), polls, requestId);
    }

    /**
     * The pause after a failure: doubled each time up to a ceiling, and jittered.
     *
     * @param failures in a row, from 1
     */
    public static Duration retry(Failure.Kind kind, int failures, String requestId) {
        long full = Math.min(first(kind) << Math.min(failures - 1, 20), ceiling(kind));
        return jittered(full, failures, requestId);
    }

    // Between half and all of it, by the machine and the count: machines that failed together part, and a decision
    // stays a pure function.
    private static Duration jittered(long full, int count, String requestId) {
        long spread = Math.floorMod(requestId.hashCode() * 31L + count * 7919L, 1000L);
        return Duration.ofMillis(full / 2 + full / 2 * spread / 1000);
    }

    private static long first(Failure.Kind kind) {
        return switch (kind) {
            case LOCKED -> 500;
            case UNREACHABLE -> 1_000;
            case NO_CAPACITY, EXHAUSTED -> 5_000;
            case REJECTED, DENIED, NOT_FOUND -> 60_000;
        };
    }

    private static long ceiling(Failure.Kind kind) {
        return switch (kind) {
            case LOCKED -> 15_000;
            case UNREACHABLE, NO_CAPACITY, EXHAUSTED -> 60_000;
            case REJECTED, DENIED, NOT_FOUND -> 30 * 60_000;
        };
    }
}
