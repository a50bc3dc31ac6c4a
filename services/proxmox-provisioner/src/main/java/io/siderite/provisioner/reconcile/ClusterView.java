package io.siderite.provisioner.reconcile;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster as its inventory was last read, completely.
 *
 * @param vmids all VMIDs in use
 * @param ours VMs that are ours, by whose they are: a clone, which has another UUID, hides none
 * @param online names of the nodes that are
 * @param sharedStorages names of the storages that nodes share
 */
public record ClusterView(
        Set<Integer> vmids, Map<Identity, Located> ours, Set<String> online, Set<String> sharedStorages) {

    /** What the inventory of all nodes of a cluster says. */
    public static ClusterView of(List<NodeInventory> nodes) {
        Set<Integer> vmids = new HashSet<>();
        Map<Identity, Located> ours = new HashMap<>();
        Set<String> online = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (NodeInventory node : nodes) {
            if (node.getOnline()) {
                online.add(node.getNode());
            }
            for (VmState vm : node.getVmsList()) {
                vmids.add(vm.getVmid());
                if (!vm.getRequestId().isEmpty()) {
                    ours.put(
                            new Identity(vm.getRequestId(), vm.getUuid()),
                            new Located(node.getNode(), vm.getVmid(), vm.getUuid()));
                }
            }
            node.getStoragesList().stream()
                    .filter(StorageState::getShared)
                    .map(StorageState::getName)
                    .forEach(shared::add);
        }
        return new ClusterView(Set.copyOf(vmids), Map.copyOf(ours), Set.copyOf(online), Set.copyOf(shared));
    }

    /** Whose a VM is, and its SMBIOS UUID, lower case. */
    public record Identity(String requestId, String uuid) {}

    /** Where a VM is, and its SMBIOS UUID. */
    public record Located(String node, int vmid, String uuid) {}

    /** The VM that was made for a machine. */
    public Optional<Located> find(String requestId, String uuid) {
        return Optional.ofNullable(ours.get(new Identity(requestId, uuid)));
    }

    /** Where a storage's content is: the node, or empty text where nodes share it. */
    public String place(String node, String storage) {
        return sharedStorages.contains(storage) ? "" : node;
    }
}
