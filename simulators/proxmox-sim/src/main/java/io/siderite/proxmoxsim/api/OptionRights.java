package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who may set which option of a VM. What no list knows, only root@pam may: with a password, never a token. */
final class OptionRights {
    private static final Map<String, String> PRIVILEGE = privileges();

    private OptionRights() {}

    private static Map<String, String> privileges() {
        Map<String, String> p = new HashMap<>();
        put(p, "VM.Config.CPU", "cores cpu cpulimit cpuunits numa smp sockets vcpus");
        put(p, "VM.Config.Memory", "memory balloon shares allow-ksm");
        put(p, "VM.Config.HWType", "acpi hotplug kvm machine scsihw smbios1 tablet vga watchdog audio0 rng0");
        put(
                p,
                "VM.Config.Options",
                "agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype"
                        + " protection reboot startdate startup tdf template");
        put(p, "VM.PowerMgmt", "freeze");
        put(p, "VM.Config.Disk", "boot bootdisk vmstatestorage");
        put(p, "VM.Config.Cloudinit", "cicustom cipassword citype ciuser ciupgrade nameserver searchdomain sshkeys");
        return Map.copyOf(p);
    }

    private static void put(Map<String, String> p, String privilege, String options) {
        for (String o : options.split(" ")) {
            p.put(o, privilege);
        }
    }

    /** The privileges to make or reach the volumes that drives name. */
    static void storages(Call c, Map<String, String> options, @Nullable String defaultStorage) {
        for (Map.Entry<String, String> e : new TreeMap<>(options).entrySet()) {
            if (Drives.isDrive(e.getKey())) {
                drive(c, e.getKey(), Drives.parse(e.getKey(), e.getValue()), defaultStorage);
            }
        }
    }

    private static void drive(Call c, String key, Map<String, String> drive, @Nullable String defaultStorage) {
        String file = drive.getOrDefault("file", "none");
        boolean cdrom = Drives.isCdrom(drive);
        Drives.NewDisk made = Drives.newDisk(file);
        if (file.equals("none")) {
            return;
        }
        if (cdrom && file.equals("cdrom")) {
            c.need("/", "Sys.Console");
        } else if (!cdrom && made != null) {
            String storage = made.storage() == null ? defaultStorage : made.storage();
            if (storage == null) {
                throw Refusal.because("no storage ID specified (and no default storage)");
            }
            c.need("/storage/" + storage, "Datastore.AllocateSpace");
            if (!c.cluster().storageSpec(storage).content().contains("images")) {
                throw Refusal.parameter("storage", "storage '" + storage + "' does not support vm images");
            }
        } else {
            existing(c, key, file, cdrom);
        }
    }

    private static void existing(Call c, String key, String file, boolean cdrom) {
        Drives.VolumeId id = Drives.volumeId(file);
        if (id == null) {
            if (!c.root()) {
                throw Refusal.because(
                        "Only root can pass arbitrary filesystem paths. at /usr/share/perl5/PVE/Storage.pm line 651.");
            }
            return;
        }
        new Storage(c.cluster().storageSpec(id.storage()), c.node()).parseName(id.name());
        String path = "/storage/" + id.storage();
        if (Storage.typeOf(id.name()).equals("iso")) {
            if (!c.may(path, "Datastore.Allocate")) {
                c.needAny(path, List.of("Datastore.AllocateSpace", "Datastore.Audit"));
            }
            if (!cdrom) {
                throw Refusal.parameter(key, "explicit 'media=cdrom' is required for iso images");
            }
            return;
        }
        Storage s = c.cluster().findStorage(c.node(), id.storage());
        Volume v = s == null ? null : s.volume(id.name());
        boolean own = v != null && Integer.valueOf(c.vmid()).equals(v.vmid());
        if (!own && !c.may(path, "Datastore.Allocate")) {
            c.need(path, "Datastore.Audit");
            Integer owner = v == null ? null : v.vmid();
            c.need("/vms/" + (owner == null ? c.vmid() : owner), "VM.Config.Disk");
        }
    }

