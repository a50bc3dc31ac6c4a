package io.siderite.provisioner.store;

import io.siderite.eventing.Outbox;
import io.siderite.eventing.Transactions;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.reconcile.Machine;
import io.siderite.provisioner.reconcile.Machine.Change;
import io.siderite.provisioner.reconcile.Machines;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The machines in PostgreSQL. What a machine holds beside its row (VMID, image claim) follows its state. */
public final class VmStore implements Machines {

    private static final int WAKEUPS = 500;

    private final Transactions transactions;
    private final Duration rest;
    private final InstantSource clock;

    /**
     * @param rest how long a VMID rests after use
     */
    public VmStore(Transactions transactions, Duration rest, InstantSource clock) {
        this.transactions = transactions;
        this.rest = rest;
        this.clock = clock;
    }

    @Override
    public <T> T change(Set<String> requestIds, Function<Map<String, Machine>, Changes<T>> decide) {
        return transactions.inTransaction(session -> lock(session, requestIds).chain(rows -> {
            Map<String, Machine> machines = rows.values().stream()
                    .map(VmMapping::read)
                    .collect(Collectors.toMap(Machine::requestId, Function.identity()));
            Changes<T> changes = decide.apply(machines);
            Uni<Void> saved = Uni.createFrom().voidItem();
            for (Change change : changes.changes()) {
                Machine before = machines.getOrDefault(
                        change.machine().requestId(),
                        Machine.unknown(change.machine().requestId()));
                saved = saved.chain(() -> save(session, rows, before, change));
            }
            return saved.replaceWith(changes.result());
        }));
    }

    @Override
    public List<Wakeup> wakeups(Set<String> ours, Set<String> configured) {
        return transactions.inTransaction(session -> session.createSelectionQuery(
                        "from VmRow where nextAttemptAt is not null and (cluster in (:ours) or cluster not in"
                                + " (:configured)) order by nextAttemptAt",
                        VmRow.class)
                .setParameter("ours", notEmpty(ours))
                .setParameter("configured", notEmpty(configured))
                .setMaxResults(WAKEUPS)
                .getResultList()
                .map(VmStore::wakeups));
    }

    @Override
    public List<Plan> settled(String cluster, Instant before) {
        return transactions.inTransaction(session -> session.createSelectionQuery(
                        "from VmRow where cluster = :cluster and state = 'Running' and changedAt < :before",
                        VmRow.class)
                .setParameter("cluster", cluster)
                .setParameter("before", before)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> VmMapping.read(row).vm().planned())
                        .flatMap(Optional::stream)
                        .toList()));
    }

    private static List<Wakeup> wakeups(List<VmRow> rows) {
        List<Wakeup> wakeups = new ArrayList<>();
        for (VmRow row : rows) {
            if (row.nextAttemptAt != null) {
                wakeups.add(new Wakeup(row.requestId, row.nextAttemptAt));
            }
        }
        return wakeups;
    }

    private static Uni<Map<String, VmRow>> lock(Mutiny.Session session, Set<String> requestIds) {
        // In one order for all transactions, so that none waits in a circle.
        return session.createSelectionQuery("from VmRow where requestId in (:ids) order by requestId", VmRow.class)
                .setParameter("ids", requestIds)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> {
                    Map<String, VmRow> byId = new HashMap<>();
                    rows.forEach(row -> byId.put(row.requestId, row));
                    return byId;
                });
    }

    private Uni<Void> save(Mutiny.Session session, Map<String, VmRow> rows, Machine before, Change change) {
        Machine after = change.machine();
        VmRow row = rows.get(after.requestId());
        Uni<Void> saved = Uni.createFrom().voidItem();
        if (row == null) {
            VmRow fresh = new VmRow(after.requestId());
            VmMapping.write(fresh, after, clock.instant());
            saved = session.persist(fresh);
        } else {
            VmMapping.write(row, after, clock.instant());
        }
        saved = saved.chain(() -> ImageClaimStore.follow(session, after.requestId(), before.vm(), after.vm()));
        if (before.vm().vmid() != 0 && before.vm().vmid() != after.vm().vmid()) {
            saved = saved.chain(() -> rest(session, after.requestId()));
        }
        saved = saved.chain(() -> Outbox.append(session, change.events()));
        return after.vm() instanceof Vm.Deleted
                ? saved.chain(() -> Outbox.finish(session, List.of(after.requestId())))
                : saved;
    }

    private Uni<Void> rest(Mutiny.Session session, String requestId) {
        return session.createNativeQuery("update vmid set rests_until = now() + make_interval(secs => :seconds)"
                        + " where request_id = :request and rests_until is null")
                .setParameter("seconds", (double) rest.toSeconds())
                .setParameter("request", requestId)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Set<String> notEmpty(Set<String> names) {
        return names.isEmpty() ? Set.of("") : names;
    }
}
