package io.siderite.machineclass;

import java.util.ArrayList;
import java.util.List;

/** What must hold between several keys: Proxmox takes these at create and refuses them only at start. */
final class ClassRules {

    private ClassRules() {}

    static List<Problem> check(Values top) {
        var problems = new ArrayList<Problem>();
        aio(top, "", problems);
        if (top.sound(Definition.ADDITIONAL_DISKS)) {
            var disks = top.items(Definition.ADDITIONAL_DISKS);
            for (int i = 0; i < disks.size(); i++) {
                aio(disks.get(i), "additional_disks[" + i + "].", problems);
            }
        }
        pcie(top, problems);
        return problems;
    }

    /** QEMU: native AIO wants the host's page cache bypassed. */
    private static void aio(Values disk, String path, List<Problem> problems) {
        if (!disk.sound(Definition.DISK_AIO, Definition.DISK_CACHE)
                || !disk.text(Definition.DISK_AIO).equals("native")) {
            return;
        }
        var cache = disk.text(Definition.DISK_CACHE);
        if (!cache.isEmpty() && !cache.equals("none") && !cache.equals("directsync")) {
            problems.add(new Problem(
                    path + "disk_aio",
                    disk.line(Definition.DISK_AIO),
                    "an AIO mode that works with disk_cache: " + cache,
                    "native",
                    "write io_uring, or disk_cache: none"));
        }
    }

    private static void pcie(Values top, List<Problem> problems) {
        if (!top.sound(Definition.PCI_DEVICES, Definition.MACHINE_TYPE)
                || top.text(Definition.MACHINE_TYPE).equals("q35")) {
            return;
        }
        var devices = top.items(Definition.PCI_DEVICES);
        for (int i = 0; i < devices.size(); i++) {
            var device = devices.get(i);
            if (device.sound(Definition.PCI_EXPRESS) && device.on(Definition.PCI_EXPRESS)) {
                problems.add(new Problem(
                        "pci_devices[" + i + "].pcie",
                        device.line(Definition.PCI_EXPRESS),
                        "machine_type: q35 beside a PCIe device",
                        "machine_type: " + top.text(Definition.MACHINE_TYPE),
                        "write machine_type: q35, or pcie: false"));
            }
        }
    }
}
