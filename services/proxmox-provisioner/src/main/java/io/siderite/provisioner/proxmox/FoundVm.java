package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The plan of a VM that only Proxmox still knows: as much of it as removing needs. */
final class FoundVm {

    private static final Pattern DRIVE = Pattern.compile("(?:scsi|virtio|sata|ide)\\d+");

    private FoundVm() {}

    static Outcome<Plan> plan(
            ProxmoxCluster cluster, String node, int vmid, VmConfig config, VmDescription.Block block) {
        Plan somewhere = plan(cluster.name(), node, vmid, config, block, "");
        return isoStorage(cluster, somewhere, config)
                .map(storage -> plan(cluster.name(), node, vmid, config, block, storage));
    }

    private static Plan plan(
            String cluster, String node, int vmid, VmConfig config, VmDescription.Block block, String isoStorage) {
        NetworkAllocated allocation = NetworkAllocated.newBuilder()
                .setRequest(MachineRequest.newBuilder()
                        .setRequestId(block.requestId())
                        .setRequestSet(block.requestSet()))
                .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                .setUuid(block.uuid())
                .setAttempt(block.attempt())
                .setPlacement(
                        Placement.newBuilder().setCluster(cluster).setNode(node).setIsoStorage(isoStorage))
                .setSpec(VmSpec.newBuilder().addAllDisks(disks(config)))
                .build();
        return Plan.of(allocation).at(node, vmid);
    }

    private static List<Disk> disks(VmConfig config) {
        return config.values().entrySet().stream()
                .filter(e -> DRIVE.matcher(e.getKey()).matches() && e.getValue().contains(":"))
                .filter(e -> !e.getValue().contains("media=cdrom"))
                .sorted(Map.Entry.comparingByKey())
                .map(e -> Disk.newBuilder()
                        .setStorage(e.getValue().substring(0, e.getValue().indexOf(':')))
                        .build())
                .toList();
    }

    /** Where its cidata lies: in its drive, or, ejected, on any storage of its node; empty text: nowhere. */
    private static Outcome<String> isoStorage(ProxmoxCluster cluster, Plan plan, VmConfig config) {
        String volume = config.get("ide0").split(",", 2)[0];
        String file = VmParameters.volume("", plan.cidata());
        return volume.endsWith(file)
                ? new Done<>(volume.substring(0, volume.length() - file.length()))
                : cluster.storages(plan.node()).then(storages -> holder(cluster, plan, storages));
    }

    private static Outcome<String> holder(ProxmoxCluster cluster, Plan plan, List<StorageStatus> storages) {
        for (StorageStatus storage : storages) {
            if (!storage.active() || !storage.content().contains("iso")) {
                continue;
            }
            Outcome<List<String>> isos = cluster.isoVolumes(plan.node(), storage.storage());
            if (!(isos instanceof Done<List<String>> done)) {
                return isos.failure();
            }
            if (done.value().contains(VmParameters.volume(storage.storage(), plan.cidata()))) {
                return new Done<>(storage.storage());
            }
        }
        return new Done<>("");
    }
}
