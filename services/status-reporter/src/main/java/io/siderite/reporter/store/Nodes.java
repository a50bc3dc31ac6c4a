package io.siderite.reporter.store;

import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.NodeInventory;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.hibernate.LockMode;
import org.hibernate.reactive.mutiny.Mutiny;

/** The last inventory of each Proxmox node. */
public final class Nodes {

    private Nodes() {}

    /** Keeps the newest of these inventories. */
    static Uni<Void> hear(Mutiny.Session session, List<Event> events) {
        Map<String, Event> newest = new TreeMap<>();
        events.forEach(e -> newest.merge(e.key(), e, (a, b) -> a.revision() >= b.revision() ? a : b));
        if (newest.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createSelectionQuery("from NodeRow where key in (:keys) order by key", NodeRow.class)
                .setParameter("keys", newest.keySet())
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getResultList()
                .chain(rows -> {
                    Map<String, NodeRow> known = new HashMap<>();
                    rows.forEach(r -> known.put(r.key, r));
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (Event event : newest.values()) {
                        if (known.containsKey(event.key())) {
                            Objects.requireNonNull(known.get(event.key())).take(event, (NodeInventory) event.data());
                        } else {
                            NodeRow row = new NodeRow(event, (NodeInventory) event.data());
                            done = done.chain(() -> session.persist(row));
                        }
                    }
                    return done;
                });
    }

    /** All that were announced, by cluster and name. */
    public static Uni<List<NodeInventory>> all(Mutiny.Session session) {
        return session.createSelectionQuery("from NodeRow order by cluster, node", NodeRow.class)
                .setReadOnly(true)
                .getResultList()
                .map(rows -> rows.stream().map(NodeRow::inventory).toList());
    }
}
