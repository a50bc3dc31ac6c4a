package io.siderite.provisioner.store;

import static io.siderite.provisioner.store.ImageClaimStore.at;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.images.IsoCopy;
import io.siderite.provisioner.images.IsoRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What we remember of ISOs, in PostgreSQL. */
public final class IsoStore implements IsoRecords {

    // No request of Omni's is called so: its ids are DNS names.
    private static final String REMOVAL = "(removal)";
    private static final String COPY =
            "cluster = :cluster and place = :place and storage = :storage and filename = :filename";
    private static final String REMEMBER = """
            insert into iso (cluster, place, storage, filename, unused_since)
            values (:cluster, :place, :storage, :filename, cast(nullif(:since, '') as timestamptz))
            on conflict (cluster, place, storage, filename) do update set unused_since = excluded.unused_since""";
    // A claim without a machine and without a task is only what is remembered of a failure.
    private static final String RESERVE = """
            insert into image_claim (cluster, place, storage, filename, request_id)
            values (:cluster, :place, :storage, :filename, :request)
            on conflict (cluster, place, storage, filename) do update set request_id = excluded.request_id
            where image_claim.request_id = '' and image_claim.upid = ''""";

    private final Transactions transactions;

    /** Remembers through these transactions. */
    public IsoStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Need> needs() {
        return transactions.inTransaction(session -> session.createSelectionQuery(
                        "from VmRow where allocation is not null and state <> 'Deleted'", VmRow.class)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> VmMapping.read(row).vm().planned())
                        .flatMap(Optional::stream)
                        .map(IsoStore::need)
                        .toList()));
    }

    private static Need need(Plan plan) {
        return new Need(plan.requestId(), plan.cluster(), plan.node(), plan.isoStorage(), plan.image(), plan.uuid());
    }

    @Override
    public Map<IsoCopy, Optional<Instant>> known(String cluster) {
        return transactions.inTransaction(session -> session.createNativeQuery(
                        "select cluster, place, storage, filename,"
                                + " coalesce(cast(extract(epoch from unused_since) * 1000 as bigint), -1)"
                                + " from iso where cluster = :cluster",
                        Object[].class)
                .setParameter("cluster", cluster)
                .getResultList()
                .map(rows -> {
                    Map<IsoCopy, Optional<Instant>> known = new HashMap<>();
                    rows.forEach(row -> known.put(copy(row), since((Long) row[4])));
                    return known;
                }));
    }

    @Override
    public void remember(IsoCopy iso, Optional<Instant> unusedSince) {
        var _ = transactions.inTransaction(session -> at(session.createNativeQuery(REMEMBER), iso)
                .setParameter("since", unusedSince.map(Instant::toString).orElse(""))
                .executeUpdate());
    }

    @Override
    public void forget(IsoCopy iso) {
        var _ = transactions.inTransaction(
                session -> at(session.createNativeQuery("delete from iso where " + COPY), iso)
                        .executeUpdate());
    }

    @Override
    public Set<IsoCopy> claimed(String cluster) {
        return transactions.inTransaction(session -> session.createNativeQuery(
                        "select cluster, place, storage, filename from image_claim where cluster = :cluster"
                                + " and (request_id <> '' or upid <> '')",
                        Object[].class)
                .setParameter("cluster", cluster)
                .getResultList()
                .map(rows -> {
                    Set<IsoCopy> claimed = new HashSet<>();
                    rows.forEach(row -> claimed.add(copy(row)));
                    return claimed;
                }));
    }

    @Override
    public Map<IsoCopy, String> left(String cluster) {
        return transactions.inTransaction(session -> session.createNativeQuery(
                        "select cluster, place, storage, filename, upid from image_claim where cluster = :cluster"
                                + " and request_id = '' and upid <> ''",
                        Object[].class)
                .setParameter("cluster", cluster)
                .getResultList()
                .map(rows -> {
                    Map<IsoCopy, String> left = new HashMap<>();
                    rows.forEach(row -> left.put(copy(row), (String) row[4]));
                    return left;
                }));
    }

    @Override
    public void ended(IsoCopy iso, String upid) {
        var _ = transactions.inTransaction(session -> at(
                        session.createNativeQuery(
                                "delete from image_claim where request_id = '' and upid = :upid and " + COPY),
                        iso)
                .setParameter("upid", upid)
                .executeUpdate());
    }

    @Override
    public boolean reserve(IsoCopy iso) {
        return transactions.inTransaction(session -> at(session.createNativeQuery(RESERVE), iso)
                .setParameter("request", REMOVAL)
                .executeUpdate()
                .map(reserved -> reserved == 1));
    }

    @Override
    public void release(String cluster) {
        var _ = transactions.inTransaction(session -> session.createNativeQuery(
                        "delete from image_claim where cluster = :cluster and request_id = :request")
                .setParameter("cluster", cluster)
                .setParameter("request", REMOVAL)
                .executeUpdate());
    }

    private static IsoCopy copy(Object[] row) {
        return new IsoCopy((String) row[0], (String) row[1], (String) row[2], (String) row[3]);
    }

    private static Optional<Instant> since(long millis) {
        return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
