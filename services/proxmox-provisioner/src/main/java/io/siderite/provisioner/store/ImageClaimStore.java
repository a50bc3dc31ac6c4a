package io.siderite.provisioner.store;

import io.siderite.eventing.Transactions;
import io.siderite.provisioner.reconcile.ImageClaims;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Image claims in PostgreSQL; {@link VmStore} ends them with their machine's step. */
public final class ImageClaimStore implements ImageClaims {

    private final Transactions transactions;

    /** Keeps claims through these transactions. */
    public ImageClaimStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean busy(String cluster, String place, String storage, String filename, String requestId) {
        return transactions.inTransaction(session -> holder(session, cluster, place, storage, filename)
                .map(holder -> !holder.isEmpty() && !holder.contains(requestId)));
    }

    @Override
    public boolean claim(String cluster, String place, String storage, String filename, String requestId) {
        return transactions.inTransaction(session -> session.createNativeQuery(
                        "insert into image_claim (cluster, place, storage, filename, request_id)"
                                + " values (:cluster, :place, :storage, :filename, :request) on conflict do nothing")
                .setParameter("cluster", cluster)
                .setParameter("place", place)
                .setParameter("storage", storage)
                .setParameter("filename", filename)
                .setParameter("request", requestId)
                .executeUpdate()
                .chain(() -> holder(session, cluster, place, storage, filename))
                .map(holder -> holder.contains(requestId)));
    }

    private static Uni<List<String>> holder(
            Mutiny.Session session, String cluster, String place, String storage, String filename) {
        return session.createNativeQuery(
                        "select request_id from image_claim where cluster = :cluster and place = :place"
                                + " and storage = :storage and filename = :filename",
                        String.class)
                .setParameter("cluster", cluster)
                .setParameter("place", place)
                .setParameter("storage", storage)
                .setParameter("filename", filename)
                .getResultList();
    }
}
