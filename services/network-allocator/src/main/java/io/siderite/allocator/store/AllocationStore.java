package io.siderite.allocator.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.siderite.allocator.core.Allocation;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes machines and their MACs; every method is part of the caller's transaction. */
public final class AllocationStore {

    private AllocationStore() {}

    /** The machines, locked until the transaction ends; one not heard of before is not among them. */
    public static Uni<Map<String, Allocation>> lock(Mutiny.Session session, Collection<String> requestIds) {
        return session.createSelectionQuery(
                        "from AllocationRow where requestId in (:ids) order by requestId", AllocationRow.class)
                .setParameter("ids", requestIds)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(AllocationRow::machine)
                        .collect(toMap(Allocation::requestId, Function.identity())));
    }

    /** Which machines have these MACs: MAC to request ids; an empty id stands for a VM that is not ours. */
    public static Uni<Map<String, Set<String>>> owners(Mutiny.Session session, Collection<String> macs) {
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

    /** Writes machines as they are now, and the events that tell of it. */
    public static Uni<Void> save(
            Mutiny.Session session, Map<String, Allocation> before, Collection<Allocation> after, List<Event> events) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Allocation machine : after) {
            Allocation was = before.get(machine.requestId());
            if (!machine.equals(was)) {
                done = done.chain(() -> was == null ? insert(session, machine) : update(session, machine));
                if (!machine.macs().equals(was == null ? List.of() : was.macs())) {
                    done = done.chain(() -> saveMacs(session, machine));
                }
            }
        }
        List<String> over = after.stream()
                .filter(m -> m.stage() == Allocation.Stage.GONE)
                .map(Allocation::requestId)
                .toList();
        return done.chain(() -> Outbox.append(session, events)).chain(() -> Outbox.finish(session, over));
    }

    private static Uni<Void> insert(Mutiny.Session session, Allocation machine) {
        return session.persist(new AllocationRow(machine));
    }

    private static Uni<Void> update(Mutiny.Session session, Allocation machine) {
        return session.find(AllocationRow.class, machine.requestId())
                .invoke(row -> row.set(machine))
                .replaceWithVoid();
    }

    private static Uni<Void> saveMacs(Mutiny.Session session, Allocation machine) {
        Uni<Void> done = session.flush()
                .chain(() -> session.createNativeQuery("delete from mac where request_id = :id")
                        .setParameter("id", machine.requestId())
                        .executeUpdate())
                .replaceWithVoid();
        for (int i = 0; i < machine.macs().size(); i++) {
            int nic = i;
            done = done.chain(
                    () -> session.createNativeQuery("insert into mac (mac, request_id, nic) values (:mac, :id, :nic)")
                            .setParameter("mac", machine.macs().get(nic))
                            .setParameter("id", machine.requestId())
                            .setParameter("nic", nic)
                            .executeUpdate()
                            .replaceWithVoid());
        }
        return done;
    }
}
