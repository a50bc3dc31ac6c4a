package io.siderite.evaluator.core;

import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineEvaluated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decisions over many machines that are saved together: each placement is a reservation for the next. First everything is
 * seen, in order; then those that wait look for a place, oldest first.
 */
public final class Round {

    private static final Comparator<Waiting> OLDEST_FIRST = Comparator.comparing(
                    (Waiting waiting) -> waiting.machine().requestedAt())
            .thenComparing(Waiting::requestId);

    private final World world;
    private final Instant now;
    private final Supplier<UUID> uuids;
    private final Map<String, Evaluation> states = new HashMap<>();
    private final Map<String, Evaluation> changed = new LinkedHashMap<>();
    private final Set<String> entered = new HashSet<>();
    private final List<Said> said = new ArrayList<>();
    private boolean freed;

    /** What to publish of a machine, under which of our revisions. */
    public record Said(String requestId, long revision, MachineEvaluated event) {}

    /**
     * @param world as saved; its ledger has what all machines take, and is this round's from here on
     * @param machines as saved: those that something is seen of, and all that wait
     */
    public Round(World world, Collection<? extends Evaluation> machines, Instant now, Supplier<UUID> uuids) {
        this.world = world;
        this.now = now;
        this.uuids = uuids;
        machines.forEach(machine -> states.put(machine.requestId(), machine));
    }

    /** Something is seen of a machine; answers whether that changed its state. */
    public boolean see(String requestId, Observation observation) {
        var before = Optional.ofNullable(states.get(requestId));
        var decision = Evaluator.decide(before, observation, now, uuids);
        if (decision.next().equals(before)) {
            return false;
        }
        var next = decision.next().orElseThrow();
        states.put(requestId, next);
        changed.put(requestId, next);
        reserve(next);
        if (next instanceof Waiting) {
            entered.add(requestId);
        }
        decision.event()
                .map(event -> new Said(requestId, next.revisions().published(), event))
                .ifPresent(said::add);
        return true;
    }

    /**
     * Those that wait look for a place: all of them where a place was freed, else those that began to wait in this round.
     *
     * @param all all of them in any case: the inventory is newer, or a place that was left out may be tried again
     */
    public void look(boolean all) {
        states.values().stream()
                .flatMap(state -> state instanceof Waiting waiting ? Stream.of(waiting) : Stream.empty())
                .filter(waiting -> all || freed || entered.contains(waiting.requestId()))
                .sorted(OLDEST_FIRST)
                .toList()
                .forEach(waiting -> {
                    var _ = see(waiting.requestId(), new Observation.Looked(world));
                });
    }

    /** The machines whose state is another now. */
    public Collection<Evaluation> changed() {
        return List.copyOf(changed.values());
    }

    /** What to publish, in order. */
    public List<Said> said() {
        return List.copyOf(said);
    }

    /** When a place that is left out for one of those that wait may be tried again; empty: none is left out. */
    public Optional<Instant> lookAgainAt() {
        return states.values().stream()
                .flatMap(state -> state instanceof Waiting waiting ? waiting.lookAgainAt(now).stream() : Stream.empty())
                .min(Instant::compareTo);
    }

    private void reserve(Evaluation next) {
        var taken = next.reservation();
        if (taken.isPresent()) {
            world.ledger().take(taken.get());
        } else if (world.ledger().free(next.requestId())) {
            freed = true;
        }
    }
}
