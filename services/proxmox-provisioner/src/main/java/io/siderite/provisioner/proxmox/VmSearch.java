package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.inventory.identity.VmTags;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.NodeVm;
import io.siderite.proxmox.ProxmoxCluster.Resources;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks for a VM by the machine's tag alone, and proves it by what it says of itself. Each online node is asked for its
 * own VMs; the cluster's list, which lags, adds those of offline nodes and those that moved meanwhile.
 */
final class VmSearch {

    private final ProxmoxCluster cluster;

    VmSearch(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /** All VMs that are provably the machine's, or that it can't be told now. */
    Discovery of(String requestId) {
        Outcome<List<Plan>> found = mayLook()
                .then(_ -> cluster.nodes())
                .then(nodes -> tagged(requestId, nodes))
                .then(tagged -> proven(requestId, tagged));
        return found instanceof Done<List<Plan>> done
                ? new Discovery.Found(done.value())
                : new Discovery.Unclear(
                        Failures.of(found, "looking for the VM of " + requestId + " in " + cluster.name()));
    }

    /** Who may see no VM is shown empty lists, which are no proof. */
    private Outcome<Boolean> mayLook() {
        return cluster.permissions()
                .then(held -> held.values().stream().anyMatch(privileges -> privileges.contains("VM.Audit"))
                        ? new Done<>(true)
                        : new Outcome.Denied<>("we hold VM.Audit nowhere: grant it on /vms or on our pool"));
    }

    /** Nodes of the VMs that carry the machine's tag, by VMID. */
    private Outcome<Map<Integer, String>> tagged(String requestId, List<ClusterNode> nodes) {
        Map<Integer, String> tagged = new TreeMap<>();
        for (ClusterNode node : nodes) {
            if (!node.online()) {
                continue;
            }
            Outcome<List<NodeVm>> listed = cluster.vms(node.name());
            if (!(listed instanceof Done<List<NodeVm>> vms)) {
                return listed.failure();
            }
            vms.value().stream()
                    .filter(vm -> isTagged(vm.tags(), requestId))
                    .forEach(vm -> tagged.put(vm.vmid(), node.name()));
        }
        return cluster.resources().map(resources -> {
            listed(resources, requestId).forEach(vm -> tagged.putIfAbsent(vm.vmid(), vm.node()));
            return tagged;
        });
    }

    private static List<VmResource> listed(Resources resources, String requestId) {
        return resources.vms().stream()
                .filter(vm -> vm.type().equals("qemu") && isTagged(vm.tags(), requestId))
                .toList();
    }

    private Outcome<List<Plan>> proven(String requestId, Map<Integer, String> tagged) {
        List<Plan> proven = new ArrayList<>();
        for (Map.Entry<Integer, String> vm : tagged.entrySet()) {
            Outcome<Optional<Plan>> judged = cluster.vmConfig(vm.getValue(), vm.getKey())
                    .then(config -> judge(requestId, vm.getValue(), vm.getKey(), config));
            switch (judged) {
                case Done<Optional<Plan>> done -> done.value().ifPresent(proven::add);
                // A list still has it: it moves, or goes, just now.
                case Outcome.NotFound<Optional<Plan>> gone -> {
                    return new Outcome.Unreachable<>("VM " + vm.getKey() + " is listed on " + vm.getValue()
                            + ", which does not have it: " + gone.why());
                }
                case Outcome<Optional<Plan>> other -> {
                    return other.failure();
                }
            }
        }
        return new Done<>(proven);
    }

    private Outcome<Optional<Plan>> judge(String requestId, String node, int vmid, VmConfig config) {
        if (!isTagged(config.tags(), requestId)) {
            return new Done<>(Optional.empty());
        }
        Optional<VmDescription.Block> said = VmDescription.read(config.get("description"));
        if (said.isEmpty()) {
            return new Outcome.Rejected<>(
                    "VM " + vmid + " on " + node + " carries the tag " + VmTags.ofRequest(requestId)
                            + ", and its description no longer says whose it is: take the tag off if the VM is to"
                            + " stay, or remove the VM",
                    Map.of());
        }
        VmDescription.Block block = said.get();
        // A clone carries tags and description of its original, and a UUID of its own: it is somebody's, not ours.
        boolean ours = block.requestId().equals(requestId)
                && !block.uuid().isEmpty()
                && block.uuid().equals(config.uuid());
        return ours ? FoundVm.plan(cluster, node, vmid, config, block).map(Optional::of) : new Done<>(Optional.empty());
    }

    private static boolean isTagged(List<String> tags, String requestId) {
        return tags.contains(VmTags.OURS) && tags.contains(VmTags.ofRequest(requestId));
    }
}
