package io.siderite.evaluator.store;

import static java.util.stream.Collectors.toMap;

import io.siderite.evaluator.core.Evaluation;
import io.siderite.evaluator.core.Evaluation.Gone;
import io.siderite.evaluator.store.EvaluationRow.State;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.placement.Reservation;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes machines; every method is part of the caller's transaction. */
public final class EvaluationStore {

    private static final String ONE_AT_A_TIME =
            "select 1 from pg_advisory_xact_lock(hashtext(current_schema() || '.placement'))";

    private EvaluationStore() {}

    /** Waits until no other instance decides places; from here to the end of the transaction, none does. */
    public static Uni<Void> lockPlacement(Mutiny.Session session) {
        return session.createNativeQuery(ONE_AT_A_TIME, Integer.class)
                .getSingleResult()
                .replaceWithVoid();
    }

    /** These machines and all that wait, locked, by id; one not heard of before is not among them. */
    public static Uni<Map<String, EvaluationRow>> lock(Mutiny.Session session, Collection<String> requestIds) {
        return session.createSelectionQuery(
                        "from EvaluationRow where requestId in (:ids) or state = :waiting order by requestId",
                        EvaluationRow.class)
                .setParameter("ids", requestIds)
                .setParameter("waiting", State.WAITING)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> rows.stream().collect(toMap(EvaluationRow::requestId, Function.identity())));
    }

    /** What every machine that has a place takes of it. */
    public static Uni<List<Reservation>> reservations(Mutiny.Session session) {
        return session.createSelectionQuery(
                        "from EvaluationRow where state in (:placed, :withdrawn) and node is not null",
                        EvaluationRow.class)
                .setParameter("placed", State.PLACED)
                .setParameter("withdrawn", State.WITHDRAWN)
                .getResultList()
                .map(rows -> rows.stream()
                        .flatMap(row -> row.evaluation().reservation().stream())
                        .toList());
    }

    /**
     * Writes machines as they are now, and the events that tell of it.
     *
     * @param rows as {@link #lock} answered them
     * @param traces request id to the trace context to keep
     */
    public static Uni<Void> save(
            Mutiny.Session session,
            Map<String, EvaluationRow> rows,
            Collection<Evaluation> changed,
            Map<String, String> traces,
            List<Event> events) {
        List<EvaluationRow> fresh = new ArrayList<>();
        for (Evaluation machine : changed) {
            EvaluationRow row = rows.get(machine.requestId());
            if (row == null) {
                row = new EvaluationRow(machine.requestId());
                fresh.add(row);
            }
            row.set(machine, Optional.ofNullable(traces.get(machine.requestId())));
        }
        List<String> over = changed.stream()
                .filter(Gone.class::isInstance)
                .map(Evaluation::requestId)
                .toList();
        return session.persistAll(fresh.toArray())
                .chain(() -> Outbox.append(session, events))
                .chain(() -> Outbox.finish(session, over));
    }
}
