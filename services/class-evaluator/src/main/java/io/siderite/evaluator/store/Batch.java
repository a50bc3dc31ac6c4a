package io.siderite.evaluator.store;

import io.siderite.evaluator.core.Observation;
import io.siderite.evaluator.core.Round;
import io.siderite.eventing.Event;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** A batch of events, decided and saved in one transaction, under the one lock of placement. */
public final class Batch {

    private final PlacingPolicy policy;
    private final Instant now;
    private final List<Seen> seen = new ArrayList<>();
    private final List<NodeInventory> read = new ArrayList<>();
    private final boolean lookAtAll;

    private record Seen(String requestId, Optional<String> traceparent, Observation observation) {}

    private Batch(List<Event> events, boolean lookAtAll, PlacingPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
        events.forEach(this::sort);
        this.lookAtAll = lookAtAll || !read.isEmpty();
    }

    /** What came in. */
    public static Batch of(List<Event> events, PlacingPolicy policy, Instant now) {
        return new Batch(events, false, policy, now);
    }

    /** Nothing came in, but those that wait look again: time has passed, or the settings are others. */
    public static Batch look(PlacingPolicy policy, Instant now) {
        return new Batch(List.of(), true, policy, now);
    }

    private void sort(Event event) {
        switch (event.data()) {
            case NodeInventory node -> read.add(node);
            case MachineRequested requested ->
                see(
                        event,
                        requested.getRequest().getRequestId(),
                        new Observation.Requested(requested, event.revision()));
            case VmFailed failed -> see(event, failed.getRequestId(), new Observation.Failed(failed, event.revision()));
            case VmDeleted deleted ->
                see(event, deleted.getRequestId(), new Observation.Deleted(deleted, event.revision()));
            default -> {
                // vm.created says what the inventory will; no action of an operator is ours.
            }
        }
    }

    private void see(Event event, String requestId, Observation observation) {
        if (requestId.isEmpty() || !requestId.equals(event.key())) {
            throw new IllegalArgumentException("the %s with key '%s' is of machine '%s'; they must be the same"
                    .formatted(event.topic().name(), event.key(), requestId));
        }
        seen.add(new Seen(requestId, event.traceparent(), observation));
    }

    /** Answers when those that wait are to look again; empty: not before something changes. */
    public Uni<Optional<Instant>> apply(Mutiny.Session session) {
        Set<String> ids = new LinkedHashSet<>();
        seen.forEach(one -> ids.add(one.requestId()));
        return EvaluationStore.lockPlacement(session)
                .chain(() -> InventoryStore.update(session, read))
                .chain(inventory -> EvaluationStore.lock(session, ids)
                        .chain(rows -> EvaluationStore.reservations(session)
                                .chain(taken -> decide(session, rows, World.of(inventory, taken, policy, now)))));
    }

    private Uni<Optional<Instant>> decide(Mutiny.Session session, Map<String, EvaluationRow> rows, World world) {
        Map<String, String> traces = new HashMap<>();
        rows.forEach((id, row) -> row.traceparent().ifPresent(trace -> traces.put(id, trace)));
        Round round = new Round(
                world, rows.values().stream().map(EvaluationRow::evaluation).toList(), now, UUID::randomUUID);
        for (Seen one : seen) {
            if (round.see(one.requestId(), one.observation())) {
                one.traceparent().ifPresent(trace -> traces.put(one.requestId(), trace));
            }
        }
        round.look(lookAtAll);
        List<Event> out = round.said().stream()
                .map(said -> Event.of(
                        said.requestId(),
                        said.revision(),
                        now,
                        Optional.ofNullable(traces.get(said.requestId())),
                        said.event()))
                .toList();
        return EvaluationStore.save(session, rows, round.changed(), traces, out).replaceWith(round.lookAgainAt());
    }
}
