package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Drives;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Making and freeing the disks of a VM. Every single one takes its storage's lock. */
final class Disks {
    /** How long one waits for a storage's lock, seconds. */
    private static final int LOCK_TIMEOUT = 10;

    private Disks() {}

    /**
     * Makes the disks that are to be made and looks for the volumes that are to be there.
     *
     * @return the drives as they are to be stored
     */
    static Map<String, String> create(
            Cluster cluster,
            String node,
            int vmid,
            Map<String, String> options,
            @Nullable String defaultStorage,
            Consumer<String> say)
            throws InterruptedException {
        Map<String, String> done = new LinkedHashMap<>();
        List<String> made = new ArrayList<>();
        try {
            for (Map.Entry<String, String> e : new TreeMap<>(options).entrySet()) {
                if (Drives.isDrive(e.getKey())) {
                    Map<String, String> drive = new TreeMap<>(Drives.parse(e.getKey(), e.getValue()));
                    one(cluster, node, vmid, e.getKey(), drive, defaultStorage, made);
                    String stored = Drives.print(e.getKey(), drive);
                    done.put(e.getKey(), stored);
                    say.accept(e.getKey() + ": successfully created disk '" + stored + "'");
                }
            }
        } catch (Refusal r) {
            release(cluster, node, made, say);
            throw r;
        }
        return done;
    }

    private static void one(
            Cluster cluster,
            String node,
            int vmid,
            String key,
            Map<String, String> drive,
            @Nullable String defaultStorage,
            List<String> made)
            throws InterruptedException {
        String file = drive.getOrDefault("file", "none");
        Drives.NewDisk wanted = Drives.isCdrom(drive) ? null : Drives.newDisk(file);
        if (file.equals("none") || file.equals("cdrom")) {
            drive.remove("size");
        } else if (wanted != null) {
            String id = wanted.storage() == null ? defaultStorage : wanted.storage();
            Storage s = cluster.storage(node, id == null ? "" : id);
            String chosen = drive.remove("format");
            String format = chosen == null ? s.defaultFormat() : chosen;
            long bytes = bytes(key, wanted.gib(), s, drive);
            Volume v = cluster.locks().storage(s, cluster.pace().lockTimeout(LOCK_TIMEOUT), () -> {
                cluster.pace().take(cluster.pace().times().allocate());
                return s.allocate(vmid, format, bytes);
            });
            made.add(s.spec().id() + ":" + v.name());
            drive.put("file", s.spec().id() + ":" + v.name());
            drive.put("size", size(bytes));
        } else {
            Volume v = cluster.volume(node, file);
            drive.put("size", size(v.size()));
        }
    }

    /** EFI variables and TPM state have sizes of their own; block storages round up to 4 MiB. */
    private static long bytes(String key, double gib, Storage s, Map<String, String> drive) {
        long mib4 = 4L << 20;
        if (key.equals("efidisk0")) {
            long vars = "4m".equals(drive.get("efitype")) ? 528L << 10 : 128L << 10;
            return s.spec().fileBased() ? vars : mib4;
        }
        return key.equals("tpmstate0") ? mib4 : (long) (gib * (1L << 30));
    }

    /** A size as Proxmox stores it: the biggest unit that keeps it whole. */
    static String size(long bytes) {
        String[] unit = {"", "K", "M", "G", "T"};
        long n = bytes;
        int u = 0;
        while (u < 4 && n > 0 && n % 1024 == 0) {
            n /= 1024;
            u++;
        }
        return n + unit[u];
    }

    /** Frees a volume under its storage's lock; whether it was there. */
    static boolean free(Cluster cluster, Storage s, String name) throws InterruptedException {
        return cluster.locks().storage(s, cluster.pace().lockTimeout(LOCK_TIMEOUT), () -> {
            cluster.pace().take(cluster.pace().times().free());
            return s.remove(name);
        });
    }

    /** Frees volumes as far as that goes. */
    private static void release(Cluster cluster, String node, List<String> volids, Consumer<String> say)
            throws InterruptedException {
        for (String volid : volids) {
            try {
                freeVolid(cluster, node, volid);
            } catch (Refusal r) {
                say.accept(r.text());
            }
        }
    }

    /** Frees a volume by its id. */
    static void freeVolid(Cluster cluster, String node, String volid) throws InterruptedException {
        Drives.VolumeId id = Drives.volumeId(volid);
        if (id != null) {
            free(cluster, cluster.storage(node, id.storage()), id.name());
        }
    }

    /** Frees every disk a VM owns; one that can't be freed is a warning, as in the real thing. */
    static void freeOwned(Cluster cluster, String node, Map<String, Map<String, String>> drives, Task task)
            throws InterruptedException {
        for (Map<String, String> drive : drives.values()) {
            String volid = drive.getOrDefault("file", "");
            if (!Drives.isCdrom(drive)) {
                try {
                    freeVolid(cluster, node, volid);
                    task.say("  Logical volume \"" + volid + "\" successfully removed.");
                } catch (Refusal r) {
                    task.warn("Could not remove disk '" + volid + "', check manually: " + r.text());
                }
            }
        }
    }
}
