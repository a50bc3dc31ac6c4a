package io.siderite.allocator.store;

import io.siderite.allocator.core.Demands;
import io.siderite.allocator.core.Lease;
import io.siderite.networks.Networks;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Leases read back from the VMs that have them, where our own memory of them is lost: each VM of ours tells its own. Of two
 * that claim the same address the one with the lower request id has it, always.
 */
final class TakingOver {

    private TakingOver() {}

    private record Claim(String requestId, String requestSet, Lease lease) {}

    /** Takes over what was seen and is nobody's yet. */
    static Uni<Void> seen(Mutiny.Session session, Networks networks) {
        return Sql.rows(
                        session,
                        "select s.request_id, s.nic, s.network, host(s.address), s.prefix, s.request_set from seen_address s"
                                + " where s.request_id <> '' and s.network <> '' and not exists (select 1 from lease l"
                                + " where l.network = s.network and l.address = s.address)"
                                + " and not exists (select 1 from lease l where l.request_id = s.request_id and"
                                + " l.nic = s.nic and family(l.address) = family(s.address))"
                                + " order by s.network, s.address, s.request_id",
                        Map.of())
                .chain(rows -> take(
                        session, networks, rows.stream().map(TakingOver::claim).toList()));
    }

    private static Claim claim(Object[] row) {
        return new Claim(
                (String) row[0], (String) row[5], new Lease((int) row[1], (String) row[2], Sql.address(row[3]), (int)
                        row[4]));
    }

    private static Uni<Void> take(Mutiny.Session session, Networks networks, List<Claim> claims) {
        TreeSet<String> machines =
                new TreeSet<>(claims.stream().map(Claim::requestId).toList());
        TreeSet<String> names = new TreeSet<>();
        claims.stream()
                .map(c -> c.lease().network())
                .filter(n ->
                        networks.find(n).isPresent() || Demands.subnetOfClass(n).isPresent())
                .forEach(names::add);
        Uni<Void> done = known(session, machines).chain(() -> Leasing.lock(session, names));
        for (Claim claim : claims) {
            if (names.contains(claim.lease().network())) {
                done = done.chain(() -> one(session, networks, claim));
            }
        }
        return done;
    }

    private static Uni<Void> known(Mutiny.Session session, TreeSet<String> machines) {
        return machines.isEmpty()
                ? Uni.createFrom().voidItem()
                : AllocationStore.lock(session, machines)
                        .chain(known -> AllocationStore.insert(
                                session,
                                machines.stream()
                                        .filter(id -> !known.containsKey(id))
                                        .toList()));
    }

    private static Uni<Void> one(Mutiny.Session session, Networks networks, Claim claim) {
        Lease lease = claim.lease();
        return Sql.texts(
                        session,
                        "select request_id from lease where network = :network and address = " + Sql.inet("address")
                                + " union all select request_id from lease where request_id = :id and nic = :nic and"
                                + " family(address) = family(" + Sql.inet("address") + ")",
                        Map.of(
                                "network", lease.network(),
                                "address", lease.address().toString(),
                                "id", claim.requestId(),
                                "nic", lease.nic()))
                .chain(taken -> taken.isEmpty()
                        ? PoolStore.carve(session, lease.network(), lease.address())
                                .chain(() -> LeaseStore.insert(
                                        session,
                                        lease,
                                        Demands.audienceOf(lease.network(), lease.address(), networks),
                                        claim.requestId(),
                                        claim.requestSet()))
                        : Uni.createFrom().voidItem());
    }
}
