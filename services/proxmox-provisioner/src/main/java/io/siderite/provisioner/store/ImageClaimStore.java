package io.siderite.provisioner.store;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.images.BootImages;
import io.siderite.provisioner.images.ImageClaims;
import io.siderite.provisioner.images.IsoCopy;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Image claims in PostgreSQL, by its clock alone; {@link VmStore} lets them follow their machine's step. */
public final class ImageClaimStore implements ImageClaims {

    private static final String COPY =
            "cluster = :cluster and place = :place and storage = :storage and filename = :filename";
    private static final String LOOK = "select request_id, upid, case when retry_at > now() then failed_by else '' end,"
            + " failure_kind, failure from image_claim where " + COPY;
    private static final String CLAIM = """
            insert into image_claim (cluster, place, storage, filename, request_id)
            values (:cluster, :place, :storage, :filename, :request)
            on conflict (cluster, place, storage, filename) do update
            set request_id = excluded.request_id where image_claim.request_id in ('', excluded.request_id)""";
    private static final String KNOWN = """
            insert into iso (cluster, place, storage, filename) values (:cluster, :place, :storage, :filename)
            on conflict do nothing""";
    private static final String FAILED = "update image_claim set request_id = '', upid = '', failed_by = :request,"
            + " failure_kind = :kind, failure = :why, retry_at = now() + make_interval(secs => :seconds)"
            + " where request_id = :request and " + COPY;

    private final Transactions transactions;

    /** Keeps claims through these transactions. */
    public ImageClaimStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Claim look(IsoCopy image, String requestId) {
        return transactions.inTransaction(session -> at(session.createNativeQuery(LOOK, Object[].class), image)
                .getResultList()
                .map(rows -> rows.isEmpty() ? new Claim.Free() : claim(rows.getFirst(), requestId)));
    }

    @Override
    public boolean claim(IsoCopy image, String requestId) {
        return transactions.inTransaction(session -> at(session.createNativeQuery(CLAIM), image)
                .setParameter("request", requestId)
                .executeUpdate()
                .call(() -> at(session.createNativeQuery(KNOWN), image).executeUpdate())
                .map(claimed -> claimed == 1));
    }

    @Override
    public void failed(IsoCopy image, String requestId, Failure failure) {
        var _ = transactions.inTransaction(session -> at(session.createNativeQuery(FAILED), image)
                .setParameter("request", requestId)
                .setParameter("kind", failure.kind().name())
                .setParameter("why", failure.why())
                .setParameter(
                        "seconds", (double) BootImages.counts(failure.kind()).toSeconds())
                .executeUpdate());
    }

    /** The machine's claim after a decision: it learns its task, ends, or leaves its task to others. */
    static Uni<Void> follow(Mutiny.Session session, String requestId, Vm before, Vm after) {
        if (!before.needsImage()) {
            return Uni.createFrom().voidItem();
        }
        if (after instanceof Vm.Making making && after.mayBringImage()) {
            return execute(
                    session,
                    "update image_claim set upid = :upid where request_id = :request and upid <> :upid",
                    List.of("upid", making.progress().upid(), "request", requestId));
        }
        boolean leaves =
                before instanceof Vm.Making making && making.progress().inTask() && !(after instanceof Vm.Making);
        return leaves
                ? execute(
                        session,
                        "update image_claim set request_id = '' where request_id = :request",
                        List.of("request", requestId))
                : execute(
                        session, "delete from image_claim where request_id = :request", List.of("request", requestId));
    }

    private static Uni<Void> execute(Mutiny.Session session, String sql, List<String> parameters) {
        Mutiny.MutationQuery query = session.createNativeQuery(sql);
        for (int i = 0; i < parameters.size(); i += 2) {
            query.setParameter(parameters.get(i), parameters.get(i + 1));
        }
        return query.executeUpdate().replaceWithVoid();
    }

    private static Claim claim(Object[] row, String requestId) {
        String holder = (String) row[0];
        String upid = (String) row[1];
        String failedBy = (String) row[2];
        if (holder.equals(requestId)) {
            return new Claim.Ours(upid);
        }
        if (!holder.isEmpty()) {
            return new Claim.Others();
        }
        if (!upid.isEmpty()) {
            return new Claim.Left(upid);
        }
        return failedBy.isEmpty() || failedBy.equals(requestId)
                ? new Claim.Free()
                : new Claim.Failed(failedBy, new Failure(Failure.Kind.valueOf((String) row[3]), (String) row[4]));
    }

    static <Q extends Mutiny.AbstractQuery> Q at(Q query, IsoCopy copy) {
        query.setParameter("cluster", copy.cluster());
        query.setParameter("place", copy.place());
        query.setParameter("storage", copy.storage());
        query.setParameter("filename", copy.filename());
        return query;
    }
}
