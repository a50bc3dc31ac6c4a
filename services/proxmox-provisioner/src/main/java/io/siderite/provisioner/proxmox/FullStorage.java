package io.siderite.provisioner.proxmox;

import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Failure.Kind;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which of a machine's storages had no room: Proxmox's words name a volume group or a pool rather than the storage. */
final class FullStorage {

    private final ProxmoxCluster cluster;

    FullStorage(ProxmoxCluster cluster) {
        this.cluster = cluster;
    }

    /** The failure with the storage that it is about, where that can be told. */
    Failure blamed(Plan plan, Step step, Failure failure) {
        if (failure.kind() != Kind.NO_CAPACITY) {
            return failure;
        }
        return switch (step) {
            case DOWNLOAD_IMAGE, UPLOAD_CIDATA -> failure.on(plan.isoStorage());
            case CREATE_VM -> ofDisks(plan, failure);
            // It is about the node, unless it names one.
            case START_VM -> named(disks(plan), failure);
            case DRAW_VMID, REGISTER_HA, AWAIT_TASK, FIND_VM, LEAVE_HA, STOP_VM, DESTROY_VM, DELETE_CIDATA -> failure;
        };
    }

    private Failure ofDisks(Plan plan, Failure failure) {
        Map<String, Long> wanted = disks(plan);
        Map<String, Long> all = new HashMap<>(wanted);
        all.putIfAbsent(plan.isoStorage(), 0L);
        Failure named = named(all, failure);
        if (!named.storage().isEmpty()) {
            return named;
        }
        return wanted.size() == 1 ? failure.on(wanted.keySet().iterator().next()) : tooSmall(plan, wanted, failure);
    }

    private static Failure named(Map<String, Long> wanted, Failure failure) {
        return only(
                wanted.keySet().stream()
                        .filter(storage -> Pattern.compile("(?<![\\w.-])" + Pattern.quote(storage) + "(?![\\w.-])")
                                .matcher(failure.why())
                                .find())
                        .toList(),
                failure);
    }

    private Failure tooSmall(Plan plan, Map<String, Long> wanted, Failure failure) {
        // Where that can't be read it stays untold: a wrong name would shut a good storage out.
        return cluster.storages(plan.node()) instanceof Outcome.Done<List<StorageStatus>> storages
                ? only(
                        storages.value().stream()
                                .filter(s -> wanted.containsKey(s.storage()))
                                .filter(s -> !s.active() || s.available() < wanted.getOrDefault(s.storage(), 0L))
                                .map(StorageStatus::storage)
                                .toList(),
                        failure)
                : failure;
    }

    private static Failure only(List<String> storages, Failure failure) {
        return storages.size() == 1 ? failure.on(storages.getFirst()) : failure;
    }

    /** Bytes wanted of each storage. */
    private static Map<String, Long> disks(Plan plan) {
        VmSpec spec = plan.allocation().getSpec();
        Map<String, Long> wanted = new HashMap<>();
        for (Disk disk : spec.getDisksList()) {
            wanted.merge(disk.getStorage(), disk.getSize(), Long::sum);
        }
        if (spec.hasEfi()) {
            wanted.merge(spec.getEfi().getStorage(), 0L, Long::sum);
        }
        if (spec.hasTpm()) {
            wanted.merge(spec.getTpm().getStorage(), 0L, Long::sum);
        }
        return wanted;
    }
}
