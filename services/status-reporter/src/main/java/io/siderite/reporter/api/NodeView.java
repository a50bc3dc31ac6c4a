package io.siderite.reporter.api;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.time.Instant;
import java.util.List;

/**
 * A Proxmox node as it last was announced. Memory and storage in bytes.
 *
 * @param maintenance whether Proxmox's HA holds it in maintenance
 * @param readAt when Proxmox was asked
 */
public record NodeView(
        String cluster,
        String node,
        boolean online,
        boolean maintenance,
        int cpus,
        long memoryTotal,
        long memoryUsed,
        List<Storage> storages,
        List<Vm> vms,
        Instant readAt) {

    /** A storage as the node sees it. */
    public record Storage(String name, String type, boolean active, boolean shared, long total, long available) {
        static Storage of(StorageState s) {
            return new Storage(
                    s.getName(),
                    s.getType(),
                    s.getActive() && s.getEnabled(),
                    s.getShared(),
                    s.getTotal(),
                    s.getAvailable());
        }
    }

    /**
     * A VM on the node.
     *
     * @param request the machine request it stands for; empty: not one of ours
     */
    public record Vm(int vmid, String name, boolean running, long memory, int cpus, String request) {
        static Vm of(VmState v) {
            return new Vm(v.getVmid(), v.getName(), v.getRunning(), v.getMemory(), v.getCpus(), v.getRequestId());
        }
    }

    static NodeView of(NodeInventory n) {
        return new NodeView(
                n.getCluster(),
                n.getNode(),
                n.getOnline(),
                n.getMaintenance(),
                n.getCpus(),
                n.getMemoryTotal(),
                n.getMemoryUsed(),
                n.getStoragesList().stream().map(Storage::of).toList(),
                n.getVmsList().stream().map(Vm::of).toList(),
                Instant.ofEpochSecond(n.getReadAt().getSeconds(), n.getReadAt().getNanos()));
    }
}
