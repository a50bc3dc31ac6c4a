package io.siderite.evaluator.core;

import com.google.protobuf.Timestamp;
import io.siderite.evaluator.core.Evaluation.Known;
import io.siderite.evaluator.core.Evaluation.Placed;
import io.siderite.evaluator.core.Evaluation.Refused;
import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.evaluator.core.Evaluation.Withdrawn;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import java.util.List;

/** The whole state of a machine as {@code machine.evaluated} tells it. */
public final class Snapshot {

    private Snapshot() {}

    /** The event. */
    public static MachineEvaluated of(Known state) {
        var machine = state.machine();
        var event = MachineEvaluated.newBuilder()
                .setRequest(machine.request())
                .setVerdict(verdict(state))
                .addAllReasons(reasons(state))
                .setUuid(machine.uuid())
                .setAttempt(machine.attempt())
                .setRequestedAt(Timestamp.newBuilder()
                        .setSeconds(machine.requestedAt().getEpochSecond())
                        .setNanos(machine.requestedAt().getNano()));
        state.plan().ifPresent(plan -> event.setSpec(plan.spec()).setPlacement(plan.placement()));
        return event.build();
    }

    private static Verdict verdict(Known state) {
        return switch (state) {
            case Waiting _ -> Verdict.WAITING;
            case Refused _ -> Verdict.REFUSED;
            case Placed _ -> Verdict.PLACED;
            case Withdrawn _ -> Verdict.WITHDRAWN;
        };
    }

    private static List<String> reasons(Known state) {
        return switch (state) {
            case Waiting waiting -> waiting.reasons();
            case Refused refused -> refused.reasons();
            case Placed placed -> placed.reasons();
            case Withdrawn _ -> List.of();
        };
    }
}
