package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.access.ApiToken;
import io.siderite.proxmoxsim.access.Login;
import io.siderite.proxmoxsim.access.Permissions;
import io.siderite.proxmoxsim.api.Api;
import io.siderite.proxmoxsim.guest.Machine;
import io.siderite.proxmoxsim.guest.MachineState;
import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Tasks;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.VmOptions;
import io.siderite.proxmoxsim.wire.Certificates;
import io.siderite.proxmoxsim.wire.HttpsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/** A running simulated Proxmox VE cluster, with one HTTPS endpoint a node on 127.0.0.1. */
public final class ProxmoxSim implements AutoCloseable {
    private final Cluster cluster;
    private final Tasks tasks = new Tasks();
    private final Certificates certificates;
    private final Map<String, HttpsEndpoint> endpoints = new LinkedHashMap<>();
    private final Faults faults;
    private final Api api;

    private ProxmoxSim(World world) {
        cluster = new Cluster(world);
        certificates = Certificates.generate(world.cluster());
        faults = new Faults(cluster, tasks, endpoints);
        Login login = new Login(world.users(), world.tokens(), world.ticketLife(), Clock.systemUTC());
        api = new Api(cluster, new Permissions(world.acl(), world.tokens()), login, tasks, faults);
    }

    /** Starts it; every endpoint listens when this returns. */
    public static ProxmoxSim start(World world) {
        ProxmoxSim sim = new ProxmoxSim(world);
        SSLContext tls = sim.certificates.server();
        try {
            for (World.NodeSpec node : world.nodes()) {
                HttpsEndpoint endpoint = new HttpsEndpoint(
                        tls, world.ports().getOrDefault(node.name(), 0), r -> sim.api.answer(node.name(), r));
                sim.endpoints.put(node.name(), endpoint);
                endpoint.listen();
            }
            return sim;
        } catch (IOException e) {
            sim.close();
            throw new UncheckedIOException("cannot listen on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    /** Starts a {@link World#seedLike()} at a speed. */
    public static ProxmoxSim start(double speed) {
        return start(World.seedLike().speed(speed).build());
    }

    /** Node to the base URL of its endpoint, without {@code /api2/json}. */
    public Map<String, URI> endpoints() {
        Map<String, URI> all = new LinkedHashMap<>();
        endpoints.forEach((node, e) -> all.put(node, URI.create("https://127.0.0.1:" + e.port())));
        return all;
    }

    /** SHA-256 of the certificate of every endpoint: upper-case hex with colons. */
    public String certificateFingerprint() {
        return certificates.fingerprint();
    }

    /** The cluster's certificate authority, PEM. */
    public String caPem() {
        return certificates.caPem();
    }

    /** The first API token. */
    public ApiToken token() {
        return cluster.world().tokens().getFirst();
    }

    /** The password of a user. */
    public String password(String userid) {
        return cluster.world().users().stream()
                .filter(u -> u.id().equals(userid))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no user " + userid))
                .password();
    }

    /** The world it was made of. */
    public World world() {
        return cluster.world();
    }

    /** Every call so far, oldest first. */
    public List<RecordedCall> calls() {
        return api.calls();
    }

    /** What can be made to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Every VM, by VMID. */
    public List<VmView> vms() {
        return cluster.read(vms -> vms.values().stream().map(ProxmoxSim::view).toList());
    }

    /** One VM. */
    public VmView vm(int vmid) {
        return vms().stream()
                .filter(v -> v.vmid() == vmid)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no VM " + vmid));
    }

    private static VmView view(Vm vm) {
        Machine m = vm.machine();
        Map<String, String> config = Map.copyOf(new TreeMap<>(vm.config()));
        String smbios = config.get("smbios1");
        String uuid =
                smbios == null ? "" : VmOptions.SMBIOS.parseChecked(smbios).getOrDefault("uuid", "");
        return new VmView(
                vm.vmid(),
                vm.node(),
                vm.name(),
                vm.running(),
                config,
                uuid.toLowerCase(Locale.ROOT),
                Lists.split(config.getOrDefault("tags", "")),
                m == null || !vm.running() ? new MachineState.Off() : m.state(),
                m == null ? "" : m.bootedFrom(),
                m == null ? "" : m.hostname(),
                m == null ? List.of() : m.nics(),
                m == null ? List.of() : m.notes());
    }

    /** Every ISO as {@code node/storage:iso/name}; those of a shared storage once, under its first node. */
    public List<String> isoVolumes() {
        return volumes("iso");
    }

    /** Every disk likewise. */
    public List<String> diskVolumes() {
        return volumes("images");
    }

    private List<String> volumes(String type) {
        return cluster.allStorages().stream()
                .flatMap(s -> s.volumes().stream()
                        .filter(v -> v.type().equals(type))
                        .map(v -> s.node() + "/" + s.spec().id() + ":" + v.name()))
                .toList();
    }

    /** The tasks known to the nodes: type, what it was for, and how it ended. */
    public List<Task> tasks() {
        return tasks.all();
    }

    /** Puts a VM there that is nobody's of ours; its disks are made and counted, at once. */
    public void foreignVm(String node, int vmid, Map<String, String> config, Set<Disk> disks, boolean running) {
        Vm vm = new Vm(vmid, node);
        vm.config().putAll(config);
        for (Disk d : disks) {
            Storage s = cluster.storage(node, d.storage());
            Volume v = s.allocate(vmid, s.defaultFormat(), d.bytes());
            vm.config().put(d.key(), s.spec().id() + ":" + v.name());
        }
        if (running) {
            vm.started(Instant.now());
        }
        cluster.add(vm);
    }

    /** The same without disks: a name and tags only. */
    public void foreignVm(String node, int vmid, String name, String tags) {
        foreignVm(node, vmid, Map.of("name", name, "tags", tags, "memory", "2048", "cores", "2"), Set.of(), true);
    }

    /** A disk of a foreign VM: the drive it hangs on, its storage and its size. */
    public record Disk(String key, String storage, long bytes) {}

    /** Puts an ISO on a storage, at once. */
    public void iso(String node, String storage, String filename, byte[] content) {
        cluster.storage(node, storage)
                .put(new Volume("iso/" + filename, null, "iso", content.length, Instant.now(), content));
    }

    /** Lets the system that a VM booted be installed on a disk: at its next start it boots from there. */
    public void installed(int vmid, String drive) {
        cluster.read(vms -> {
            Vm vm = vms.get(vmid);
            Map<String, String> d = vm == null ? null : vm.drives().get(drive);
            if (vm == null || d == null) {
                throw new IllegalArgumentException("no drive " + drive + " of VM " + vmid);
            }
            return vm.onDisk().put("installed:" + d.getOrDefault("file", ""), "talos");
        });
    }

    /** Makes a VM one that the HA manager looks after as it is, or no longer. */
    public void haManaged(int vmid, boolean yes) {
        cluster.read(vms -> {
            Vm vm = vms.get(vmid);
            if (vm == null) {
                throw new IllegalArgumentException("no VM " + vmid);
            }
            String sid = HaConfig.sid(vmid);
            if (yes) {
                cluster.ha().resources().put(sid, Map.of("type", "vm", "state", vm.running() ? "started" : "stopped"));
            } else {
                cluster.ha().remove(sid, true);
            }
            return vm;
        });
    }

    /** Switches everything off. */
    @Override
    public void close() {
        for (String node : endpoints.keySet()) {
            faults.endpointDown(node);
        }
        api.close();
        tasks.close();
        cluster.read(vms -> {
            vms.values().forEach(Vm::stopped);
            return vms.size();
        });
    }
}
