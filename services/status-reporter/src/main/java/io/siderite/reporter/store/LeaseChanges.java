package io.siderite.reporter.store;

import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorRequested;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** What people ask of leases, as events for network-allocator. */
public final class LeaseChanges {

    // They are of no machine; one key keeps them in order.
    private static final String KEY = "leases";

    private LeaseChanges() {}

    /** Who holds an address: a machine, and what of it still exists. */
    public record Holder(String network, String address, String requestId, Optional<String> livingVm) {}

    /** Who holds these addresses (without a prefix); one may be held on several networks. */
    public static Uni<List<Holder>> holders(Mutiny.Session session, List<String> addresses) {
        return session.createNativeQuery(
                        "select l.network, split_part(l.address, '/', 1), l.request_id, coalesce(nullif(m.name, ''),"
                                + " m.request_id, '') from lease l left join machine m on m.request_id = l.request_id and"
                                + " m.gone_at is null where l.until is null and split_part(l.address, '/', 1) in (:addresses)",
                        Object[].class)
                .setParameter("addresses", addresses)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(r -> new Holder(
                                (String) r[0],
                                (String) r[1],
                                (String) r[2],
                                Optional.of((String) r[3]).filter(name -> !name.isEmpty())))
                        .toList());
    }

    /** Asks for it; what is given back has an end in the history. */
    public static Uni<Void> ask(Mutiny.Session session, String action, List<LeaseChange> changes, Instant now) {
        Uni<Void> done = Uni.createFrom().voidItem();
        Map<Boolean, List<LeaseChange>> held = changes.stream()
                .collect(Collectors.partitioningBy(
                        c -> action.equals("lease.release") && !c.getHolder().isEmpty()));
        for (LeaseChange change : held.getOrDefault(true, List.of())) {
            done = done.chain(() -> session.createNativeQuery("update lease set until = :at where until is null and"
                            + " request_id = :id and split_part(address, '/', 1) = :address")
                    .setParameter("at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                    .setParameter("id", change.getHolder())
                    .setParameter("address", change.getAddress())
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return done.chain(() -> session.createNativeQuery("select nextval('operator_revision')", Long.class)
                        .getSingleResult())
                .chain(revision -> Outbox.append(
                        session,
                        List.of(Event.of(
                                KEY,
                                revision,
                                now,
                                Optional.empty(),
                                OperatorRequested.newBuilder()
                                        .setAction(action)
                                        .setBy("api")
                                        .addAllLeases(changes)
                                        .build()))));
    }
}
