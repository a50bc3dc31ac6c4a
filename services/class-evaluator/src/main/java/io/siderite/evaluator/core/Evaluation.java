package io.siderite.evaluator.core;

import io.siderite.placement.Place;
import io.siderite.placement.Plan;
import io.siderite.placement.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of one machine in class-evaluator: one row. The methods of a state are its legal transitions.
 *
 * <pre>
 *            ┌──────────── edited ───────────┐
 *            ▼                               │
 *  ● ──▶ Waiting ── placed ──▶ Placed    Refused ◀── class is wrong ── ●
 *            ▲                    │
 *            └──── place anew ────┘
 *  any ── withdrawn ──▶ Withdrawn ── vm.deleted ──▶ Gone
 * </pre>
 */
public sealed interface Evaluation {

    String requestId();

    Revisions revisions();

    /** The same state, having applied or published these. */
    Evaluation with(Revisions revisions);

    /** What the machine takes of its place; empty: it has none. */
    Optional<Reservation> reservation();

    /** States of a machine that is known, unlike {@link Gone}. */
    sealed interface Known extends Evaluation {
        Machine machine();

        @Override
        default String requestId() {
            return machine().request().getRequestId();
        }

        @Override
        default Revisions revisions() {
            return machine().revisions();
        }

        @Override
        default Optional<Reservation> reservation() {
            return plan().map(plan -> Reservation.of(
                            machine().request(), machine().uuid(), plan.spec(), plan.placement())
                    .after(machine().failedBy()));
        }

        /** What was decided; empty: nothing yet. */
        Optional<Plan> plan();

        @Override
        Known with(Revisions revisions);

        /** Its VM is gone, or there never was one. */
        default Gone gone() {
            return new Gone(requestId(), revisions());
        }
    }

    /**
     * Its class is right; it waits for a place.
     *
     * @param reasons why it has none, as last looked at; empty: not looked at yet
     * @param saidAt when the reasons were last published; empty: never
     */
    record Waiting(Machine machine, List<String> reasons, Optional<Instant> saidAt) implements Known {
        public Waiting {
            reasons = List.copyOf(reasons);
        }

        /** Not looked at yet. */
        static Waiting of(Machine machine) {
            return new Waiting(machine, List.of(), Optional.empty());
        }

        Placed placed(String uuid, Plan plan, List<String> why) {
            return new Placed(machine.placed(uuid), plan, why);
        }

        Waiting still(List<String> why) {
            return new Waiting(machine, why, saidAt);
        }

        Waiting said(Instant now) {
            return new Waiting(machine, reasons, Optional.of(now));
        }

        Withdrawn withdrawn() {
            return new Withdrawn(machine, Optional.empty());
        }

        /** When a place that is left out may be chosen again; empty: only a change of the world helps. */
        public Optional<Instant> lookAgainAt(Instant now) {
            return machine.exclusions().values().stream()
                    .map(Exclusion::until)
                    .filter(now::isBefore)
                    .min(Instant::compareTo);
        }

        @Override
        public Optional<Plan> plan() {
            return Optional.empty();
        }

        @Override
        public Waiting with(Revisions revisions) {
            return new Waiting(machine.with(revisions), reasons, saidAt);
        }
    }

    /** Its class is wrong; only an edit of the request helps. */
    record Refused(Machine machine, List<String> reasons) implements Known {
        public Refused {
            reasons = List.copyOf(reasons);
        }

        Withdrawn withdrawn() {
            return new Withdrawn(machine, Optional.empty());
        }

        @Override
        public Optional<Plan> plan() {
            return Optional.empty();
        }

        @Override
        public Refused with(Revisions revisions) {
            return new Refused(machine.with(revisions), reasons);
        }
    }

    /** It has its spec, its UUID and its place. */
    record Placed(Machine machine, Plan decided, List<String> reasons) implements Known {

        static final String EDITED =
                "the request was edited in Omni after the machine was placed: the machine stays as it is";

        public Placed {
            reasons = List.copyOf(reasons);
        }

        /** The request as it stands now; what was decided stays. */
        Placed edited(Machine newer) {
            var why = reasons.contains(EDITED)
                    ? reasons
                    : Stream.concat(reasons.stream(), Stream.of(EDITED)).toList();
            return new Placed(newer, decided, why);
        }

        Placed heard(Machine newer) {
            return new Placed(newer, decided, reasons);
        }

        Place place() {
            return new Place(
                    decided.placement().getCluster(), decided.placement().getNode());
        }

        Withdrawn withdrawn() {
            return new Withdrawn(machine, plan());
        }

        @Override
        public Optional<Plan> plan() {
            return Optional.of(decided);
        }

        @Override
        public Placed with(Revisions revisions) {
            return new Placed(machine.with(revisions), decided, reasons);
        }
    }

    /** Omni wants it no more. Its place stays taken until its VM is gone. */
    record Withdrawn(Machine machine, Optional<Plan> plan) implements Known {
        @Override
        public Withdrawn with(Revisions revisions) {
            return new Withdrawn(machine.with(revisions), plan);
        }
    }

    /** The tombstone: whatever still comes of this machine is late. */
    record Gone(String requestId, Revisions revisions) implements Evaluation {
        @Override
        public Gone with(Revisions newer) {
            return new Gone(requestId, newer);
        }

        @Override
        public Optional<Reservation> reservation() {
            return Optional.empty();
        }
    }
}
