package io.siderite.proxmoxsim.model;

import io.siderite.proxmoxsim.guest.Machine;
import io.siderite.proxmoxsim.params.Drives;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A VM. All access is under the cluster's monitor. */
public final class Vm {
    private final int vmid;
    private String node;
    private final Map<String, String> config = new TreeMap<>();
    private final Map<String, String> pending = new TreeMap<>();
    private final Map<String, String> onDisk = new ConcurrentHashMap<>();
    private Instant claimedAt = Instant.EPOCH;
    private @Nullable Instant startedAt;
    private final Set<String> devices = new HashSet<>();
    private String pool = "";
    private @Nullable Machine machine;

    public Vm(int vmid, String node) {
        this.vmid = vmid;
        this.node = node;
    }

    public int vmid() {
        return vmid;
    }

    public String node() {
        return node;
    }

    /** What is in effect. */
    public Map<String, String> config() {
        return config;
    }

    /** What takes effect at the next start; an empty value is a deletion. */
    public Map<String, String> pending() {
        return pending;
    }

    /** What is in effect after the next start. */
    public Map<String, String> effective() {
        Map<String, String> merged = new TreeMap<>(config);
        pending.forEach((k, v) -> {
            if (v.isEmpty()) {
                merged.remove(k);
            } else {
                merged.put(k, v);
            }
        });
        return merged;
    }

    /** Makes what is pending hold. */
    public void applyPending() {
        Map<String, String> merged = effective();
        config.clear();
        config.putAll(merged);
        pending.clear();
    }

    /** What the guest has written to its disks, and reads again after a restart. */
    public Map<String, String> onDisk() {
        return onDisk;
    }

    /** When its VMID was claimed; long ago of a VM that was there before. */
    public Instant claimedAt() {
        return claimedAt;
    }

    public void claimed(Instant at) {
        claimedAt = at;
    }

    public boolean running() {
        return startedAt != null;
    }

    public @Nullable Instant startedAt() {
        return startedAt;
    }

    public void started(Instant at) {
        startedAt = at;
    }

    /** Without power, in the VM and in the machine inside. */
    public void stopped() {
        startedAt = null;
        devices.clear();
        if (machine != null) {
            machine.powerOff();
        }
    }

    /** The host's PCI devices that it holds while it runs. */
    public Set<String> devices() {
        return devices;
    }

    /** Its pool; empty for none. */
    public String pool() {
        return pool;
    }

    public void pool(String id) {
        pool = id;
    }

    /** To another node; nothing but its configuration moves. */
    public void move(String to) {
        node = to;
    }

    /** The machine inside, from the first start on. */
    public @Nullable Machine machine() {
        return machine;
    }

    public void machine(@Nullable Machine m) {
        machine = m;
    }

    public String lock() {
        return config.getOrDefault("lock", "");
    }

    /** A whole number of the configuration. */
    public long number(String key, long otherwise) {
        String v = config.get(key);
        return v == null ? otherwise : Long.parseLong(v.replaceAll("^\\w+=", ""));
    }

    public String name() {
        return config.getOrDefault("name", "VM " + vmid);
    }

    /** Its drives that hold a disk or an ISO: key to the parts of the drive. */
    public Map<String, Map<String, String>> drives() {
        Map<String, Map<String, String>> drives = new TreeMap<>();
        config.forEach((key, value) -> {
            if (Drives.isDrive(key)) {
                Map<String, String> drive = Drives.parse(key, value);
                if (Drives.volumeId(drive.getOrDefault("file", "")) != null) {
                    drives.put(key, drive);
                }
            }
        });
        return drives;
    }
}