    /** The privileges for everything else, drives excepted. */
    static void options(Call c, Collection<String> keys, @Nullable String pool) {
        if (c.root()) {
            return;
        }
        for (String key : keys) {
            if (Drives.isDrive(key) || key.equals("tags") || key.matches("(?:unused|serial|usb|hostpci)\\d+")) {
                continue;
            }
            String privilege = key.matches("numa\\d+")
                    ? "VM.Config.CPU"
                    : key.matches("net\\d+|ipconfig\\d+") ? "VM.Config.Network" : PRIVILEGE.get(key);
            if (privilege == null) {
                throw Refusal.because("only root can set '" + key + "' config");
            }
            needForVm(c, pool, privilege);
            if (key.equals("startup")) {
                c.need("/", "Sys.Modify");
            }
        }
    }

    /** The privileges for devices of the host and for bridges. */
    static void devices(Call c, Map<String, String> options, @Nullable String pool) {
        if (c.root()) {
            return;
        }
        for (Map.Entry<String, String> e : new TreeMap<>(options).entrySet()) {
            String key = e.getKey();
            if (key.matches("serial\\d+")) {
                if (!e.getValue().equals("socket")) {
                    throw Refusal.because("only root can set '" + key + "' config for real devices");
                }
                needForVm(c, pool, "VM.Config.HWType");
            } else if (key.matches("usb\\d+")) {
                usb(c, key, VmOptions.USB.parseChecked(e.getValue()), pool);
            } else if (key.matches("hostpci\\d+")) {
                pci(c, key, VmOptions.HOSTPCI.parseChecked(e.getValue()), pool);
            } else if (key.equals("rng0")) {
                needForVm(c, pool, "VM.Config.HWType");
                if ("/dev/hwrng".equals(VmOptions.RNG.parseChecked(e.getValue()).get("source"))) {
                    c.need("/mapping/hwrng", "Mapping.Use");
                }
            } else if (key.matches("net\\d+")) {
                bridge(c, VmOptions.NET.parseChecked(e.getValue()));
            }
        }
    }

    private static void usb(Call c, String key, Map<String, String> device, @Nullable String pool) {
        needForVm(c, pool, "VM.Config.HWType");
        String host = device.get("host");
        String mapping = device.get("mapping");
        if (host != null && !host.equalsIgnoreCase("spice")) {
            throw Refusal.because("only root can set '" + key + "' config for real devices");
        } else if (mapping != null) {
            c.need("/mapping/usb/" + mapping, "Mapping.Use");
        } else if (host == null) {
            throw Refusal.because("either 'host' or 'mapping' must be set.");
        }
    }

    private static void pci(Call c, String key, Map<String, String> device, @Nullable String pool) {
        String mapping = device.get("mapping");
        if (device.containsKey("host")) {
            throw Refusal.because("only root can set '" + key + "' config for non-mapped devices");
        } else if (mapping == null) {
            throw Refusal.because("either 'host' or 'mapping' must be set.");
        }
        c.need("/mapping/pci/" + mapping, "Mapping.Use");
        needForVm(c, pool, "VM.Config.HWType");
        if (device.containsKey("romfile")) {
            throw Refusal.parameter(key, "only root@pam can set 'romfile' option");
        }
    }

    private static void bridge(Call c, Map<String, String> net) {
        String bridge = net.get("bridge");
        if (bridge != null) {
            String tag = net.get("tag");
            c.need("/sdn/zones/localnetwork/" + bridge + (tag == null ? "" : "/" + tag), "SDN.Use");
        }
    }

    private static void needForVm(Call c, @Nullable String pool, String privilege) {
        if (pool == null || !c.may("/pool/" + pool, privilege)) {
            c.need("/vms/" + c.vmid(), privilege);
        }
    }
}
