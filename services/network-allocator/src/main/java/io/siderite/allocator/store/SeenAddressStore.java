package io.siderite.allocator.store;

import static io.siderite.allocator.store.Sql.inet;

import io.siderite.networks.Address;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proto.events.v1.VmState;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** What static addresses Proxmox shows, per node; only differences are written. */
final class SeenAddressStore {

    private SeenAddressStore() {}

    /** An address on a VM's NIC, and whose it is. */
    record Seen(
            int vmid,
            int nic,
            Address address,
            int prefix,
            String network,
            String bridge,
            int vlan,
            String requestId,
            String requestSet) {}

    /** A node's VMs have these addresses now; answers whether one that somebody might wait for is no longer in use. */
    static Uni<Boolean> replace(Mutiny.Session session, NodeInventory node) {
        Map<String, Object> place = Map.of("cluster", node.getCluster(), "node", node.getNode());
        Set<Seen> now = new HashSet<>(addresses(node));
        return Sql.rows(
                        session,
                        "select vmid, nic, host(address), prefix, network, bridge, vlan, request_id, request_set from seen_address"
                                + " where cluster = :cluster and node = :node",
                        place)
                .map(rows -> rows.stream().map(SeenAddressStore::seen).toList())
                .chain(before -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (Seen seen : before) {
                        if (!now.contains(seen)) {
                            done = done.chain(() -> delete(session, place, seen));
                        }
                    }
                    for (Seen seen : now) {
                        if (!before.contains(seen)) {
                            done = done.chain(() -> insert(session, place, seen));
                        }
                    }
                    boolean vanished = before.stream().anyMatch(seen -> !now.contains(seen));
                    return done.chain(() -> note(session, node))
                            .chain(() -> GoneNodes.forget(session, node.getCluster()))
                            .map(gone -> vanished || gone);
                });
    }

    /** The static addresses of a node's VMs. */
    static List<Seen> addresses(NodeInventory node) {
        return node.getVmsList().stream()
                .flatMap(vm -> vm.getAddressesList().stream().flatMap(a -> seen(vm, a)))
                .toList();
    }

    private static Stream<Seen> seen(VmState vm, VmAddress address) {
        String[] parts = address.getAddress().split("/", -1);
        return Address.parse(parts[0]).stream()
                .map(parsed -> new Seen(
                        vm.getVmid(),
                        address.getNic(),
                        parsed,
                        parts.length == 2 && parts[1].matches("\\d{1,3}")
                                ? Integer.parseInt(parts[1])
                                : parsed.family().bits(),
                        address.getNetwork(),
                        address.getBridge(),
                        address.getVlan(),
                        vm.getRequestId(),
                        vm.getRequestSet()));
    }

    private static Seen seen(Object[] row) {
        return new Seen(
                (int) row[0],
                (int) row[1],
                Sql.address(row[2]),
                (int) row[3],
                (String) row[4],
                (String) row[5],
                (int) row[6],
                (String) row[7],
                (String) row[8]);
    }

    private static Uni<Void> delete(Mutiny.Session session, Map<String, Object> place, Seen seen) {
        Map<String, Object> parameters = new HashMap<>(place);
        parameters.putAll(Map.of(
                "vmid",
                seen.vmid(),
                "nic",
                seen.nic(),
                "address",
                seen.address().toString()));
        return Sql.change(
                        session,
                        "delete from seen_address where cluster = :cluster and node = :node and vmid = :vmid and nic = :nic"
                                + " and address = " + inet("address"),
                        parameters)
                .replaceWithVoid();
    }

    private static Uni<Void> insert(Mutiny.Session session, Map<String, Object> place, Seen seen) {
        Map<String, Object> parameters = new HashMap<>(place);
        parameters.putAll(Map.of(
                "vmid", seen.vmid(),
                "nic", seen.nic(),
                "address", seen.address().toString(),
                "prefix", seen.prefix(),
                "network", seen.network(),
                "bridge", seen.bridge(),
                "vlan", seen.vlan(),
                "request", seen.requestId()));
        parameters.put("set", seen.requestSet());
        return Sql.change(
                        session,
                        "insert into seen_address (cluster, node, vmid, nic, address, prefix, network, bridge, vlan,"
                                + " request_id, request_set) values (:cluster, :node, :vmid, :nic, " + inet("address")
                                + ", :prefix, :network, :bridge, :vlan, :request, :set) on conflict do nothing",
                        parameters)
                .replaceWithVoid();
    }

    private static Uni<Void> note(Mutiny.Session session, NodeInventory node) {
        // A VM of ours whose configuration was not read yet may have any address.
        boolean complete = node.getVmsList().stream()
                .noneMatch(vm -> !vm.getRequestId().isEmpty() && vm.getUuid().isEmpty());
        return Sql.change(
                        session,
                        "insert into seen_node (cluster, node, cluster_nodes, read_at, complete) values (:cluster, :node,"
                                + " :nodes, :at, :complete) on conflict (cluster, node) do update set cluster_nodes ="
                                + " excluded.cluster_nodes, read_at = excluded.read_at, complete = excluded.complete",
                        Map.of(
                                "cluster", node.getCluster(),
                                "node", node.getNode(),
                                "nodes", String.join(" ", new TreeSet<>(node.getClusterNodesList())),
                                "at",
                                        OffsetDateTime.ofInstant(
                                                Instant.ofEpochSecond(
                                                        node.getReadAt().getSeconds()),
                                                ZoneOffset.UTC),
                                "complete", complete))
                .replaceWithVoid();
    }

    /** Whether all nodes of these clusters, and of every other one that was heard of, have been read to the end. */
    static Uni<Boolean> isComplete(Mutiny.Session session, Set<String> expected) {
        return Sql.rows(
                        session,
                        "select n.cluster, n.node, n.complete, (select l.cluster_nodes from seen_node l where l.cluster ="
                                + " n.cluster order by l.read_at desc limit 1) from seen_node n",
                        Map.of())
                .map(rows -> {
                    Map<String, Set<String>> read = new HashMap<>();
                    Map<String, Set<String>> members = new HashMap<>();
                    for (Object[] row : rows) {
                        members.put((String) row[0], Set.of(((String) row[3]).split(" ")));
                        if ((boolean) row[2]) {
                            read.computeIfAbsent((String) row[0], _ -> new HashSet<>())
                                    .add((String) row[1]);
                        }
                    }
                    return !members.isEmpty()
                            && members.keySet().containsAll(expected)
                            && members.entrySet().stream()
                                    .allMatch(cluster -> read.getOrDefault(cluster.getKey(), Set.of())
                                            .containsAll(cluster.getValue().stream()
                                                    .filter(name -> !name.isEmpty())
                                                    .toList()));
                });
    }
}
