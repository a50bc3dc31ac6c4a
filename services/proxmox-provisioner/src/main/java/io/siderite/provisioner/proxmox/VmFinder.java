package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.util.List;

/** Finds a planned VM. A VM's configuration is the authority; a read that failed says nothing. */
final class VmFinder {

    private final ProxmoxCluster cluster;

    VmFinder(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /** What has the plan's VMID on one node. */
    Sighting on(String node, Plan plan) {
        return switch (cluster.vmConfig(node, plan.vmid())) {
            case Outcome.Done<VmConfig> found -> Sighting.judge(plan, node, found.value());
            case Outcome.NotFound<VmConfig> _ -> new Sighting.Nothing();
            case Outcome<VmConfig> other ->
                new Sighting.Unclear(Failures.of(other, "reading VM " + plan.vmid() + " on " + node));
        };
    }

    /**
     * What has the plan's VMID on any node; its own node is asked first. Nothing only when every online node said so
     * and the VM's own node is among them.
     */
    Sighting anywhere(Plan plan) {
        Outcome<List<ClusterNode>> known = cluster.nodes();
        if (!(known instanceof Outcome.Done<List<ClusterNode>> done)) {
            return new Sighting.Unclear(Failures.of(known, "reading the nodes of " + cluster.name()));
        }
        Sighting own = new Sighting.Nothing();
        for (ClusterNode node : done.value()) {
            if (node.name().equals(plan.node()) && !node.online()) {
                own = new Sighting.Unclear(new Failure(
                        Failure.Kind.UNREACHABLE,
                        "node " + node.name() + " of " + cluster.name() + " is offline, and the VM may be on it"));
            }
        }
        List<String> online = done.value().stream()
                .filter(ClusterNode::online)
                .map(ClusterNode::name)
                .sorted((a, b) -> Boolean.compare(b.equals(plan.node()), a.equals(plan.node())))
                .toList();
        Sighting unclear = own;
        for (String node : online) {
            Sighting seen = on(node, plan);
            switch (seen) {
                case Sighting.Ours _, Sighting.Disowned _, Sighting.Foreign _, Sighting.Unfinished _ -> {
                    return seen;
                }
                case Sighting.Unclear _ -> unclear = seen;
                case Sighting.Nothing _ -> {}
            }
        }
        return unclear;
    }
}
