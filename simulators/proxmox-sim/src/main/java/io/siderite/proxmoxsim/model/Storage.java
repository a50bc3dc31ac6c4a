package io.siderite.proxmoxsim.model;

import io.siderite.proxmoxsim.World.StorageSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A storage and its volumes: one object a node when it is local, one in the cluster when it is shared. */
public final class Storage {
    private final StorageSpec spec;
    private final String node;
    private final Map<String, Volume> volumes = new TreeMap<>();
    private boolean full;

    /** {@code node} is the node it lies on; for a shared one the first that has it. */
    public Storage(StorageSpec spec, String node) {
        this.spec = spec;
        this.node = node;
    }

    public StorageSpec spec() {
        return spec;
    }

    public String node() {
        return node;
    }

    /** Bytes of all volumes. */
    public synchronized long used() {
        return full
                ? spec.total()
                : volumes.values().stream().mapToLong(Volume::size).sum();
    }

    public synchronized Collection<Volume> volumes() {
        return List.copyOf(volumes.values());
    }

    public synchronized @Nullable Volume volume(String name) {
        return volumes.get(name);
    }

    public synchronized void put(Volume volume) {
        volumes.put(volume.name(), volume);
    }

    /** Removes a volume; whether it was there. */
    public synchronized boolean remove(String name) {
        return volumes.remove(name) != null;
    }

    /** Lets the storage be full, or as full as its volumes make it. */
    public synchronized void full(boolean yes) {
        full = yes;
    }

    /** Makes a disk for a VM. The caller holds the storage's lock. */
    public synchronized Volume allocate(int vmid, String format, long bytes) {
        String suffix = spec.fileBased() ? "." + format : "";
        String prefix = spec.fileBased() ? vmid + "/" : "";
        int n = 0;
        while (volumes.containsKey(prefix + "vm-" + vmid + "-disk-" + n + suffix)) {
            n++;
        }
        String bare = "vm-" + vmid + "-disk-" + n;
        long available = spec.total() - used();
        if (bytes > available) {
            throw Refusal.because(noSpace(bare, bytes, available));
        }
        Volume made = new Volume(prefix + bare + suffix, vmid, format, bytes, Instant.now(), null);
        volumes.put(made.name(), made);
        return made;
    }

    private String noSpace(String name, long bytes, long available) {
        return switch (spec.type()) {
            case "zfspool" -> "zfs error: cannot create '" + spec.id() + "/" + name + "': out of space";
            case "lvm" -> "not enough free space (" + available / 1024 + " < " + bytes / 1024 + ")";
            case "lvmthin" ->
                "lvcreate 'pve/" + name + "' error:   Cannot create new thin volume, free space in thin pool pve/"
                        + spec.id() + " reached threshold.";
            default ->
                "unable to create image: qemu-img: " + spec.path() + "/images/" + name
                        + ": Could not resize file: No space left on device";
        };
    }

    /** The format of a disk nobody chose one for. */
    public String defaultFormat() {
        return "raw";
    }

    /** Refuses a volume name that this type of storage cannot have. */
    public void parseName(String name) {
        boolean disk = name.matches("(?:vm|base)-\\d+-\\S+");
        switch (spec.type()) {
            case "lvm", "lvmthin" -> {
                if (!disk) {
                    throw Refusal.because("unable to parse lvm volume name '" + name + "'");
                }
            }
            case "zfspool" -> {
                if (!disk) {
                    throw Refusal.because("unable to parse zfs volume name '" + name + "'");
                }
            }
            case "rbd" -> {
                if (!disk) {
                    throw Refusal.because("unable to parse rbd volume name '" + name + "'");
                }
            }
            default -> {
                if (!name.matches("\\d+/\\S+\\.(?:raw|qcow2|vmdk)|iso/[^/]+(?i)\\.(?:iso|img)")) {
                    throw Refusal.because("unable to parse directory volume name '" + name + "'");
                }
            }
        }
    }

    /** {@code iso} or {@code images}, by the name; call {@link #parseName} first. */
    public static String typeOf(String name) {
        return name.startsWith("iso/") ? "iso" : "images";
    }

    /** Where a volume would lie in the node's file system. */
    public String path(String name) {
        return spec.path() == null
                ? "/dev/" + spec.id() + "/" + name
                : spec.path() + (name.startsWith("iso/") ? "/template/" : "/images/") + name;
    }
}
