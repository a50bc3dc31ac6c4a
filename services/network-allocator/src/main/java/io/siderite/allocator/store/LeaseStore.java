package io.siderite.allocator.store;

import static io.siderite.allocator.store.Sql.inet;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.siderite.allocator.core.Demand;
import io.siderite.allocator.core.Lease;
import io.siderite.allocator.core.Shortage;
import io.siderite.allocator.core.Tenant;
import io.siderite.networks.Address;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Leases, and the quarantine that they go to when they end. Time is the database's, one for all instances. */
final class LeaseStore {

    private static final String TIME = "YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"";

    private LeaseStore() {}

    /** The leases of machines, in order of their NICs. */
    static Uni<Map<String, List<Lease>>> of(Mutiny.Session session, Collection<String> requestIds) {
        return Sql.rows(
                        session,
                        "select request_id, nic, network, host(address), prefix from lease where request_id in (:ids)"
                                + " order by request_id, nic, address",
                        Map.of("ids", requestIds))
                .map(rows -> rows.stream()
                        .collect(groupingBy(
                                r -> (String) r[0],
                                mapping(
                                        r -> new Lease(
                                                ((Number) r[1]).intValue(),
                                                (String) r[2],
                                                Sql.address(r[3]),
                                                ((Number) r[4]).intValue()),
                                        toList()))));
    }

    /** A machine has an address from now on. The table's key is the last word. */
    static Uni<Void> insert(
            Mutiny.Session session, Lease lease, Optional<String> audience, String requestId, String requestSet) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "network", lease.network(),
                "address", lease.address().toString(),
                "prefix", lease.prefix(),
                "id", requestId,
                "set", requestSet,
                "nic", lease.nic()));
        audience.ifPresent(a -> values.put("audience", a));
        return Sql.change(
                        session,
                        "insert into lease (network, address, prefix, audience, request_id, request_set, nic, leased_at)"
                                + " values (:network, " + inet("address") + ", :prefix, "
                                + (audience.isPresent() ? ":audience" : "null") + ", :id, :set, :nic, now())",
                        values)
                .replaceWithVoid();
    }

    /** Ends leases: their addresses rest for so long. */
    static Uni<Void> release(Mutiny.Session session, String requestId, List<Lease> leases, Duration quarantine) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Lease lease : leases) {
            done = done.chain(() -> Sql.change(
                            session,
                            "with ended as (delete from lease where network = :network and address = " + inet("address")
                                    + " and request_id = :id returning network, address, audience, request_id)"
                                    + " insert into quarantine (network, address, audience, request_id, until)"
                                    + " select network, address, audience, request_id,"
                                    + " now() + make_interval(secs => cast(:seconds as double precision)) from ended",
                            Map.of(
                                    "network",
                                    lease.network(),
                                    "address",
                                    lease.address().toString(),
                                    "id",
                                    requestId,
                                    "seconds",
                                    quarantine.toMillis() / 1000.0))
                    .replaceWithVoid());
        }
        return done;
    }

    /** An address is somebody's until it is given back by hand: it rests, without an end. */
    static Uni<Void> reserve(
            Mutiny.Session session, String network, Address address, Optional<String> audience, String holder) {
        Map<String, Object> values =
                new HashMap<>(Map.of("network", network, "address", address.toString(), "holder", holder));
        audience.ifPresent(a -> values.put("audience", a));
        return Sql.change(
                        session,
                        "insert into quarantine (network, address, audience, request_id, until) values (:network, "
                                + inet("address") + ", " + (audience.isPresent() ? ":audience" : "null")
                                + ", :holder, 'infinity')",
                        values)
                .replaceWithVoid();
    }

    /** A reservation by hand ends; its address can be leased at once. */
    static Uni<Void> endReservation(Mutiny.Session session, String network, Address address) {
        return Sql.change(
                        session,
                        "update quarantine set until = now() where until = 'infinity' and network = :network and address = "
                                + inet("address"),
                        Map.of("network", network, "address", address.toString()))
                .replaceWithVoid();
    }

    /** Networks with addresses whose quarantine is over. */
    static Uni<List<String>> networksDue(Mutiny.Session session) {
        return Sql.texts(session, "select distinct network from quarantine where until <= now()", Map.of());
    }

    /** Ends the quarantines that are over, on these networks. */
    static Uni<List<Rested>> endQuarantines(Mutiny.Session session, Collection<String> networks) {
        if (networks.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Sql.rows(
                        session,
                        "delete from quarantine where until <= now() and network in (:networks)"
                                + " returning network, host(address)",
                        Map.of("networks", networks))
                .map(rows -> rows.stream()
                        .map(r -> new Rested((String) r[0], Sql.address(r[1])))
                        .toList());
    }

    /** An address whose quarantine is over. */
    record Rested(String network, Address address) {}

    /** When the next quarantine ends, in milliseconds from now; empty where none is. */
    static Uni<Optional<Long>> nextEnd(Mutiny.Session session) {
        return session.createNativeQuery(
                        "select cast(ceil(extract(epoch from (min(until) - now())) * 1000) as bigint) from quarantine where until <> 'infinity'",
                        Long.class)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /** Who has this very address, or had it a moment ago; empty where nobody has. */
    static Uni<Optional<Tenant>> tenant(Mutiny.Session session, String network, Address address) {
        return Sql.rows(
                        session,
                        "select 'leased', request_id, '' from lease where network = :network and address = "
                                + inet("address")
                                + " union all select case when until = 'infinity' then 'reserved' else 'rests' end, request_id,"
                                + " to_char(until at time zone 'UTC', '" + TIME
                                + "') from quarantine where network = :network and address = " + inet("address"),
                        Map.of("network", network, "address", address.toString()))
                .map(rows -> rows.stream().findFirst().map(LeaseStore::tenant));
    }

    private static Tenant tenant(@Nullable Object[] row) {
        String who = String.valueOf(row[1]);
        return switch (String.valueOf(row[0])) {
            case "leased" -> new Tenant.Leased(who);
            case "reserved" -> new Tenant.Reserved(who);
            default -> new Tenant.Rests(who, String.valueOf(row[2]));
        };
    }

    /** Why nothing is left for a demand, in numbers. */
    static Uni<Shortage> shortage(Mutiny.Session session, Demand demand) {
        Map<String, Object> parameters = Map.of(
                "network", demand.network(),
                "audiences", demand.audiences(),
                "low", demand.span().first().toString(),
                "high", demand.span().last().toString());
        String meant = " where network = :network and audience in (:audiences) and address between " + inet("low")
                + " and " + inet("high");
        return Sql.rows(
                        session,
                        "select (select count(*) from lease" + meant
                                + "), count(*) filter (where until <> 'infinity'), to_char(min(until) filter (where until <>"
                                + " 'infinity') at time zone 'UTC', '" + TIME
                                + "'), count(*) filter (where until = 'infinity') from quarantine"
                                + meant,
                        parameters)
                .chain(counts -> Sql.texts(
                                session,
                                "select request_id from lease" + meant + " order by address limit " + Shortage.named(),
                                parameters)
                        .map(holders -> shortage(demand, counts.getFirst(), holders)));
    }

    private static Shortage shortage(Demand demand, @Nullable Object[] counts, List<String> holders) {
        return new Shortage(
                demand,
                number(counts[0]),
                number(counts[1]),
                Optional.ofNullable(counts[2]).map(String.class::cast),
                number(counts[3]),
                new ArrayList<>(holders));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number n ? n.longValue() : 0;
    }
}
