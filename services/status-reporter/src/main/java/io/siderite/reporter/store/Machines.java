package io.siderite.reporter.store;

import io.siderite.eventing.Event;
import io.siderite.reporter.core.Facts;
import io.siderite.reporter.core.Machine;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** Loads machines with their rows locked, and keeps what was heard of them. */
public final class Machines {

    private Machines() {}

    /** A machine with its rows, in a transaction. */
    static final class Loaded {
        final MachineRow row;
        private final Map<Facts.Key, SaidRow> said;
        private Machine machine;

        Loaded(MachineRow row, List<SaidRow> said) {
            this.row = row;
            this.said = said.stream().collect(Collectors.toMap(SaidRow::key, Function.identity()));
            this.machine = new Machine(row.requestId, Facts.of(said.stream().map(SaidRow::said)), row.timeline());
        }

        Machine machine() {
            return machine;
        }

        /** Another state of the machine, to be saved by {@link #save}; answers whether it is another. */
        boolean become(Machine next) {
            boolean changed = !next.equals(machine);
            machine = next;
            return changed;
        }

        Uni<Void> save(Mutiny.Session session) {
            row.show(machine);
            Uni<Void> saved = Uni.createFrom().voidItem();
            for (var entry : machine.facts().last().entrySet()) {
                SaidRow known = said.get(entry.getKey());
                if (known == null) {
                    SaidRow fresh = new SaidRow(row.requestId, entry.getKey(), entry.getValue());
                    saved = saved.chain(() -> session.persist(fresh));
                } else {
                    known.take(entry.getValue());
                }
            }
            List<String> forgotten = said.keySet().stream()
                    .filter(key -> !machine.facts().last().containsKey(key))
                    .map(key -> key.type() + "/" + key.detail())
                    .toList();
            return forgotten.isEmpty() ? saved : saved.chain(() -> forget(session, forgotten));
        }

        // One statement, after a flush of our own: row by row, flushed by the next statement, was seen to hang for
        // good.
        private Uni<Void> forget(Mutiny.Session session, List<String> keys) {
            return session.flush()
                    .chain(() -> session.createMutationQuery(
                                    "delete from SaidRow where requestId = :id and concat(type, '/', detail) in (:keys)")
                            .setParameter("id", row.requestId)
                            .setParameter("keys", keys)
                            .executeUpdate())
                    .replaceWithVoid();
        }
    }

    /** Applies events about machines; those that change one make it due. */
    static Uni<Void> hear(Mutiny.Session session, List<Event> events, Instant now) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // Sorted, so that two instances lock rows in the same order.
        Map<String, List<Event>> byMachine =
                events.stream().collect(Collectors.groupingBy(Event::key, TreeMap::new, Collectors.toList()));
        return lock(session, byMachine.keySet())
                .chain(loaded -> addMissing(session, byMachine.keySet(), loaded))
                .chain(loaded -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (var entry : byMachine.entrySet()) {
                        Loaded machine = Objects.requireNonNull(loaded.get(entry.getKey()));
                        done = done.chain(() -> hear(session, machine, entry.getValue(), now));
                    }
                    return done;
                });
    }

    /** Loads and locks the machines that there are. */
    static Uni<Map<String, Loaded>> lock(Mutiny.Session session, Collection<String> ids) {
        return session.createSelectionQuery(
                        "from MachineRow where requestId in (:ids) order by requestId", MachineRow.class)
                .setParameter("ids", ids)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(rows -> load(session, rows));
    }

    /** The machines of these rows. */
    static Uni<Map<String, Loaded>> load(Mutiny.Session session, List<MachineRow> rows) {
        List<String> ids = rows.stream().map(r -> r.requestId).toList();
        if (ids.isEmpty()) {
            return Uni.createFrom().item(new HashMap<>());
        }
        return session.createSelectionQuery("from SaidRow where requestId in (:ids)", SaidRow.class)
                .setParameter("ids", ids)
                .getResultList()
                .map(said -> {
                    Map<String, List<SaidRow>> byMachine =
                            said.stream().collect(Collectors.groupingBy(s -> s.requestId));
                    Map<String, Loaded> loaded = new HashMap<>();
                    rows.forEach(row -> loaded.put(
                            row.requestId, new Loaded(row, byMachine.getOrDefault(row.requestId, List.of()))));
                    return loaded;
                });
    }

    private static Uni<Map<String, Loaded>> addMissing(
            Mutiny.Session session, Collection<String> ids, Map<String, Loaded> loaded) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String id : ids) {
            if (!loaded.containsKey(id)) {
                MachineRow row = new MachineRow(id);
                loaded.put(id, new Loaded(row, List.of()));
                done = done.chain(() -> session.persist(row));
            }
        }
        return done.replaceWith(loaded);
    }

    private static Uni<Void> hear(Mutiny.Session session, Loaded loaded, List<Event> events, Instant now) {
        Machine machine = loaded.machine();
        for (Event event : events) {
            machine = machine.hear(event.revision(), event.time(), event.data());
            event.traceparent().ifPresent(t -> loaded.row.traceparent = t);
        }
        if (!loaded.become(machine)) {
            return Uni.createFrom().voidItem();
        }
        loaded.row.due(now);
        return loaded.save(session);
    }
}
