package io.siderite.reporter.store;

import io.siderite.eventing.Backoff;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.reporter.core.Desired;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.store.Machines.Loaded;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** The machines about which Omni has to be told something, as rows: claimed, worked on without a transaction, settled. */
public final class Due {

    /** What Omni awaits is watched; this is for what a watch missed. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    private Due() {}

    /**
     * Claims machines that are due, or whose claim has run out.
     *
     * @param instance who claims
     * @param lease after this another may claim them
     */
    public static Uni<List<Machine>> claim(
            Mutiny.Session session, String instance, Instant now, Duration lease, int limit) {
        return session.createSelectionQuery(
                        "from MachineRow where (claimedUntil is null and dueAt <= :now) or claimedUntil <= :now"
                                + " order by dueAt",
                        MachineRow.class)
                .setParameter("now", now)
                .setMaxResults(limit)
                .setLockMode(LockMode.UPGRADE_SKIPLOCKED)
                .getResultList()
                .chain(rows -> {
                    for (MachineRow row : rows) {
                        row.dueAt = null;
                        row.claimedBy = instance;
                        row.claimedUntil = now.plus(lease);
                    }
                    return Machines.load(session, rows);
                })
                .map(loaded -> loaded.values().stream().map(Loaded::machine).toList());
    }

    /** What this instance had claimed when it died is due now. */
    public static Uni<Integer> resume(Mutiny.Session session, String instance, Instant now) {
        return session.createMutationQuery("update MachineRow set claimedUntil = null, claimedBy = null, dueAt = :now"
                        + " where claimedBy = :instance")
                .setParameter("now", now)
                .setParameter("instance", instance)
                .executeUpdate();
    }

    /** Saves what came of a round with Omni, with the events that it means. */
    public static Uni<Void> settle(Mutiny.Session session, String id, Round round, Instant now) {
        return Machines.lock(session, Set.of(id)).chain(loaded -> {
            Loaded machine = loaded.get(id);
            if (machine == null) {
                throw new IllegalStateException("the row of " + id + " is gone; rows are never deleted");
            }
            machine.row.claimedBy = null;
            machine.row.claimedUntil = null;
            return settle(session, machine, round, now);
        });
    }

    /**
     * Omni has news of these machines: they are due, if it is not what they were left with.
     *
     * @param statuses new version of the MachineRequestStatus by request; empty: destroyed
     * @param patches likewise of our ConfigPatchRequest
     */
    public static Uni<Void> noticed(
            Mutiny.Session session, Map<String, String> statuses, Map<String, String> patches, Instant now) {
        Collection<String> ids = new TreeSet<>(statuses.keySet());
        ids.addAll(patches.keySet());
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createSelectionQuery(
                        "from MachineRow where requestId in (:ids) and releasedAt is null and goneAt is null"
                                + " order by requestId",
                        MachineRow.class)
                .setParameter("ids", ids)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList()
                .invoke(rows -> rows.stream()
                        .filter(row -> !row.statusVersion.equals(
                                        statuses.getOrDefault(row.requestId, row.statusVersion))
                                || !row.patchVersion.equals(patches.getOrDefault(row.requestId, row.patchVersion)))
                        .forEach(row -> row.due(now)))
                .replaceWithVoid();
    }

    /**
     * Omni has listed all that is ours: machines of which something is missing in the list are due.
     *
     * @param statuses ids of the MachineRequestStatuses, if those were listed
     * @param patches ids of the ConfigPatchRequests, if those were listed
     */
    public static Uni<Void> listed(
            Mutiny.Session session, Optional<Set<String>> statuses, Optional<Set<String>> patches, Instant now) {
        return session.createSelectionQuery(
                        "from MachineRow where (statusVersion <> '' or patchVersion <> '') and releasedAt is null"
                                + " and goneAt is null order by requestId",
                        MachineRow.class)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList()
                .invoke(rows -> rows.stream()
                        .filter(row -> missing(row.statusVersion, row.requestId, statuses)
                                || missing(row.patchVersion, Desired.patchId(row.requestId), patches))
                        .forEach(row -> row.due(now)))
                .replaceWithVoid();
    }

    private static boolean missing(String version, String id, Optional<Set<String>> listed) {
        return !version.isEmpty() && listed.filter(ids -> !ids.contains(id)).isPresent();
    }

    private static Uni<Void> settle(Mutiny.Session session, Loaded loaded, Round round, Instant now) {
        MachineRow row = loaded.row;
        return switch (round) {
            case Round.Failed failed -> {
                row.failures++;
                row.omniError = failed.why();
                row.due(now.plus(Backoff.STANDARD.after(row.failures)));
                yield Uni.createFrom().voidItem();
            }
            case Round.Settled settled -> {
                worked(row, settled.seen());
                yield Uni.createFrom().voidItem();
            }
            case Round.AwaitsOmni awaits -> {
                worked(row, awaits.seen());
                row.due(now.plus(SLOW));
                yield Uni.createFrom().voidItem();
            }
            case Round.Released _ -> {
                worked(row, Round.Versions.NONE);
                // vm.deleted may have come meanwhile.
                row.due(now);
                loaded.become(loaded.machine().released(now));
                row.revision++;
                yield loaded.save(session).chain(() -> Outbox.append(session, List.of(released(row, now))));
            }
            case Round.Gone _ -> {
                worked(row, Round.Versions.NONE);
                row.dueAt = null;
                loaded.become(loaded.machine().gone(now));
                yield loaded.save(session).chain(() -> Outbox.finish(session, List.of(row.requestId)));
            }
        };
    }

    private static void worked(MachineRow row, Round.Versions seen) {
        row.failures = 0;
        row.omniError = "";
        row.statusVersion = seen.status();
        row.patchVersion = seen.patch();
    }

    private static Event released(MachineRow row, Instant now) {
        return Event.of(
                row.requestId,
                row.revision,
                now,
                Optional.ofNullable(row.traceparent),
                MachineReleased.newBuilder().setRequestId(row.requestId).build());
    }
}
