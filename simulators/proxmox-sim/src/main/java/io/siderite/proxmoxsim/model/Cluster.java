package io.siderite.proxmoxsim.model;

import io.siderite.proxmoxsim.World;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.World.StorageSpec;
import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.params.Drives;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The state of the cluster. Its monitor guards VMs; storages guard themselves. */
public final class Cluster {
    private final World world;
    private final Map<String, Map<String, Storage>> storages = new LinkedHashMap<>();
    private final Map<Integer, Vm> vms = new TreeMap<>();
    private final Map<String, Instant> down = new HashMap<>();
    private final HaConfig ha = new HaConfig();
    private final Locks locks = new Locks();
    private final Pace pace;
    private final Snapshot snapshot;

    /** The cluster of a world, without any VM. */
    public Cluster(World world) {
        this.world = world;
        this.pace = new Pace(world.times(), world.speed());
        Map<String, Storage> shared = new HashMap<>();
        for (NodeSpec node : world.nodes()) {
            Map<String, Storage> here = new LinkedHashMap<>();
            for (StorageSpec s : node.storages()) {
                here.put(
                        s.id(),
                        s.shared()
                                ? shared.computeIfAbsent(s.id(), id -> new Storage(s, node.name()))
                                : new Storage(s, node.name()));
            }
            storages.put(node.name(), here);
        }
        this.snapshot = new Snapshot(this);
    }

    public World world() {
        return world;
    }

    public Locks locks() {
        return locks;
    }

    public Pace pace() {
        return pace;
    }

    /** What the HA manager is told. Only under the monitor, in {@link #read}. */
    public HaConfig ha() {
        return ha;
    }

    /** What {@code /cluster/resources} shows. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Runs under the monitor. */
    public synchronized <T> T read(Function<Map<Integer, Vm>, T> f) {
        return f.apply(vms);
    }

    /** The configuration of a VM on a node, or Proxmox's refusal. */
    public synchronized Vm vm(String node, int vmid) {
        Vm vm = vms.get(vmid);
        if (vm == null || !vm.node().equals(node)) {
            throw Refusal.because(
                    "Configuration file 'nodes/" + node + "/qemu-server/" + vmid + ".conf' does not exist");
        }
        return vm;
    }

    /** Claims a VMID in the whole cluster: afterwards its configuration is {@code lock: create}. */
    public synchronized Vm claim(String node, int vmid) {
        Vm there = vms.get(vmid);
        if (there != null) {
            throw Refusal.because("VM " + vmid + " already exists on node '" + there.node() + "'");
        }
        Vm vm = new Vm(vmid, node);
        vm.config().put("lock", "create");
        vm.claimed(Instant.now());
        vms.put(vmid, vm);
        return vm;
    }

    /** Removes a VM's configuration. */
    public synchronized void remove(int vmid) {
        vms.remove(vmid);
    }

    /** Adds a VM as it is. */
    public synchronized void add(Vm vm) {
        vms.put(vm.vmid(), vm);
    }

    /** Whether a node is up. */
    public synchronized boolean online(String node) {
        return world.node(node) != null && !down.containsKey(node);
    }

    /** Since when a node is down; null when it is up. */
    public synchronized @Nullable Instant downSince(String node) {
        return down.get(node);
    }

    /** Whether more than half of the nodes are up. */
    public synchronized boolean quorate() {
        return down.size() * 2 < world.nodes().size();
    }

    /** Turns a node off (its VMs stop) or on. */
    public synchronized void power(String node, boolean on) {
        if (on) {
            down.remove(node);
            return;
        }
        down.putIfAbsent(node, Instant.now());
        vms.values().stream().filter(vm -> vm.node().equals(node)).forEach(Vm::stopped);
    }

    /** The storages of a node. */
    public Collection<Storage> storages(String node) {
        return storages.getOrDefault(node, Map.of()).values();
    }

    /** A storage a node has, or null. */
    public @Nullable Storage findStorage(String node, String id) {
        return storages.getOrDefault(node, Map.of()).get(id);
    }

    /** Its definition, wherever in the cluster it stands. */
    public StorageSpec storageSpec(String id) {
        return world.nodes().stream()
                .flatMap(n -> n.storages().stream())
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.because("storage '" + id + "' does not exist"));
    }

    /** A storage that a node has, or Proxmox's refusal. */
    public Storage storage(String node, String id) {
        storageSpec(id);
        Storage s = findStorage(node, id);
        if (s == null) {
            throw Refusal.because("storage '" + id + "' is not available on node '" + node + "'");
        }
        return s;
    }

    /** A volume that exists as seen from a node, or Proxmox's refusal. */
    public Volume volume(String node, String volid) {
        Drives.VolumeId id = Drives.volumeId(volid);
        if (id == null) {
            throw Refusal.because("unable to parse volume ID '" + volid + "'");
        }
        Storage s = storage(node, id.storage());
        s.parseName(id.name());
        Volume v = s.volume(id.name());
        if (v == null) {
            throw Refusal.because("volume '" + volid + "' does not exist");
        }
        return v;
    }

    /** Every storage object once. */
    public List<Storage> allStorages() {
        return storages.values().stream()
                .flatMap(m -> m.values().stream())
                .distinct()
                .toList();
    }
}
