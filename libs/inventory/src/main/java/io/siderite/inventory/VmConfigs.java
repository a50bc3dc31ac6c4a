package io.siderite.inventory;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The VMs' configurations, read only when a VM is new or has changed, and each again once in a while. */
final class VmConfigs {

    // One VM in so many is read again at each reading, so that a change nobody tells of is seen in the end.
    private static final int SWEEP = 20;

    private record Known(VmResource seen, VmConfig config) {}

    private final ProxmoxCluster cluster;
    private Map<Integer, Known> known = new HashMap<>();
    private int round;

    VmConfigs(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /** The configurations of these VMs by VMID; a VM that is gone by now has none. */
    Outcome<Map<Integer, VmConfig>> of(List<VmResource> vms, Set<String> onlineNodes) {
        round++;
        Map<Integer, Known> now = new HashMap<>();
        for (VmResource vm : vms) {
            if (!vm.type().equals("qemu")) {
                continue;
            }
            Known before = known.get(vm.vmid());
            if (before != null && (isFresh(before, vm) || !onlineNodes.contains(vm.node()))) {
                now.put(vm.vmid(), new Known(vm, before.config()));
                continue;
            }
            if (!onlineNodes.contains(vm.node())) {
                continue;
            }
            Outcome<VmConfig> read = cluster.vmConfig(vm.node(), vm.vmid());
            switch (read) {
                case Outcome.Done<VmConfig> done -> now.put(vm.vmid(), new Known(vm, done.value()));
                case Outcome.NotFound<VmConfig> _ -> {}
                case Outcome<VmConfig> other -> {
                    return other.failure();
                }
            }
        }
        known = now;
        Map<Integer, VmConfig> configs = new HashMap<>();
        now.forEach((vmid, k) -> configs.put(vmid, k.config()));
        return new Outcome.Done<>(configs);
    }

    private boolean isFresh(Known before, VmResource vm) {
        boolean finished =
                !before.config().uuid().isEmpty() || before.config().get("lock").isEmpty();
        boolean turn = Math.floorMod(vm.vmid() + round, SWEEP) == 0;
        return finished && !turn && definition(before.seen()).equals(definition(vm));
    }

    // What is listed of a VM that its configuration decides.
    private static List<Object> definition(VmResource vm) {
        return List.of(vm.node(), vm.name(), vm.template(), vm.maxMemory(), vm.maxCpu(), vm.tags());
    }
}
