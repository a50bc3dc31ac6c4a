package io.siderite.allocator.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.siderite.allocator.core.Allocation;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes machines and their MACs; every method is part of the caller's transaction. */
final class AllocationStore {

    private AllocationStore() {}

    /** The machines with their leases, locked until the transaction ends; one not heard of before is not among them. */
    static Uni<Map<String, Allocation>> lock(Mutiny.Session session, Collection<String> requestIds) {
        return session.createSelectionQuery(
                        "from AllocationRow where requestId in (:ids) order by requestId", AllocationRow.class)
                .setParameter("ids", requestIds)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(rows -> LeaseStore.of(session, requestIds)
                        .map(leases -> rows.stream()
                                .map(row -> row.machine(leases.getOrDefault(row.requestId, List.of())))
                                .collect(toMap(Allocation::requestId, Function.identity()))));
    }

    /** Notes machines that were not heard of before, so that leases and waits can refer to them. */
    static Uni<Void> insert(Mutiny.Session session, Collection<String> requestIds) {
        return requestIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.persistAll(requestIds.stream()
                                .map(id -> new AllocationRow(Allocation.unknown(id)))
                                .toArray())
                        .chain(session::flush);
    }

    /** Which machines have these MACs: MAC to request ids; an empty id stands for a VM that is not ours. */
    static Uni<Map<String, Set<String>>> owners(Mutiny.Session session, Collection<String> macs) {
        if (macs.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return session.createNativeQuery(
                        "select mac, request_id from mac where mac in (:macs)"
                                + " union all select mac, request_id from seen_mac where mac in (:macs)",
                        Object[].class)
                .setParameter("macs", macs)
                .getResultList()
                .map(rows ->
                        rows.stream().collect(groupingBy(r -> (String) r[0], mapping(r -> (String) r[1], toSet()))));
    }

    /** Writes a machine as it is now, and its MACs; its leases are written where they are taken and given back. */
    static Uni<Void> update(Mutiny.Session session, Allocation before, Allocation machine) {
        if (machine.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> done = session.find(AllocationRow.class, machine.requestId())
                .invoke(row -> row.set(machine))
                .chain(session::flush);
        return machine.macs().equals(before.macs()) ? done : done.chain(() -> saveMacs(session, machine));
    }

    private static Uni<Void> saveMacs(Mutiny.Session session, Allocation machine) {
        Uni<Void> done = Sql.change(
                        session, "delete from mac where request_id = :id", Map.of("id", machine.requestId()))
                .replaceWithVoid();
        for (int i = 0; i < machine.macs().size(); i++) {
            int nic = i;
            done = done.chain(() -> Sql.change(
                            session,
                            "insert into mac (mac, request_id, nic) values (:mac, :id, :nic)",
                            Map.of("mac", machine.macs().get(nic), "id", machine.requestId(), "nic", nic))
                    .replaceWithVoid());
        }
        return done;
    }
}
