package io.siderite.inventory;

import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Bridge;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.NodeResource;
import io.siderite.proxmox.ProxmoxCluster.Resources;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a cluster as it stands: all of it, or nothing. */
public final class InventoryReader {

    private final ProxmoxCluster cluster;
    private final ClusterSettings settings;
    private final FactsReader facts;
    private final VmConfigs configs;

    /**
     * @param settings what is configured about the cluster
     * @param facts what hardly ever changes of it
     */
    public InventoryReader(ProxmoxCluster cluster, ClusterSettings settings, FactsReader facts) {
        this.cluster = cluster;
        this.settings = settings;
        this.facts = facts;
        this.configs = new VmConfigs(cluster);
    }

    /** The cluster now, one message a node, without a time; any failure of a part is the failure of all. */
    public Outcome<List<NodeInventory>> read() {
        return cluster.nodes()
                .then(nodes -> cluster.resources().then(resources -> {
                    Set<String> online = nodes.stream()
                            .filter(ClusterNode::online)
                            .map(ClusterNode::name)
                            .collect(Collectors.toSet());
                    return configs.of(resources.vms(), online).then(known -> read(nodes, resources, known));
                }));
    }

    private Outcome<List<NodeInventory>> read(
            List<ClusterNode> nodes, Resources resources, Map<Integer, VmConfig> known) {
        Set<String> names = new TreeSet<>();
        nodes.forEach(node -> names.add(node.name()));
        List<NodeInventory> inventories = new ArrayList<>();
        ClusterFacts slow = facts.now();
        for (ClusterNode node : nodes) {
            NodeInventory.Builder inventory = NodeInventory.newBuilder()
                    .setCluster(cluster.name())
                    .setNode(node.name())
                    .setOnline(node.online())
                    .addAllClusterNodes(names)
                    .setIsoStorage(settings.isoStorage())
                    .putAllLabels(settings.labels().getOrDefault(node.name(), Map.of()));
            slow.addTo(inventory);
            resources.nodes().stream().filter(n -> n.node().equals(node.name())).forEach(n -> sizes(inventory, n));
            resources.vms().stream()
                    .filter(vm -> vm.node().equals(node.name()))
                    .sorted(Comparator.comparingInt(VmResource::vmid))
                    .forEach(vm -> inventory.addVms(VmStates.of(vm, known.get(vm.vmid()), node.online())));
            if (node.online()) {
                Outcome<List<StorageStatus>> storages = cluster.storages(node.name());
                if (!(storages instanceof Outcome.Done<List<StorageStatus>> read)) {
                    return storages.failure();
                }
                Outcome<List<Bridge>> bridges = cluster.bridges(node.name());
                if (!(bridges instanceof Outcome.Done<List<Bridge>> found)) {
                    return bridges.failure();
                }
                read.value().forEach(s -> inventory.addStorages(storage(s)));
                cluster.isoStorage()
                        .on(cluster.name(), node.name(), read.value())
                        .ifPresent(inventory::setIsoStorage);
                found.value().forEach(b -> inventory.addBridges(bridge(b)));
            }
            inventories.add(inventory.build());
        }
        return new Outcome.Done<>(List.copyOf(inventories));
    }

    private static void sizes(NodeInventory.Builder inventory, NodeResource node) {
        inventory
                .setMaintenance(node.haState().equals("maintenance"))
                .setCpus(node.maxCpu())
                .setMemoryTotal(node.maxMemory())
                .setMemoryUsed(node.memory());
    }

    private static StorageState storage(StorageStatus storage) {
        return StorageState.newBuilder()
                .setName(storage.storage())
                .setType(storage.type())
                .setActive(storage.active())
                .setEnabled(storage.enabled())
                .setShared(storage.shared())
                .addAllContent(storage.content())
                .setTotal(storage.total())
                .setAvailable(storage.available())
                .build();
    }

    private static BridgeState bridge(Bridge bridge) {
        return BridgeState.newBuilder()
                .setName(bridge.name())
                .setActive(bridge.active())
                .setMtu(bridge.mtu())
                .build();
    }
}
