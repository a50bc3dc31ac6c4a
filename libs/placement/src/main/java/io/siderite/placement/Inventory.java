package io.siderite.placement;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes of all clusters as they were last read. Immutable. A node that the newest reading of its cluster no longer
 * names has left the cluster and is not part of it, even where the topic still holds its record.
 */
public final class Inventory {

    private final SortedMap<Place, NodeInventory> nodes = new TreeMap<>();
    /** Cluster to the names of all its nodes by its newest reading. */
    private final Map<String, SortedSet<String>> named = new HashMap<>();

    /** Cluster to when the newest of its nodes was read. */
    private final Map<String, Instant> read = new HashMap<>();

    private final List<NodeInventory> all;
    private final Set<String> complete;
    private final Map<String, List<NodeInventory>> ofCluster;
    private final Map<String, Standing> byRequest = new HashMap<>();
    private final Map<String, Standing> byUuid = new HashMap<>();

    /** A VM and where it stands. */
    public record Standing(Place place, VmState vm) {}

    private Inventory(Collection<NodeInventory> latest) {
        var newest = new HashMap<String, NodeInventory>();
        for (var node : latest) {
            newest.merge(node.getCluster(), node, (a, b) -> readAt(a).isAfter(readAt(b)) ? a : b);
        }
        newest.forEach((cluster, node) -> {
            named.put(cluster, new TreeSet<>(node.getClusterNodesList()));
            read.put(cluster, readAt(node));
        });
        for (var node : latest) {
            if (named.getOrDefault(node.getCluster(), new TreeSet<>()).contains(node.getNode())) {
                add(node);
            }
        }
        all = List.copyOf(nodes.values());
        ofCluster = all.stream().collect(groupingBy(NodeInventory::getCluster));
        complete = named.keySet().stream()
                .filter(cluster -> missing(cluster).isEmpty())
                .collect(toSet());
    }

    /** Of the latest record of each node, of any number of clusters. */
    public static Inventory of(Collection<NodeInventory> latest) {
        return new Inventory(latest);
    }

    /** When the newest of a cluster's nodes was read; empty: the cluster is not known. */
    Optional<Instant> lastRead(String cluster) {
        return Optional.ofNullable(read.get(cluster));
    }

    private void add(NodeInventory node) {
        var place = Place.of(node);
        nodes.put(place, node);
        for (var vm : node.getVmsList()) {
            var standing = new Standing(place, vm);
            if (!vm.getRequestId().isEmpty()) {
                byRequest.merge(lower(vm.getRequestId()), standing, this::newer);
            }
            if (!vm.getUuid().isEmpty()) {
                byUuid.merge(lower(vm.getUuid()), standing, this::newer);
            }
        }
    }

    /** A VM may be seen twice: it moved between two readings, or its cluster has another name in the configuration now. */
    private Standing newer(Standing a, Standing b) {
        return readAt(a.place()).isAfter(readAt(b.place())) ? a : b;
    }

    /** Every node, by cluster and name. */
    public Collection<NodeInventory> nodes() {
        return all;
    }

    /** A node that a {@link Standing} of this inventory names. */
    NodeInventory node(Place place) {
        return Objects.requireNonNull(nodes.get(place), place::toString);
    }

    /** Every node of a cluster, by name. */
    List<NodeInventory> ofCluster(String cluster) {
        return ofCluster.getOrDefault(cluster, List.of());
    }

    /** Every place. */
    public Set<Place> places() {
        return new HashSet<>(nodes.keySet());
    }

    /** Every cluster heard of, by name. */
    public SortedSet<String> clusters() {
        return new TreeSet<>(named.keySet());
    }

    /** Whether every node that the cluster's newest reading names is known. */
    public boolean complete(String cluster) {
        return complete.contains(cluster);
    }

    /** Names of the nodes of the cluster that are not known yet. */
    public SortedSet<String> missing(String cluster) {
        var missing = new TreeSet<>(named.getOrDefault(cluster, new TreeSet<>()));
        missing.removeIf(node -> nodes.containsKey(new Place(cluster, node)));
        return missing;
    }

    /**
     * The VM of a machine, where one is seen: by its request id, else by its SMBIOS UUID. Proxmox lower-cases tags, so case
     * counts for nothing.
     */
    public Optional<Standing> find(String requestId, String uuid) {
        return Optional.ofNullable(byRequest.get(lower(requestId)))
                .or(() -> uuid.isEmpty() ? Optional.empty() : Optional.ofNullable(byUuid.get(lower(uuid))));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** When a node that is known was read. */
    Instant readAt(Place place) {
        return Optional.ofNullable(nodes.get(place)).map(Inventory::readAt).orElse(Instant.MIN);
    }

    static Instant readAt(NodeInventory node) {
        return Instant.ofEpochSecond(
                node.getReadAt().getSeconds(), node.getReadAt().getNanos());
    }
}
