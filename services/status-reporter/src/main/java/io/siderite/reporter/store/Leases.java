package io.siderite.reporter.store;

import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.VmDeleted;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Who has which address, and who had it when. */
public final class Leases {

    // A record that comes late tells nothing: not after a newer one, and not after the VM is gone. One that is told
    // again
    // does not take back what ended meanwhile.
    private static final String TELL = """
            insert into lease (request_id, request_set, nic, network, address, mac, since, revision)
            select :id, :set, :nic, :network, :address, :mac, :at, :revision
            where not exists (select 1 from lease l where l.request_id = :id and l.revision > :revision)
              and not exists (select 1 from said s where s.request_id = :id and s.type = :deleted)
            on conflict (request_id, nic, address) do update set revision = excluded.revision, until = null
            where lease.revision < excluded.revision""";

    private static final String COLUMNS = "select request_id, request_set, nic, network, address, mac,"
            + " cast(extract(epoch from since) * 1000 as bigint), cast(extract(epoch from until) * 1000 as bigint)"
            + " from lease";

    private Leases() {}

    /**
     * A machine's address.
     *
     * @param nic 0 is net0
     * @param address CIDR notation
     * @param until empty: it has it still
     */
    public record Lease(
            String requestId,
            String requestSet,
            int nic,
            String network,
            String address,
            String mac,
            Instant since,
            Optional<Instant> until) {}

    /** Applies events, after the machines they are of have heard them. */
    static Uni<Void> hear(Mutiny.Session session, List<Event> events) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Event event : events) {
            switch (event.data()) {
                case NetworkAllocated told
                when told.getVerdict() == NetworkAllocated.Verdict.ALLOCATED ->
                    done = done.chain(() -> allocated(session, event, told));
                case VmDeleted _ -> done = done.chain(() -> end(session, event, Long.MAX_VALUE));
                default -> {
                    // tells nothing of addresses
                }
            }
        }
        return done;
    }

    /** The leases that are held, by network and address; of one network, if that is named. */
    public static Uni<List<Lease>> held(Mutiny.Session session, Optional<String> network) {
        var query = session.createNativeQuery(
                COLUMNS + " where until is null" + (network.isPresent() ? " and network = :network" : "")
                        + " order by network, cast(split_part(address, '/', 1) as inet)",
                Object[].class);
        network.ifPresent(name -> query.setParameter("network", name));
        return query.getResultList()
                .map(rows -> rows.stream().map(Leases::lease).toList());
    }

    /** Everybody who ever had an address (without a prefix), the first one first. */
    public static Uni<List<Lease>> history(Mutiny.Session session, String address) {
        return session.createNativeQuery(
                        COLUMNS + " where split_part(address, '/', 1) = :address order by since, request_id",
                        Object[].class)
                .setParameter("address", address)
                .getResultList()
                .map(rows -> rows.stream().map(Leases::lease).toList());
    }

    private static Uni<Void> allocated(Mutiny.Session session, Event event, NetworkAllocated told) {
        Uni<Void> done = session.flush();
        for (int i = 0; i < told.getNicsCount(); i++) {
            Nic nic = told.getNics(i);
            int index = i;
            for (String address : nic.getAddressesList()) {
                done = done.chain(() -> tell(
                        session,
                        Map.of(
                                "id", event.key(),
                                "set", told.getRequest().getRequestSet(),
                                "nic", index,
                                "network", nic.getNetwork(),
                                "address", address,
                                "mac", nic.getMac(),
                                "at", at(event),
                                "revision", event.revision(),
                                "deleted", VmDeleted.getDescriptor().getFullName())));
            }
        }
        return done.chain(() -> end(session, event, event.revision()));
    }

    private static Uni<Void> tell(Mutiny.Session session, Map<String, Object> parameters) {
        var query = session.createNativeQuery(TELL);
        parameters.forEach(query::setParameter);
        return query.executeUpdate().replaceWithVoid();
    }

    /** Ends what the machine has and what no record from this revision on tells. */
    private static Uni<Void> end(Mutiny.Session session, Event event, long revision) {
        return session.flush()
                .chain(() -> session.createNativeQuery(
                                "update lease set until = :at where request_id = :id and until is"
                                        + " null and revision < :revision")
                        .setParameter("at", at(event))
                        .setParameter("id", event.key())
                        .setParameter("revision", revision)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** A machine's address was given back by hand. */
    static Uni<Void> released(Mutiny.Session session, Event event, LeaseChange change) {
        return session.createNativeQuery(
                        "update lease set until = :at where until is null and request_id = :id and network ="
                                + " :network and split_part(address, '/', 1) = :address")
                .setParameter("at", at(event))
                .setParameter("id", change.getHolder())
                .setParameter("network", change.getNetwork())
                .setParameter("address", change.getAddress())
                .executeUpdate()
                .replaceWithVoid();
    }

    private static OffsetDateTime at(Event event) {
        return OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC);
    }

    private static Lease lease(@Nullable Object[] row) {
        return new Lease(
                text(row[0]),
                text(row[1]),
                row[2] instanceof Number nic ? nic.intValue() : 0,
                text(row[3]),
                text(row[4]),
                text(row[5]),
                instant(row[6]).orElse(Instant.EPOCH),
                instant(row[7]));
    }

    private static String text(@Nullable Object column) {
        return String.valueOf(column);
    }

    private static Optional<Instant> instant(@Nullable Object column) {
        return column instanceof Number millis
                ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                : Optional.empty();
    }
}
