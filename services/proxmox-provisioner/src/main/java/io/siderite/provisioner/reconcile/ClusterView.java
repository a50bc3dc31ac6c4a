package io.siderite.provisioner.reconcile;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster as its inventory was last read, completely.
 *
 * @param vmids all VMIDs in use
 * @param ours VMs that carry our tag, by request id
 * @param sharedStorages names of the storages that nodes share
 */
public record ClusterView(Set<Integer> vmids, Map<String, Located> ours, Set<String> sharedStorages) {

    /** Where a VM is, and its SMBIOS UUID. */
    public record Located(String node, int vmid, String uuid) {}

    /** The VM that was made for a machine. */
    public Optional<Located> find(String requestId, String uuid) {
        return Optional.ofNullable(ours.get(requestId)).filter(vm -> vm.uuid().equals(uuid));
    }

    /** Where a storage's content is: the node, or empty text where nodes share it. */
    public String place(String node, String storage) {
        return sharedStorages.contains(storage) ? "" : node;
    }
}
