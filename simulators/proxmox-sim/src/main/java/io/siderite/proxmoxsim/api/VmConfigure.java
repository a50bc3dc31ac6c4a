package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changing a VM: {@code PUT} at once, {@code POST} in a task. */
final class VmConfigure {
    /** Any of them opens the call; each option then needs its own. */
    static final List<String> PRIVILEGES = List.of(
            "VM.Config.Disk",
            "VM.Config.CDROM",
            "VM.Config.CPU",
            "VM.Config.Memory",
            "VM.Config.Network",
            "VM.Config.HWType",
            "VM.Config.Options",
            "VM.Config.Cloudinit");

    private static final Set<String> NOT_OPTIONS =
            Set.of("node", "vmid", "skiplock", "delete", "revert", "force", "digest", "cdrom", "background_delay");

    /** What a running VM takes only at its next start. */
    private static final Set<String> COLD =
            Set.of("cores", "sockets", "memory", "cpu", "bios", "machine", "numa", "scsihw", "smbios1", "vga", "args");

    private VmConfigure() {}

    static @Nullable Object now(Call c) {
        Change change = prepare(c);
        try {
            apply(c, change, line -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.because("received interrupt");
        }
        return null;
    }

    static Object task(Call c) {
        Change change = prepare(c);
        return c.tasks().start(c.node(), "qmconfig", String.valueOf(c.vmid()), c.user(), task -> {
            c.cluster().pace().take(c.cluster().pace().times().configure());
            apply(c, change, task::say);
        });
    }

    private record Change(Map<String, String> set, List<String> delete) {}

    private static Change prepare(Call c) {
        c.rootOnly("skiplock");
        Map<String, String> set = new TreeMap<>(c.params());
        set.keySet().removeAll(NOT_OPTIONS);
        String cdrom = c.optional("cdrom");
        if (cdrom != null) {
            set.put("ide2", cdrom + ",media=cdrom");
        }
        List<String> delete = Lists.split(c.params().getOrDefault("delete", ""));
        if (set.isEmpty() && delete.isEmpty() && !c.params().containsKey("revert")) {
            throw Refusal.because("no options specified");
        }
        for (String key : delete) {
            if (set.containsKey(key)) {
                throw Refusal.parameter(
                        "delete", "you can't use '-" + key + "' and -delete " + key + "' at the same time");
            }
            if (!VmOptions.schema().properties().containsKey(key)) {
                throw Refusal.parameter("delete", "unknown option '" + key + "'");
            }
        }
        OptionRights.options(c, delete, null);
        OptionRights.options(c, set.keySet(), null);
        OptionRights.storages(c, set, null);
        OptionRights.devices(c, set, null);
        set.forEach((key, value) -> driveRight(c, key, value));
        check(c);
        VmCreate.randomMacs(set);
        set.computeIfPresent("tags", (k, tags) -> VmCreate.storedTags(tags));
        return new Change(set, delete);
    }

    private static void driveRight(Call c, String key, String value) {
        if (Drives.isDrive(key) && !c.root()) {
            boolean cdrom = Drives.isCdrom(Drives.parse(key, value));
            c.need("/vms/" + c.vmid(), cdrom ? "VM.Config.CDROM" : "VM.Config.Disk");
        }
        if (key.equals("tags")) {
            c.need("/vms/" + c.vmid(), "VM.Config.Options");
        }
    }

    private static Vm check(Call c) {
        return c.cluster().read(vms -> {
            Vm vm = c.cluster().vm(c.node(), c.vmid());
            String digest = c.optional("digest");
            if (digest != null && !digest.equals(VmApi.digest(vm.config()))) {
                throw Refusal.because("checksum mismatch (file change by other user?)");
            }
            if (!c.flag("skiplock")) {
                VmPower.checkLock(vm);
            }
            return vm;
        });
    }

    private static void apply(Call c, Change change, Consumer<String> say) throws InterruptedException {
        Cluster cluster = c.cluster();
        cluster.locks().vm(c.vmid(), cluster.pace().lockTimeout(VmPower.LOCK_TIMEOUT), () -> {
            Vm vm = check(c);
            Map<String, String> fresh = new HashMap<>(change.set());
            fresh.putAll(Disks.create(cluster, c.node(), c.vmid(), change.set(), null, say));
            return cluster.read(vms -> {
                change.delete().forEach(key -> delete(vm, key));
                fresh.forEach((key, value) -> set(vm, key, value));
                return vm;
            });
        });
    }

    private static void set(Vm vm, String key, String value) {
        if (vm.running() && COLD.contains(key)) {
            vm.pending().put(key, value);
            return;
        }
        keepReplacedDisk(vm, key);
        vm.config().put(key, value);
        vm.pending().remove(key);
    }

    private static void delete(Vm vm, String key) {
        if (Drives.isDrive(key) && "1".equals(vm.config().get("protection"))) {
            throw Refusal.because("can't remove drive '" + key + "' - protection mode enabled");
        }
        if (vm.running() && COLD.contains(key)) {
            vm.pending().put(key, "");
            return;
        }
        keepReplacedDisk(vm, key);
        vm.config().remove(key);
        vm.pending().remove(key);
    }

    /** A disk that is taken out stays, as an unused one. */
    private static void keepReplacedDisk(Vm vm, String key) {
        Map<String, String> drive = vm.drives().get(key);
        if (drive == null || Drives.isCdrom(drive)) {
            return;
        }
        int n = 0;
        while (vm.config().containsKey("unused" + n)) {
            n++;
        }
        vm.config().put("unused" + n, drive.getOrDefault("file", ""));
    }
}
