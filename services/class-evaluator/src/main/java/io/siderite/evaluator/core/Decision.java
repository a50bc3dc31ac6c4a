package io.siderite.evaluator.core;

import io.siderite.proto.events.v1.MachineEvaluated;
import java.util.Optional;

/**
 * What to save and what to publish, in one transaction. A next state of {@link Evaluation.Waiting} wants an observation
 * {@link Observation.Looked} before the transaction ends, where the inventory allows one.
 *
 * @param next the state to save; empty: the machine is unknown and stays so
 * @param event to publish under revision {@code next.revisions().published()}; empty: nothing new to say
 */
public record Decision(Optional<Evaluation> next, Optional<MachineEvaluated> event) {

    static Decision quiet(Evaluation next) {
        return new Decision(Optional.of(next), Optional.empty());
    }

    static Decision quiet(Optional<Evaluation> next) {
        return new Decision(next, Optional.empty());
    }

    /** Saves the state and tells everybody. */
    static Decision said(Evaluation.Known next) {
        var counted = next.with(next.revisions().nextPublished());
        return new Decision(Optional.of(counted), Optional.of(Snapshot.of(counted)));
    }
}
