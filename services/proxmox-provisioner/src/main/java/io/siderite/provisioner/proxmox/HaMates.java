package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.inventory.identity.VmTags;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.NodeVm;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the other machines of a set that HA manages. Each node is asked for its VMs: the cluster's own list lags. */
final class HaMates {

    private final ProxmoxCluster cluster;

    HaMates(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /** Their sids; each proves its set by what it says of itself, since a tag may be anybody's. */
    Outcome<List<String>> of(Plan plan) {
        String set = plan.allocation().getRequest().getRequestSet();
        if (set.isEmpty()) {
            return new Done<>(List.of());
        }
        return cluster.ha()
                .resources()
                .then(resources -> cluster.nodes().then(nodes -> {
                    Set<String> managed =
                            resources.stream().map(HaResource::sid).collect(Collectors.toSet());
                    managed.remove(HaResource.sid(plan.vmid()));
                    List<String> mates = new ArrayList<>();
                    for (ClusterNode node : nodes) {
                        if (!node.online() || managed.isEmpty()) {
                            continue;
                        }
                        Outcome<List<String>> found =
                                cluster.vms(node.name()).then(vms -> among(vms, node.name(), managed, set));
                        if (!(found instanceof Done<List<String>> done)) {
                            return found;
                        }
                        mates.addAll(done.value());
                    }
                    return new Done<>(mates);
                }));
    }

    private Outcome<List<String>> among(List<NodeVm> vms, String node, Set<String> managed, String set) {
        List<String> mates = new ArrayList<>();
        for (NodeVm vm : vms) {
            if (!managed.contains(HaResource.sid(vm.vmid())) || !vm.tags().contains(VmTags.OURS)) {
                continue;
            }
            Outcome<VmConfig> config = cluster.vmConfig(node, vm.vmid());
            switch (config) {
                case Done<VmConfig> done -> {
                    if (isOf(set, done.value())) {
                        mates.add(HaResource.sid(vm.vmid()));
                    }
                }
                // It goes, or moves, just now.
                case Outcome.NotFound<VmConfig> gone -> {
                    return new Outcome.Unreachable<>(gone.why());
                }
                case Outcome<VmConfig> other -> {
                    return other.failure();
                }
            }
        }
        return new Done<>(mates);
    }

    private static boolean isOf(String set, VmConfig config) {
        Optional<VmDescription.Block> block = VmDescription.read(config.get("description"));
        return block.filter(b -> b.requestSet().equals(set) && b.uuid().equals(config.uuid()))
                .isPresent();
    }
}
