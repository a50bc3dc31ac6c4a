package io.siderite.reporter.store;

import io.siderite.reporter.core.Milestone;
import io.siderite.reporter.store.Machines.Loaded;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** What people ask of the projection. */
public final class Views {

    private Views() {}

    /** A machine whose VM can't be destroyed, and why not. */
    public record Stuck(String requestId, String why) {}

    /**
     * The machines, by request id.
     *
     * @param gone also those that are over
     */
    public static Uni<List<Stored>> machines(Mutiny.Session session, boolean gone) {
        return session.createSelectionQuery(
                        gone ? "from MachineRow" : "from MachineRow where goneAt is null", MachineRow.class)
                .setReadOnly(true)
                .getResultList()
                .chain(rows -> Machines.load(session, rows))
                .map(loaded -> loaded.values().stream()
                        .map(Views::stored)
                        .sorted(Comparator.comparing(s -> s.machine().id()))
                        .toList());
    }

    /** One machine. */
    public static Uni<Optional<Stored>> machine(Mutiny.Session session, String id) {
        return session.createSelectionQuery("from MachineRow where requestId = :id", MachineRow.class)
                .setParameter("id", id)
                .setReadOnly(true)
                .getResultList()
                .chain(rows -> Machines.load(session, rows))
                .map(loaded -> Optional.ofNullable(loaded.get(id)).map(Views::stored));
    }

    /** How many machines are at each stage; without those that are over. */
    public static Uni<Map<Milestone, Long>> countByStage(Mutiny.Session session) {
        return session.createSelectionQuery(
                        "select stage, count(*) from MachineRow where goneAt is null group by stage", Object[].class)
                .getResultList()
                .map(rows -> {
                    Map<Milestone, Long> counts = new EnumMap<>(Milestone.class);
                    rows.forEach(r -> counts.put(Milestone.valueOf((String) r[0]), (Long) r[1]));
                    return counts;
                });
    }

    /** Machines that Omni let go and whose VM can't be destroyed now. */
    public static Uni<List<Stuck>> stuckDeletions(Mutiny.Session session) {
        return session.createSelectionQuery(
                        "from MachineRow where deletionError <> '' and goneAt is null order by requestId",
                        MachineRow.class)
                .setReadOnly(true)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(r -> new Stuck(r.requestId, r.deletionError))
                        .toList());
    }

    private static Stored stored(Loaded loaded) {
        return new Stored(loaded.machine(), Optional.of(loaded.row.omniError).filter(e -> !e.isEmpty()));
    }
}
