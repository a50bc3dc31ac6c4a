package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;
import static io.siderite.machineclass.Key.required;

import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.DiskOptions;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Subject;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Disks and what holds them. */
final class DiskKeys {

    static final Key DISK_SIZE = required(
            "disk_size", new Whole(5, 131_072, "GiB"), "Size of the system disk; Talos needs 5 GiB.", "`scsi0`");
    static final Key STORAGE_SELECTOR = optional(
            "storage_selector",
            new Selector(Subject.STORAGE),
            "Which storages may hold the system disk; absent: any that accepts disk images.",
            "the choice of a storage");
    static final Key DISK_SSD =
            optional("disk_ssd", new Switch(), false, "Shows the disk to the machine as an SSD.", "the disk's `ssd`");
    static final Key DISK_DISCARD = optional(
            "disk_discard", new Switch(), false, "Hands freed blocks back to the storage.", "the disk's `discard`");
    static final Key DISK_IOTHREAD = optional(
            "disk_iothread", new Switch(), false, "A thread of its own for the disk.", "the disk's `iothread`");
    static final Key DISK_CACHE = optional(
            "disk_cache",
            new Choice("none", "writethrough", "writeback", "unsafe", "directsync"),
            "Cache mode; absent: Proxmox's default.",
            "the disk's `cache`");
    static final Key DISK_AIO = optional(
            "disk_aio",
            new Choice("native", "threads", "io_uring"),
            "How the host does the disk's I/O; absent: Proxmox's default.",
            "the disk's `aio`");

    static final Key EXTRA_SIZE =
            required("disk_size", new Whole(1, 131_072, "GiB"), "Size of the disk.", "`scsi1`, `scsi2`, …");
    static final Key EXTRA_SELECTOR = optional(
            "storage_selector",
            new Selector(Subject.STORAGE),
            "Which storages may hold this disk; absent: the machine's `storage_selector`.",
            "the choice of a storage");
    static final Key ADDITIONAL_DISKS = optional(
            "additional_disks",
            new Items(
                    List.of(EXTRA_SIZE, EXTRA_SELECTOR, DISK_SSD, DISK_DISCARD, DISK_IOTHREAD, DISK_CACHE, DISK_AIO),
                    30),
            "Disks after the system disk, each on a storage of its own choice.",
            "`scsi1`, `scsi2`, …");
    static final Key SCSIHW = optional(
            "scsihw",
            new Choice("virtio-scsi-pci", "virtio-scsi-single", "lsi", "lsi53c810", "megasas", "pvscsi"),
            "SCSI controller; absent: `virtio-scsi-single` if a disk has `disk_iothread`, else `virtio-scsi-pci`.",
            "`scsihw`");

    static final List<Key> KEYS = List.of(
            DISK_SIZE,
            STORAGE_SELECTOR,
            DISK_SSD,
            DISK_DISCARD,
            DISK_IOTHREAD,
            DISK_CACHE,
            DISK_AIO,
            ADDITIONAL_DISKS,
            SCSIHW);

    private DiskKeys() {}

    /** The system disk first. */
    static List<Disk> read(Values top) {
        var selector = storages(top, STORAGE_SELECTOR).orElse(StorageSelector.ANY);
        var disks = new ArrayList<Disk>();
        disks.add(new Disk(top.whole(DISK_SIZE) * MachineClass.GIB, selector, options(top)));
        for (var disk : top.items(ADDITIONAL_DISKS)) {
            disks.add(new Disk(
                    disk.whole(EXTRA_SIZE) * MachineClass.GIB,
                    storages(disk, EXTRA_SELECTOR).orElse(selector),
                    options(disk)));
        }
        return disks;
    }

    static String controller(Values top, List<Disk> disks) {
        if (!top.text(SCSIHW).isEmpty()) {
            return top.text(SCSIHW);
        }
        // An iothread needs a controller of its own for each disk; Talos advises against that one otherwise.
        return disks.stream().anyMatch(disk -> disk.options().iothread()) ? "virtio-scsi-single" : "virtio-scsi-pci";
    }

    static Optional<StorageSelector> storages(Values values, Key key) {
        return values.value(key).map(StorageSelector.class::cast);
    }

    private static DiskOptions options(Values disk) {
        return new DiskOptions(
                disk.on(DISK_SSD),
                disk.on(DISK_DISCARD),
                disk.on(DISK_IOTHREAD),
                disk.text(DISK_CACHE),
                disk.text(DISK_AIO));
    }
}
