package io.siderite.provisioner.store;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.reconcile.Vmids;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;

/** VMIDs in PostgreSQL. One draw at a time in a cluster, so that a burst does not race for the lowest. */
public final class VmidStore implements Vmids {

    private final Transactions transactions;
    private final int from;
    private final int to;

    /**
     * @param from lowest VMID to draw
     * @param to highest VMID to draw
     */
    public VmidStore(Transactions transactions, int from, int to) {
        this.transactions = transactions;
        this.from = from;
        this.to = to;
    }

    @Override
    public OptionalInt draw(String cluster, String requestId, Set<Integer> used) {
        return transactions.inTransaction(session -> oneAtATime(session, cluster)
                .chain(() -> held(session, cluster, requestId))
                .chain(held -> held.isEmpty()
                        ? drawNew(session, cluster, requestId, used)
                        : Uni.createFrom().item(OptionalInt.of(held.getFirst()))));
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

    private Uni<OptionalInt> drawNew(Mutiny.Session session, String cluster, String requestId, Set<Integer> used) {
        return session.createNativeQuery("delete from vmid where cluster = :cluster and rests_until < now()")
                .setParameter("cluster", cluster)
                .executeUpdate()
                .chain(() -> session.createNativeQuery("select vmid from vmid where cluster = :cluster", Integer.class)
                        .setParameter("cluster", cluster)
                        .getResultList())
                .chain(ours -> {
                    Set<Integer> taken = new TreeSet<>(used);
                    taken.addAll(ours);
                    OptionalInt free = IntStream.rangeClosed(from, to)
                            .filter(vmid -> !taken.contains(vmid))
                            .findFirst();
                    return free.isEmpty()
                            ? Uni.createFrom().item(free)
                            : insert(session, cluster, requestId, free.getAsInt())
                                    .replaceWith(free);
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
