package io.siderite.evaluator.core;

import io.siderite.evaluator.core.Evaluation.Gone;
import io.siderite.evaluator.core.Evaluation.Known;
import io.siderite.evaluator.core.Evaluation.Placed;
import io.siderite.evaluator.core.Evaluation.Refused;
import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.evaluator.core.Evaluation.Withdrawn;
import io.siderite.machineclass.ClassParser;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.Problem;
import io.siderite.placement.Spot;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Decides what becomes of a machine when something is seen of it. */
public final class Evaluator {

    private Evaluator() {}

    /**
     * The next state and what to publish.
     *
     * @param state as saved; empty: the machine is not known
     * @param uuids draws an SMBIOS UUID; asked once in a machine's life, and only where Omni has none for it
     */
    public static Decision decide(
            Optional<Evaluation> state, Observation observation, Instant now, Supplier<UUID> uuids) {
        return switch (observation) {
            case Observation.Requested requested -> requested(state, requested, uuids);
            case Observation.Looked looked -> looked(state, looked.world(), now);
            case Observation.Failed failed -> failed(state, failed, now);
            case Observation.Deleted deleted -> deleted(state, deleted);
        };
    }

    private static Decision requested(
            Optional<Evaluation> state, Observation.Requested observation, Supplier<UUID> uuids) {
        if (state.isEmpty()) {
            return first(observation, uuids);
        }
        var known = state.get();
        if (observation.revision() <= known.revisions().requested()) {
            return Decision.quiet(state);
        }
        var heard = known.with(known.revisions().requested(observation.revision()));
        return observation.event().getWithdrawn()
                ? withdrawn(heard)
                : edited(heard, observation.event().getRequest());
    }

    private static Decision first(Observation.Requested observation, Supplier<UUID> uuids) {
        var event = observation.event();
        var theirs = event.getRequest().getMachineUuid();
        var uuid = theirs.isEmpty() ? uuids.get().toString() : theirs;
        var machine = new Machine(
                event.getRequest(),
                requestedAt(event),
                uuid.toLowerCase(Locale.ROOT),
                0,
                Map.of(),
                Revisions.NONE.requested(observation.revision()));
        // Withdrawn before we ever heard of it: that, too, goes down the road.
        return event.getWithdrawn() ? Decision.said(new Withdrawn(machine, Optional.empty())) : entered(machine);
    }

    /** A machine whose class is to be read: it waits for a place, or is refused at once. */
    private static Decision entered(Machine machine) {
        return switch (ClassParser.parse(machine.request().getProviderData())) {
            case ParseResult.Parsed _ -> Decision.quiet(Waiting.of(machine));
            case ParseResult.Refused refused -> Decision.said(refused(machine, refused));
        };
    }

    static Refused refused(Machine machine, ParseResult.Refused refused) {
        return new Refused(
                machine, refused.problems().stream().map(Problem::text).toList());
    }

    private static Decision withdrawn(Evaluation state) {
        return switch (state) {
            case Waiting waiting -> Decision.said(waiting.withdrawn());
            case Refused refused -> Decision.said(refused.withdrawn());
            case Placed placed -> Decision.said(placed.withdrawn());
            case Withdrawn withdrawn -> Decision.quiet(withdrawn);
            case Gone gone -> Decision.quiet(gone);
        };
    }

    private static Decision edited(Evaluation state, MachineRequest request) {
        return switch (state) {
            case Waiting waiting -> reentered(waiting, request);
            case Refused refused -> reentered(refused, request);
            case Placed placed -> {
                var machine = placed.machine().edited(request);
                yield placed.machine().differs(request)
                        ? Decision.said(placed.edited(machine))
                        : Decision.quiet(placed.heard(machine));
            }
            // A withdrawal is for good; what Omni says afterwards is an echo.
            case Withdrawn withdrawn -> Decision.quiet(withdrawn);
            case Gone gone -> Decision.quiet(gone);
        };
    }

    /** Only what asks for something else is evaluated again: Omni counts a finalizer as a revision, too. */
    private static Decision reentered(Known state, MachineRequest request) {
        return state.machine().request().equals(request)
                ? Decision.quiet(state)
                : entered(state.machine().edited(request));
    }

    private static Decision looked(Optional<Evaluation> state, World world, Instant now) {
        return state.isPresent() && state.get() instanceof Waiting waiting
                ? Look.of(waiting, world, now)
                : Decision.quiet(state);
    }

    private static Decision failed(Optional<Evaluation> state, Observation.Failed observation, Instant now) {
        if (state.isEmpty() || observation.revision() <= state.get().revisions().provisioned()) {
            return Decision.quiet(state);
        }
        var heard = state.get().with(state.get().revisions().provisioned(observation.revision()));
        var event = observation.event();
        // A failure of an earlier attempt says nothing of the present place.
        return heard instanceof Placed placed
                        && event.getPlaceAnew()
                        && event.getAttempt() == placed.machine().attempt()
                ? entered(
                        placed.machine().excluding(new Spot(placed.place(), event.getStorage()), now, event.getError()))
                : Decision.quiet(heard);
    }

    private static Decision deleted(Optional<Evaluation> state, Observation.Deleted observation) {
        if (state.isEmpty()) {
            // Its request comes later, if at all, and must find the tombstone.
            return Decision.quiet(
                    new Gone(observation.event().getRequestId(), Revisions.NONE.provisioned(observation.revision())));
        }
        var known = state.get();
        if (observation.revision() <= known.revisions().provisioned()) {
            return Decision.quiet(state);
        }
        var heard = known.with(known.revisions().provisioned(observation.revision()));
        return switch (heard) {
            case Known machine -> Decision.quiet(machine.gone());
            case Gone gone -> Decision.quiet(gone);
        };
    }

    private static Instant requestedAt(MachineRequested event) {
        return Instant.ofEpochSecond(
                event.getRequestedAt().getSeconds(), event.getRequestedAt().getNanos());
    }
}
