package io.siderite.evaluator.store;

import io.siderite.placement.Inventory;
import io.siderite.proto.events.v1.NodeInventory;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;

/** Reads and writes the nodes; every method is part of the caller's transaction. */
public final class InventoryStore {

    private InventoryStore() {}

    /**
     * All nodes as they are now known.
     *
     * @param read nodes read meanwhile, in order; an older reading than the saved one is dropped
     */
    public static Uni<Inventory> update(Mutiny.Session session, Collection<NodeInventory> read) {
        return session.createSelectionQuery("from InventoryRow", InventoryRow.class)
                .getResultList()
                .chain(rows -> write(session, rows, read));
    }

    private static Uni<Inventory> write(
            Mutiny.Session session, List<InventoryRow> rows, Collection<NodeInventory> read) {
        Map<InventoryRow.Key, InventoryRow> known = new HashMap<>();
        rows.forEach(row -> known.put(row.key(), row));
        List<InventoryRow> fresh = new ArrayList<>();
        for (NodeInventory node : read) {
            InventoryRow row = known.get(InventoryRow.keyOf(node));
            if (row == null) {
                InventoryRow first = new InventoryRow(node);
                known.put(first.key(), first);
                fresh.add(first);
            } else if (!InventoryRow.readAt(node).isBefore(row.readAt)) {
                row.set(node);
            }
        }
        return session.persistAll(fresh.toArray())
                .replaceWith(() -> Inventory.of(
                        known.values().stream().map(InventoryRow::read).toList()));
    }
}
