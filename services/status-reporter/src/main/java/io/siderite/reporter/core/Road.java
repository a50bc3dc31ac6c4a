package io.siderite.reporter.core;

import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmProgressed;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the stage and the lasting error off a machine. Topics of different writers are put in relation by the attempt
 * (the count of placements), topics of one writer by its revision; never by the order of arrival.
 */
final class Road {

    private Road() {}

    static Stage stage(Machine machine) {
        Timeline passed = machine.timeline();
        if (passed.has(Milestone.GONE)) {
            return new Stage.Gone();
        }
        if (passed.has(Milestone.DELETED)) {
            return new Stage.Deleted();
        }
        if (passed.has(Milestone.RELEASED)) {
            return new Stage.Released();
        }
        if (machine.withdrawn()) {
            return new Stage.Withdrawn();
        }
        return wanted(machine);
    }

    /** The last error; a failure is over when the VM is created or deleted, or a later step began after it. */
    static Optional<String> error(Machine machine) {
        Facts facts = machine.facts();
        Optional<String> failed = facts.last(VmFailed.class)
                .filter(f -> !overcome(facts, f))
                .map(f -> f.data().getStep() + ": " + f.data().getError());
        return failed.or(() -> machine.stage() instanceof Stage.Refused refused
                ? Optional.of(String.join("; ", refused.reasons()))
                : Optional.empty());
    }

    private static Stage wanted(Machine machine) {
        Facts facts = machine.facts();
        int attempt = machine.attempt();
        if (standing(facts)) {
            return machine.registered() ? new Stage.Registered() : new Stage.Created();
        }
        Optional<MachineEvaluated> evaluated =
                facts.last(MachineEvaluated.class).map(Said::data);
        // The evaluator counts an attempt when it places. Waiting or refused at this attempt is newer than all of it.
        Optional<Stage> unplaced =
                evaluated.filter(e -> e.getAttempt() >= attempt).flatMap(Road::unplaced);
        if (unplaced.isPresent()) {
            return unplaced.get();
        }
        Optional<Stage> making = making(facts, attempt);
        if (making.isPresent()) {
            return making.get();
        }
        return facts.last(NetworkAllocated.class)
                .map(Said::data)
                .filter(n -> n.getAttempt() >= attempt)
                .flatMap(Road::network)
                .or(() -> evaluated.flatMap(Road::placed))
                .orElseGet(Stage.Requested::new);
    }

    // Made and started, and its place was not given up since.
    private static boolean standing(Facts facts) {
        return facts.last(VmCreated.class)
                .filter(c -> facts.last(VmFailed.class)
                        .filter(f -> f.data().getPlaceAnew() && f.revision() > c.revision())
                        .isEmpty())
                .isPresent();
    }

    private static Optional<Stage> unplaced(MachineEvaluated evaluated) {
        return switch (evaluated.getVerdict()) {
            case WAITING -> Optional.of(new Stage.Waiting(evaluated.getReasonsList()));
            case REFUSED -> Optional.of(new Stage.Refused(evaluated.getReasonsList()));
            case PLACED, WITHDRAWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Optional<Stage> placed(MachineEvaluated evaluated) {
        return switch (evaluated.getVerdict()) {
            case PLACED ->
                Optional.of(new Stage.Placed(
                        evaluated.getPlacement().getCluster(),
                        evaluated.getPlacement().getNode()));
            case WAITING, REFUSED, WITHDRAWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Optional<Stage> network(NetworkAllocated network) {
        return switch (network.getVerdict()) {
            case ALLOCATED -> Optional.of(new Stage.Allocated());
            case WAITING -> Optional.of(new Stage.Waiting(network.getReasonsList()));
            case WITHDRAWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Optional<Stage> making(Facts facts, int attempt) {
        Optional<Said<VmProgressed>> progress =
                facts.last(VmProgressed.class).filter(p -> p.data().getAttempt() >= attempt);
        Optional<Said<VmFailed>> failure =
                facts.last(VmFailed.class).filter(f -> f.data().getAttempt() >= attempt);
        if (failure.isPresent()
                && progress.filter(p -> p.revision() > failure.get().revision()).isEmpty()) {
            return Optional.of(halted(facts, failure.get().data()));
        }
        return progress.map(Said::data)
                .map(p -> new Stage.Creating(p.getStep(), p.getNumber(), p.getOf(), Optional.empty()));
    }

    private static Stage halted(Facts facts, VmFailed failed) {
        Optional<VmProgressed> step = step(facts, failed.getStep());
        return new Stage.Creating(
                failed.getStep(),
                step.map(VmProgressed::getNumber).orElse(0),
                step.map(VmProgressed::getOf).orElse(0),
                failed.hasNextAttemptAt() ? Optional.of(Machine.instant(failed.getNextAttemptAt())) : Optional.empty());
    }

    private static boolean overcome(Facts facts, Said<VmFailed> failed) {
        boolean ended = Stream.of(VmCreated.class, VmDeleted.class)
                .flatMap(type -> facts.last(type).stream())
                .anyMatch(s -> s.revision() > failed.revision());
        Optional<VmProgressed> step = step(facts, failed.data().getStep());
        return ended
                || facts.steps()
                        .filter(s -> s.revision() > failed.revision())
                        .anyMatch(s -> step.map(f -> later(s.data(), f)).orElse(true));
    }

    // Making a VM and removing one are counted apart: emptying the old place overcomes no failure of making.
    private static boolean later(VmProgressed begun, VmProgressed failed) {
        return begun.getOf() == failed.getOf() && begun.getNumber() > failed.getNumber();
    }

    private static Optional<VmProgressed> step(Facts facts, String name) {
        return facts.steps()
                .map(Said::data)
                .filter(s -> s.getStep().equals(name))
                .findFirst();
    }
}
