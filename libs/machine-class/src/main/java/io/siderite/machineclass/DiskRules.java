package io.siderite.machineclass;

import static io.siderite.machineclass.DiskKeys.ADDITIONAL_DISKS;
import static io.siderite.machineclass.DiskKeys.DISK_AIO;
import static io.siderite.machineclass.DiskKeys.DISK_CACHE;
import static io.siderite.machineclass.DiskKeys.DISK_IOTHREAD;
import static io.siderite.machineclass.DiskKeys.SCSIHW;

import java.util.List;

/** What must hold between the keys of disks. */
final class DiskRules {

    static final List<Rule> RULES = List.of(
            new Rule(
                    "`disk_aio: native` needs `disk_cache: none` or `directsync`, or no `disk_cache`.",
                    each(DiskRules::nativeAio)),
            new Rule(
                    "`disk_iothread: true` needs `scsihw: virtio-scsi-single`, or no `scsihw`.",
                    each(DiskRules::iothread)));

    @FunctionalInterface
    private interface DiskCheck {
        void look(Values top, Values disk, String path, List<Problem> problems);
    }

    private DiskRules() {}

    /** The same for the system disk, whose keys are the class's own, and for every other. */
    private static Rule.Check each(DiskCheck check) {
        return (top, problems) -> {
            check.look(top, top, "", problems);
            if (top.sound(ADDITIONAL_DISKS)) {
                var disks = top.items(ADDITIONAL_DISKS);
                for (int i = 0; i < disks.size(); i++) {
                    check.look(top, disks.get(i), "additional_disks[" + i + "].", problems);
                }
            }
        };
    }

    /** QEMU: native AIO wants the host's page cache bypassed. */
    private static void nativeAio(Values top, Values disk, String path, List<Problem> problems) {
        if (!disk.sound(DISK_AIO, DISK_CACHE) || !disk.text(DISK_AIO).equals("native")) {
            return;
        }
        var cache = disk.text(DISK_CACHE);
        if (!cache.isEmpty() && !cache.equals("none") && !cache.equals("directsync")) {
            problems.add(new Problem(
                    path + "disk_aio",
                    disk.line(DISK_AIO),
                    "an AIO mode that works with disk_cache: " + cache,
                    "native",
                    "write io_uring, or disk_cache: none"));
        }
    }

    private static void iothread(Values top, Values disk, String path, List<Problem> problems) {
        if (!disk.sound(DISK_IOTHREAD) || !top.sound(SCSIHW) || !disk.on(DISK_IOTHREAD) || !top.has(SCSIHW)) {
            return;
        }
        var controller = top.text(SCSIHW);
        if (!controller.equals("virtio-scsi-single")) {
            problems.add(new Problem(
                    path + "disk_iothread",
                    disk.line(DISK_IOTHREAD),
                    "a SCSI controller with a thread for each disk",
                    "scsihw: " + controller,
                    "write scsihw: virtio-scsi-single, or remove scsihw"));
        }
    }
}
