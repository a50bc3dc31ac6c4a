package io.siderite.allocator.store;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** What MACs Proxmox shows, per node; only differences are written. */
public final class SeenMacStore {

    private SeenMacStore() {}

    /** A node's VMs have these MACs now, in place of what was known of it. */
    public static Uni<Void> replace(Mutiny.Session session, NodeInventory node) {
        Map<SeenMacRow.Key, String> now = new HashMap<>();
        for (VmState vm : node.getVmsList()) {
            for (String mac : vm.getMacsList()) {
                now.put(new SeenMacRow.Key(node.getCluster(), node.getNode(), vm.getVmid(), mac), vm.getRequestId());
            }
        }
        return session.createSelectionQuery(
                        "from SeenMacRow where cluster = :cluster and node = :node", SeenMacRow.class)
                .setParameter("cluster", node.getCluster())
                .setParameter("node", node.getNode())
                .getResultList()
                .chain(rows -> write(session, rows, now));
    }

    private static Uni<Void> write(Mutiny.Session session, List<SeenMacRow> rows, Map<SeenMacRow.Key, String> now) {
        Set<SeenMacRow.Key> known = new HashSet<>();
        List<SeenMacRow> vanished = new ArrayList<>();
        for (SeenMacRow row : rows) {
            String owner = now.get(row.key());
            if (owner == null) {
                vanished.add(row);
            } else {
                row.requestId = owner;
                known.add(row.key());
            }
        }
        Object[] fresh = now.entrySet().stream()
                .filter(e -> !known.contains(e.getKey()))
                .map(e -> new SeenMacRow(e.getKey(), e.getValue()))
                .toArray();
        return session.removeAll(vanished.toArray()).chain(() -> session.persistAll(fresh));
    }
}
