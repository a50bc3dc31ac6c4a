package io.siderite.provisioner.store;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.reconcile.Leases;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** Leases in PostgreSQL, by its clock alone. */
public final class LeaseStore implements Leases {

    private static final String TAKE = """
            insert into lease (cluster, holder, until) values (:cluster, :holder, now() + make_interval(secs => :seconds))
            on conflict (cluster) do update set holder = excluded.holder, until = excluded.until
            where lease.holder = excluded.holder or lease.until < now()""";

    private final Transactions transactions;

    /** Keeps leases through these transactions. */
    public LeaseStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Set<String> renew(Set<String> clusters, String holder, Duration length) {
        return transactions.inTransaction(session -> {
            Uni<Set<String>> held = Uni.createFrom().item(HashSet::new);
            for (String cluster : clusters) {
                held = held.chain(had -> take(session, cluster, holder, length).map(taken -> {
                    if (taken == 1) {
                        had.add(cluster);
                    }
                    return had;
                }));
            }
            return held;
        });
    }

    @Override
    public void release(String holder) {
        var _ = transactions.inTransaction(
                session -> session.createNativeQuery("delete from lease where holder = :holder")
                        .setParameter("holder", holder)
                        .executeUpdate());
    }

    private static Uni<Integer> take(Mutiny.Session session, String cluster, String holder, Duration length) {
        return session.createNativeQuery(TAKE)
                .setParameter("cluster", cluster)
                .setParameter("holder", holder)
                .setParameter("seconds", (double) length.toSeconds())
                .executeUpdate();
    }
}
