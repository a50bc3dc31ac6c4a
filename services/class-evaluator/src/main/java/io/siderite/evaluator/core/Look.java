package io.siderite.evaluator.core;

import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.machineclass.ClassParser;
import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.ParseResult;
import io.siderite.placement.Ask;
import io.siderite.placement.Inventory;
import io.siderite.placement.Inventory.Standing;
import io.siderite.placement.LeftOut;
import io.siderite.placement.Placing;
import io.siderite.placement.Spot;
import io.siderite.placement.StandingPlace;
import io.siderite.placement.Verdict;
import io.siderite.placement.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** One look for a place by a machine that waits. */
final class Look {

    /** Free bytes change with every inventory; reasons that differ in numbers alone are told this rarely. */
    private static final Duration REPEAT = Duration.ofMinutes(5);

    private Look() {}

    static Decision of(Waiting waiting, World world, Instant now) {
        return switch (ClassParser.parse(waiting.machine().request().getProviderData())) {
            // The class was right when the machine entered; a newer release may judge otherwise.
            case ParseResult.Refused refused -> Decision.said(Evaluator.refused(waiting.machine(), refused));
            case ParseResult.Parsed parsed -> place(waiting, parsed.machineClass(), world, now);
        };
    }

    private static Decision place(Waiting waiting, MachineClass machineClass, World world, Instant now) {
        var machine = waiting.machine();
        var unread = unread(machine, world);
        if (!unread.isEmpty()) {
            return waits(waiting, unread, now);
        }
        var standing = standing(machine, world.inventory());
        var ask = new Ask(machineClass, machine.request(), machine.uuid());
        var verdict = standing.map(vm -> StandingPlace.of(ask, world, vm))
                .orElseGet(() -> verdict(ask, world, leftOut(machine, now)));
        return switch (verdict) {
            case Verdict.NowhereNow nowhere -> waits(waiting, nowhere.reasons(), now);
            case Verdict.Placed placed -> {
                var uuid = standing.map(vm -> vm.vm().getUuid())
                        .filter(theirs -> !theirs.isEmpty())
                        .orElse(machine.uuid());
                yield Decision.said(waiting.placed(uuid, placed.plan(), placed.reasons()));
            }
        };
    }

    /** Hundreds of one class may wait together: they are looked at once. */
    private static Verdict verdict(Ask ask, World world, LeftOut leftOut) {
        if (!leftOut.equals(LeftOut.NOTHING)) {
            return Placing.place(ask, world, leftOut);
        }
        var known = world.ledger().nowhere(ask);
        if (known.isPresent()) {
            return known.get();
        }
        var verdict = Placing.place(ask, world, leftOut);
        if (verdict instanceof Verdict.NowhereNow nowhere) {
            world.ledger().remember(ask, nowhere);
        }
        return verdict;
    }

    private static Decision waits(Waiting waiting, List<String> reasons, Instant now) {
        boolean quiet = waiting.saidAt()
                .filter(said -> now.isBefore(said.plus(REPEAT))
                        && gist(waiting.reasons()).equals(gist(reasons)))
                .isPresent();
        var still = waiting.still(reasons);
        return quiet ? Decision.quiet(still) : Decision.said(still.said(now));
    }

    private static List<String> gist(List<String> reasons) {
        return reasons.stream()
                .map(reason -> reason.replaceAll("\\d+(\\.\\d+)?", "#"))
                .toList();
    }

    /**
     * Omni knows a UUID of a machine that we never placed: our own records were lost, and its VM may stand in a cluster
     * that is not read yet. A second VM must not be made.
     */
    private static List<String> unread(Machine machine, World world) {
        var inventory = world.inventory();
        if (machine.attempt() > 0 || machine.request().getMachineUuid().isEmpty()) {
            return List.of();
        }
        return inventory.clusters().stream()
                .filter(cluster -> !inventory.complete(cluster))
                .map(cluster -> "its VM may already stand in %s, which is not read completely yet: %s is missing%s"
                        .formatted(
                                cluster,
                                String.join(", ", inventory.missing(cluster)),
                                world.notReadSince(cluster)
                                        .map(since -> "; not read since " + since + ": is it still configured?")
                                        .orElse("")))
                .toList();
    }

    /** The machine's VM where it stands although we never placed it, so that it is found again instead of made twice. */
    private static Optional<Standing> standing(Machine machine, Inventory inventory) {
        return machine.attempt() > 0
                ? Optional.empty()
                : inventory.find(machine.request().getRequestId(), machine.uuid());
    }

    private static LeftOut leftOut(Machine machine, Instant now) {
        var excluded = new HashMap<Spot, String>();
        machine.exclusions().forEach((spot, exclusion) -> {
            if (exclusion.holds(now)) {
                excluded.put(spot, exclusion.reason());
            }
        });
        return new LeftOut(excluded);
    }
}
