package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Failure.Kind;
import io.siderite.proxmox.Outcome;
import java.util.stream.Collectors;

/** What an outcome of Proxmox's means for a step. */
final class Failures {

    private Failures() {}

    /** The failure that an outcome is; never called on {@code Done}. */
    static Failure of(Outcome<?> outcome, String where) {
        return switch (outcome) {
            case Outcome.Done<?> done -> throw new IllegalStateException("not a failure: " + done);
            case Outcome.Pending<?> _ -> failure(Kind.UNREACHABLE, where, "no answer yet");
            case Outcome.NotFound<?> o -> failure(Kind.REJECTED, where, o.why());
            case Outcome.Exists<?> o -> failure(Kind.REJECTED, where, o.why());
            case Outcome.NoCapacity<?> o -> failure(Kind.NO_CAPACITY, where, o.why());
            case Outcome.Locked<?> o -> failure(Kind.LOCKED, where, o.why());
            case Outcome.Rejected<?> o -> failure(Kind.REJECTED, where, o.why() + parameters(o));
            case Outcome.Denied<?> o -> failure(Kind.DENIED, where, o.why());
            case Outcome.Unreachable<?> o -> failure(Kind.UNREACHABLE, where, o.why());
        };
    }

    private static Failure failure(Kind kind, String where, String why) {
        return new Failure(kind, where + ": " + why);
    }

    private static String parameters(Outcome.Rejected<?> rejected) {
        String named = rejected.parameters().entrySet().stream()
                .filter(e -> !rejected.why().contains(e.getKey()))
                .map(e -> e.getKey() + ": " + e.getValue())
                .sorted()
                .collect(Collectors.joining("; "));
        return named.isEmpty() ? "" : " (" + named + ")";
    }
}
