package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.model.Volume;
import java.util.TreeMap;

/** {@code DELETE /nodes/{node}/qemu/{vmid}}. */
final class VmDestroy {
    private VmDestroy() {}

    static Object destroy(Call c) {
        c.rootOnly("skiplock");
        checks(c);
        return c.tasks().start(c.node(), "qmdestroy", String.valueOf(c.vmid()), c.user(), task -> {
            Cluster cluster = c.cluster();
            cluster.locks().vm(c.vmid(), cluster.pace().lockTimeout(VmPower.LOCK_TIMEOUT), () -> {
                run(c, task);
                return c.vmid();
            });
        });
    }

    private static Vm checks(Call c) {
        return c.cluster().read(vms -> {
            Vm vm = c.cluster().vm(c.node(), c.vmid());
            if ("1".equals(vm.config().get("protection"))) {
                throw Refusal.because("can't remove VM " + c.vmid() + " - protection mode enabled");
            }
            if (c.cluster().ha().configured(c.vmid()) && !c.flag("purge")) {
                throw Refusal.because(
                        "unable to remove VM " + c.vmid() + " - used in HA resources and purge parameter not set.");
            }
            if (vm.running()) {
                throw Refusal.because("VM " + c.vmid() + " is running - destroy failed");
            }
            return vm;
        });
    }

    private static void run(Call c, Task task) throws InterruptedException {
        Cluster cluster = c.cluster();
        Vm vm = checks(c);
        VmPower.checkLock(vm);
        var drives = cluster.read(vms -> {
            var held = new TreeMap<>(vm.drives());
            vm.config().entrySet().stream()
                    .filter(e -> e.getKey().startsWith("unused"))
                    .forEach(e -> held.put(e.getKey(), java.util.Map.of("file", e.getValue())));
            vm.config().put("lock", "destroyed");
            return held;
        });
        Disks.freeOwned(cluster, c.node(), drives, task);
        if (c.flag("destroy-unreferenced-disks")) {
            for (Storage s : cluster.storages(c.node())) {
                for (Volume v : s.volumes()) {
                    if (Integer.valueOf(c.vmid()).equals(v.vmid())) {
                        Disks.free(cluster, s, v.name());
                    }
                }
            }
        }
        cluster.pace().take(cluster.pace().times().destroy());
        if (c.flag("purge")) {
            task.say("purging VM " + c.vmid() + " from related configurations..");
        }
        cluster.read(vms -> {
            if (c.flag("purge") && cluster.ha().configured(c.vmid())) {
                cluster.ha().remove(HaConfig.sid(c.vmid()), true);
                task.say("NOTE: removed VM " + c.vmid() + " from HA resource configuration.");
            }
            return vms.remove(c.vmid());
        });
    }
}
