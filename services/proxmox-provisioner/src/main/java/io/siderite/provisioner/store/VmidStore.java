package io.siderite.provisioner.store;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.reconcile.Vmids;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;

/** VMIDs in PostgreSQL. One draw at a time in a cluster, so that a burst does not race for the lowest. */
public final class VmidStore implements Vmids {

    private final Transactions transactions;

    /** Draws in its transactions. */
    public VmidStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Draw draw(String cluster, String requestId, VmidRange range, Set<Integer> used) {
        return transactions.inTransaction(session -> oneAtATime(session, cluster)
                .chain(() -> held(session, cluster, requestId))
                .chain(held -> held.isEmpty()
                        ? drawNew(session, cluster, requestId, range, used)
                        : Uni.createFrom().item(new Draw.Drawn(held.getFirst()))));
    }

    @Override
    public void hold(String cluster, String requestId, int vmid) {
        var _ = transactions.inTransaction(session -> oneAtATime(session, cluster)
                .chain(() -> session.createNativeQuery(
                                "delete from vmid where cluster = :cluster and (request_id = :request and rests_until"
                                        + " is null or vmid = :vmid)")
                        .setParameter("cluster", cluster)
                        .setParameter("request", requestId)
                        .setParameter("vmid", vmid)
                        .executeUpdate())
                .chain(() -> insert(session, cluster, requestId, vmid)));
    }

    private static Uni<Draw> drawNew(
            Mutiny.Session session, String cluster, String requestId, VmidRange range, Set<Integer> used) {
        return session.createNativeQuery("delete from vmid where cluster = :cluster and rests_until < now()")
                .setParameter("cluster", cluster)
                .executeUpdate()
                .chain(() -> ours(session, cluster, range))
                .chain(ours -> {
                    Set<Integer> taken = new HashSet<>(used);
                    taken.addAll(ours.held());
                    taken.addAll(ours.resting().keySet());
                    OptionalInt free = IntStream.rangeClosed(range.from(), range.to())
                            .filter(vmid -> !taken.contains(vmid))
                            .findFirst();
                    return free.isEmpty()
                            ? Uni.createFrom().item(ours)
                            : insert(session, cluster, requestId, free.getAsInt())
                                    .replaceWith(new Draw.Drawn(free.getAsInt()));
                });
    }

    /** Those of the range that are not to be had from us. */
    private static Uni<Draw.Exhausted> ours(Mutiny.Session session, String cluster, VmidRange range) {
        return session.createNativeQuery(
                        "select vmid, rests_until from vmid where cluster = :cluster and vmid between :first and :last",
                        Tuple.class)
                .setParameter("cluster", cluster)
                .setParameter("first", range.from())
                .setParameter("last", range.to())
                .getResultList()
                .map(rows -> {
                    Set<Integer> held = new TreeSet<>();
                    Map<Integer, Instant> resting = new TreeMap<>();
                    for (Tuple row : rows) {
                        OffsetDateTime until = row.get(1, OffsetDateTime.class);
                        if (until == null) {
                            held.add(row.get(0, Integer.class));
                        } else {
                            resting.put(row.get(0, Integer.class), until.toInstant());
                        }
                    }
                    return new Draw.Exhausted(held, resting);
                });
    }

    private static Uni<Integer> insert(Mutiny.Session session, String cluster, String requestId, int vmid) {
        return session.createNativeQuery(
                        "insert into vmid (cluster, vmid, request_id) values (:cluster, :vmid, :request)")
                .setParameter("cluster", cluster)
                .setParameter("vmid", vmid)
                .setParameter("request", requestId)
                .executeUpdate();
    }

    private static Uni<List<Integer>> held(Mutiny.Session session, String cluster, String requestId) {
        return session.createNativeQuery(
                        "select vmid from vmid where cluster = :cluster and request_id = :request and rests_until is"
                                + " null",
                        Integer.class)
                .setParameter("cluster", cluster)
                .setParameter("request", requestId)
                .getResultList();
    }

    private static Uni<Integer> oneAtATime(Mutiny.Session session, String cluster) {
        return session.createNativeQuery(
                        "select 1 from (select pg_advisory_xact_lock(hashtext(:cluster))) as locked", Integer.class)
                .setParameter("cluster", "vmid " + cluster)
                .getSingleResult();
    }
}
