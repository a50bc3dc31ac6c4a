package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.VmOptions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /nodes/{node}/qemu}: checks, claims the VMID, and goes on in a task. */
final class VmCreate {
    /** Parameters of the call that are no options of the VM. */
    private static final Set<String> NOT_OPTIONS = Set.of(
            "node",
            "vmid",
            "archive",
            "storage",
            "force",
            "unique",
            "live-restore",
            "pool",
            "bwlimit",
            "start",
            "ha-managed",
            "import-working-storage");

    private VmCreate() {}

    static Object create(Call c) {
        if (!c.cluster().quorate()) {
            throw Refusal.because("cluster not ready - no quorum?");
        }
        if (c.params().containsKey("archive")) {
            throw Refusal.because("the simulator restores no backups");
        }
        String pool = c.optional("pool");
        if (pool != null && !c.cluster().world().pools().contains(pool)) {
            throw Refusal.permission("pool '" + pool + "' does not exist");
        }
        String storage = c.optional("storage");
        if (storage != null) {
            c.need("/storage/" + storage, "Datastore.AllocateSpace");
        }
        if (c.flag("ha-managed")) {
            c.need("/", "Sys.Console");
        }
        String vmPath = "/vms/" + c.vmid();
        if (!c.may(vmPath, "VM.Allocate") && (pool == null || !c.may("/pool/" + pool, "VM.Allocate"))) {
            throw Refusal.permission("");
        }
        Map<String, String> options = options(c);
        OptionRights.storages(c, options, storage);
        OptionRights.options(c, options.keySet(), pool);
        OptionRights.devices(c, options, pool);
        randomMacs(options);
        String prefix = "unable to create VM " + c.vmid() + " - ";
        Vm vm;
        try {
            vm = c.cluster().claim(c.node(), c.vmid());
        } catch (Refusal r) {
            throw Refusal.because(prefix + r.text());
        }
        return c.tasks().start(c.node(), "qmcreate", String.valueOf(c.vmid()), c.user(), task -> {
            try {
                run(c, vm, options, storage, prefix, task);
            } catch (Refusal r) {
                c.cluster().remove(c.vmid());
                throw r;
            }
        });
    }

    private static Map<String, String> options(Call c) {
        Map<String, String> options = new TreeMap<>(c.params());
        options.keySet().removeAll(NOT_OPTIONS);
        String cdrom = options.remove("cdrom");
        if (cdrom != null) {
            options.put("ide2", cdrom + ",media=cdrom");
        }
        return options;
    }

    private static void run(
            Call c, Vm vm, Map<String, String> options, @Nullable String storage, String prefix, Task task)
            throws InterruptedException {
        Cluster cluster = c.cluster();
        cluster.locks().vm(c.vmid(), cluster.pace().lockTimeout(1), () -> {
            try {
                Map<String, String> drives = Disks.create(cluster, c.node(), c.vmid(), options, storage, task::say);
                Map<String, String> config = new TreeMap<>(options);
                config.putAll(drives);
                complete(c, config);
                cluster.read(vms -> {
                    vm.config().clear();
                    vm.config().putAll(config);
                    vm.pool(c.params().getOrDefault("pool", ""));
                    return vm;
                });
            } catch (Refusal r) {
                throw Refusal.because(prefix + r.spelledOut());
            }
            return vm;
        });
        if (c.flag("ha-managed")) {
            task.say("Add as HA resource");
            cluster.read(vms -> {
                cluster.ha()
                        .resources()
                        .put(
                                HaConfig.sid(c.vmid()),
                                Map.of("type", "vm", "state", c.flag("start") ? "started" : "stopped"));
                return vm;
            });
            return;
        }
        if (c.flag("start")) {
            task.say("Execute autostart");
            try {
                VmPower.startNow(cluster, c.node(), c.vmid(), task);
            } catch (Refusal r) {
                task.say(r.text());
            }
        }
    }

    private static void complete(Call c, Map<String, String> config) {
        config.put(
                "meta", "creation-qemu=10.0.2,ctime=" + java.time.Instant.now().getEpochSecond());
        String boot = defaultBoot(config);
        if (!boot.isEmpty()) {
            config.putIfAbsent("boot", boot);
        }
        config.putIfAbsent("smbios1", "uuid=" + UUID.randomUUID());
        config.putIfAbsent("vmgenid", UUID.randomUUID().toString());
        String tags = config.get("tags");
        if (tags != null) {
            c.need("/vms/" + c.vmid(), "VM.Config.Options");
            config.put("tags", storedTags(tags));
        }
    }

    /** Tags as they are stored: lower case, in order, each once, parted by semicolons. */
    static String storedTags(String tags) {
        TreeSet<String> all = new TreeSet<>();
        Lists.split(tags).forEach(t -> all.add(t.toLowerCase(Locale.ROOT)));
        return String.join(";", all);
    }

    /** The first disk, the first CD drive and the first network card; empty without any. */
    private static String defaultBoot(Map<String, String> config) {
        List<String> order = new ArrayList<>();
        for (boolean cdrom : new boolean[] {false, true}) {
            config.entrySet().stream()
                    .filter(e -> e.getKey().matches("(?:ide|scsi|virtio|sata)\\d+"))
                    .filter(e -> Drives.isCdrom(Drives.parse(e.getKey(), e.getValue())) == cdrom)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(order::add);
        }
        config.keySet().stream().filter(k -> k.matches("net\\d+")).findFirst().ifPresent(order::add);
        return order.isEmpty() ? "" : "order=" + String.join(";", order);
    }

    /** Gives network cards without an address one with Proxmox's prefix. */
    static void randomMacs(Map<String, String> options) {
        SecureRandom random = new SecureRandom();
        options.replaceAll((key, value) -> {
            if (!key.matches("net\\d+")) {
                return value;
            }
            Map<String, String> net = new TreeMap<>(VmOptions.NET.parseChecked(value));
            net.computeIfAbsent(
                    "macaddr",
                    k -> String.format(
                            "BC:24:11:%02X:%02X:%02X", random.nextInt(256), random.nextInt(256), random.nextInt(256)));
            return VmOptions.NET.print(net);
        });
    }
}
