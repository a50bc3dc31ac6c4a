package io.siderite.allocator.store;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** Nodes that left their Proxmox cluster: nobody reads their VMs again, so what was seen on them is seen no longer. */
final class GoneNodes {

    private GoneNodes() {}

    /**
     * Forgets everything seen on nodes that the newest reading of the cluster does not name; answers whether an address
     * that somebody might wait for was among it. An older reading that comes late, or again, decides nothing.
     */
    static Uni<Boolean> forget(Mutiny.Session session, String cluster) {
        return Sql.texts(
                        session,
                        "select cluster_nodes from seen_node where cluster = :cluster and read_at ="
                                + " (select max(read_at) from seen_node where cluster = :cluster)",
                        Map.of("cluster", cluster))
                .chain(newest -> {
                    // One row a node of that reading, and of another one in the same second.
                    List<String> members = newest.stream()
                            .flatMap(names -> Stream.of(names.split(" ")))
                            .filter(name -> !name.isEmpty())
                            .toList();
                    // A reading that names no node says nothing of the others.
                    return members.isEmpty() ? Uni.createFrom().item(false) : keep(session, cluster, members);
                });
    }

    private static Uni<Boolean> keep(Mutiny.Session session, String cluster, List<String> members) {
        Map<String, Object> parameters = Map.of("cluster", cluster, "members", members);
        String gone = " where cluster = :cluster and node not in (:members)";
        return Sql.change(session, "delete from seen_address" + gone, parameters)
                .chain(addresses -> Sql.change(session, "delete from seen_mac" + gone, parameters)
                        .chain(() -> Sql.change(session, "delete from seen_node" + gone, parameters))
                        .replaceWith(addresses > 0));
    }
}
