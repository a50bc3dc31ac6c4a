package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Drives;
import java.util.Map;
import java.util.Objects;

/** Takes a VM to another node, its local disks with it, running or not; refuses where the real one does. */
public final class Migration {
    private Migration() {}

    /** At once. */
    public static void migrate(Cluster cluster, int vmid, String target) {
        cluster.read(vms -> {
            Vm vm = vms.get(vmid);
            if (vm == null) {
                throw Refusal.because("VM " + vmid + " does not exist");
            }
            if (!cluster.online(target)) {
                throw Refusal.because("no such cluster node '" + target + "', or it is offline");
            }
            if (target.equals(vm.node())) {
                throw Refusal.because("target is local node.");
            }
            if (!vm.lock().isEmpty()) {
                throw Refusal.because("VM is locked (" + vm.lock() + ")");
            }
            check(cluster, vm, target);
            vm.drives().values().forEach(drive -> take(cluster, vm.node(), target, drive.getOrDefault("file", "")));
            vm.move(target);
            return vm;
        });
    }

    private static void check(Cluster cluster, Vm vm, String target) {
        vm.config().keySet().stream()
                .filter(key -> key.matches("(?:hostpci|usb)\\d+"))
                .findFirst()
                .ifPresent(key -> {
                    throw Refusal.because("can't migrate VM which uses local devices: " + key);
                });
        for (Map<String, String> drive : vm.drives().values()) {
            String volid = drive.getOrDefault("file", "");
            Drives.VolumeId id = Objects.requireNonNull(Drives.volumeId(volid));
            if (cluster.storageSpec(id.storage()).shared()) {
                continue;
            }
            if (Drives.isCdrom(drive)) {
                throw Refusal.because("can't migrate local disk '" + volid + "': local cdrom image");
            }
            if (cluster.storage(target, id.storage()).volume(id.name()) != null) {
                throw Refusal.because("volume '" + volid + "' already exists on node '" + target + "'");
            }
        }
    }

    private static void take(Cluster cluster, String from, String to, String volid) {
        Drives.VolumeId id = Objects.requireNonNull(Drives.volumeId(volid));
        Storage here = cluster.storage(from, id.storage());
        Volume volume = here.volume(id.name());
        if (!here.spec().shared() && volume != null) {
            cluster.storage(to, id.storage()).put(volume);
            here.remove(id.name());
        }
    }
}
