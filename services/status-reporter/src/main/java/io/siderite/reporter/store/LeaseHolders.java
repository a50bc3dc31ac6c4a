package io.siderite.reporter.store;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which machines have an address, and what of them still exists. */
public final class LeaseHolders {

    private LeaseHolders() {}

    /**
     * A machine that has an address.
     *
     * @param livingVm the VM's name, or the request's where that is not known yet; empty: it is gone
     */
    public record Holder(String network, String address, String requestId, Optional<String> livingVm) {}

    /** Who has this address (without a prefix), on any network. */
    public static Uni<List<Holder>> of(Mutiny.Session session, String address) {
        return session.createNativeQuery(
                        "select l.network, split_part(l.address, '/', 1), l.request_id, coalesce(nullif(m.name, ''),"
                                + " m.request_id, '') from lease l left join machine m on m.request_id = l.request_id and"
                                + " m.gone_at is null where l.until is null and split_part(l.address, '/', 1) = :address",
                        Object[].class)
                .setParameter("address", address)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(r -> new Holder(
                                (String) r[0],
                                (String) r[1],
                                (String) r[2],
                                Optional.of((String) r[3]).filter(name -> !name.isEmpty())))
                        .toList());
    }
}
