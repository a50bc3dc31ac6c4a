package io.siderite.provisioner.images;

import io.siderite.provisioner.images.Surroundings.VmUse;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.Privileges;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.IsoFile;
import io.siderite.proxmox.ProxmoxCluster.NodeVm;
import io.siderite.proxmox.ProxmoxCluster.Resources;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what ISOs lie in a cluster, and what names them: all of it, or nothing. A failed read says nothing. */
final class IsoSurvey {

    private final ProxmoxCluster cluster;

    IsoSurvey(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The ISOs of ours.
     *
     * @param places all storages that were read, each as a copy without a file name
     */
    record Isos(List<Iso> isos, Set<IsoCopy> places) {}

    /** The ISOs of ours on all online nodes; those of a shared storage once. */
    Outcome<Isos> isos(List<ClusterNode> nodes, Map<IsoCopy, Optional<Instant>> known) {
        List<Iso> isos = new ArrayList<>();
        Set<IsoCopy> places = new HashSet<>();
        for (ClusterNode node : nodes) {
            if (!node.online()) {
                continue;
            }
            Outcome<List<StorageStatus>> storages = cluster.storages(node.name());
            if (!(storages instanceof Done<List<StorageStatus>> found)) {
                return storages.failure();
            }
            for (StorageStatus storage : found.value()) {
                IsoCopy place = new IsoCopy(cluster.name(), storage.shared() ? "" : node.name(), storage.storage(), "");
                if (!storage.active()
                        || !storage.enabled()
                        || !storage.content().contains("iso")
                        || !places.add(place)) {
                    continue;
                }
                Outcome<List<IsoFile>> files = cluster.isos(node.name(), storage.storage());
                if (!(files instanceof Done<List<IsoFile>> listed)) {
                    return files.failure();
                }
                listed.value()
                        .forEach(file -> ours(place, node.name(), file, known).ifPresent(isos::add));
            }
        }
        return new Done<>(new Isos(isos, places));
    }

    private static Optional<Iso> ours(IsoCopy place, String node, IsoFile file, Map<IsoCopy, Optional<Instant>> known) {
        String filename = file.volid().substring(file.volid().lastIndexOf('/') + 1);
        IsoCopy copy = new IsoCopy(place.cluster(), place.place(), place.storage(), filename);
        return IsoName.of(filename, known.containsKey(copy))
                .map(name -> new Iso(
                        copy, node, name, file.size(), file.createdAt(), known.getOrDefault(copy, Optional.empty())));
    }

    /** What every VM of every online node names. */
    Outcome<List<VmUse>> vms(List<ClusterNode> nodes) {
        List<VmUse> uses = new ArrayList<>();
        for (ClusterNode node : nodes) {
            if (!node.online()) {
                continue;
            }
            Outcome<List<NodeVm>> vms = cluster.vms(node.name());
            if (!(vms instanceof Done<List<NodeVm>> listed)) {
                return vms.failure();
            }
            for (NodeVm vm : listed.value()) {
                Outcome<VmConfig> config = cluster.vmConfig(node.name(), vm.vmid());
                if (!(config instanceof Done<VmConfig> read)) {
                    // Also where it is not there any more: it may have moved to a node that was read before.
                    return new Outcome.Unreachable<>(
                            "VM " + vm.vmid() + " on " + node.name() + " can't be read: " + config.why());
                }
                uses.add(new VmUse(
                        vm.vmid(),
                        node.name(),
                        read.value().uuid(),
                        read.value().values().values()));
            }
        }
        return new Done<>(uses);
    }

    /** Storages to the offline nodes that see them, as far as the cluster says; else every offline node may. */
    Outcome<Map<String, Set<String>>> offline(List<ClusterNode> nodes, Collection<String> storages) {
        return cluster.resources().map(resources -> {
            Map<String, Set<String>> offline = new HashMap<>();
            for (ClusterNode node : nodes) {
                if (!node.online()) {
                    Set<String> seen = storagesOf(resources, node.name());
                    storages.stream()
                            .filter(storage -> seen.isEmpty() || seen.contains(storage))
                            .forEach(storage -> offline.computeIfAbsent(storage, _ -> new TreeSet<>())
                                    .add(node.name()));
                }
            }
            return offline;
        });
    }

    private static Set<String> storagesOf(Resources resources, String node) {
        Set<String> storages = new HashSet<>();
        resources.storages().stream()
                .filter(storage -> storage.node().equals(node))
                .forEach(storage -> storages.add(storage.storage()));
        return storages;
    }

    /** Storages to the privilege that removing something there takes and we lack; also the one to see every VM. */
    Outcome<Map<String, String>> missing(Collection<String> storages) {
        return cluster.permissions().map(held -> {
            Map<String, String> missing = new HashMap<>();
            for (String storage : storages) {
                Privileges.missing(
                                held, new Privileges.Use(List.of(), List.of(), List.of(storage), List.of(), List.of()))
                        .stream()
                        .filter(lack -> lack.privilege().equals("Datastore.Allocate")
                                || lack.privilege().equals("VM.Audit"))
                        .findFirst()
                        .ifPresent(lack -> missing.put(storage, lack.toString()));
            }
            return missing;
        });
    }
}
