package io.siderite.proxmoxsim.guest;

import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The machine inside a VM, from power on to power off. */
public final class Machine {
    private static final Pattern TALOS_VERSION = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+(?:-[a-z]+\\.\\d+)?)");

    private final String node;
    private final Map<String, String> config;
    private final Map<String, String> onDisk;
    private final Cluster cluster;
    private volatile MachineState state = new MachineState.Off();
    private volatile String bootedFrom = "";
    private volatile String hostname = "";
    private volatile List<Nic> nics = List.of();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Thread life;

    private Machine(Vm vm, Cluster cluster) {
        this.node = vm.node();
        this.config = new TreeMap<>(vm.config());
        this.onDisk = vm.onDisk();
        this.cluster = cluster;
    }

    /** Switches on what a VM is configured as at this moment. */
    public static Machine powerOn(Vm vm, Cluster cluster) {
        Machine m = new Machine(vm, cluster);
        m.life = Thread.ofVirtual().name("machine-" + vm.vmid()).start(m::live);
        return m;
    }

    /** Pulls the plug. */
    public void powerOff() {
        Thread t = life;
        if (t != null) {
            t.interrupt();
        }
        state = new MachineState.Off();
    }

    public MachineState state() {
        return state;
    }

    /** The volume it booted; empty when there was none. */
    public String bootedFrom() {
        return bootedFrom;
    }

    /** The hostname of meta-data. */
    public String hostname() {
        return hostname;
    }

    /** Its network cards as they came up. */
    public List<Nic> nics() {
        return nics;
    }

    /** What was wrong, or will be, though it went on. */
    public List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    private void note(List<String> more) {
        synchronized (notes) {
            notes.addAll(more);
        }
    }

    private void live() {
        nics = cards();
        List<String> unreadable = new ArrayList<>();
        Map<String, Iso9660> discs = discs(unreadable);
        Set<String> cidata = new HashSet<>();
        discs.forEach((volid, iso) -> {
            if (iso.label().equalsIgnoreCase("cidata")) {
                cidata.add(volid);
            }
        });
        Firmware.Found found = Firmware.boot(config, installed(), cidata);
        note(found.notes());
        if (found.device() == null) {
            state = new MachineState.NoBootDevice("no bootable device: " + String.join(", ", found.tried()));
            return;
        }
        bootedFrom = found.file();
        Cidata c = null;
        for (String volid : cidata) {
            Iso9660 iso = discs.get(volid);
            if (iso != null && iso.label().equals("cidata")) {
                c = Cidata.read(iso, nics);
            } else {
                note(List.of("the label of " + volid + " is not exactly cidata: Talos does not look at it"));
            }
        }
        if (c == null) {
            state = new MachineState.Unconfigured("no CD labelled cidata is attached"
                    + (unreadable.isEmpty() ? "" : "; not readable: " + String.join(", ", unreadable)));
            return;
        }
        note(c.notes());
        hostname = c.hostname();
        nics = c.nics();
        if (c.join() == null) {
            state = new MachineState.Unconfigured(
                    c.notes().isEmpty() ? "no join configuration" : c.notes().getFirst());
            return;
        }
        join(c.join());
    }

    private void join(Cidata.Join target) {
        String unique = onDisk.computeIfAbsent("node-unique-token", k -> UniqueToken.random());
        String uuid = uuid();
        Joiner joiner =
                new Joiner(target, uuid, unique, talosVersion(), cluster.world().trusted(), cluster.pace(), s -> {
                    if (!Thread.currentThread().isInterrupted()) {
                        state = s;
                    }
                });
        try {
            joiner.run();
        } catch (InterruptedException poweredOff) {
            state = new MachineState.Off();
        }
    }

    private String uuid() {
        String smbios = config.get("smbios1");
        String uuid =
                smbios == null ? null : VmOptions.SMBIOS.parseChecked(smbios).get("uuid");
        return uuid == null ? "" : uuid.toLowerCase(Locale.ROOT);
    }

    private String talosVersion() {
        Matcher m = TALOS_VERSION.matcher(bootedFrom);
        return m.find() ? "v" + m.group(1) : "v1.11.0";
    }

    private Set<String> installed() {
        Set<String> volumes = new HashSet<>();
        onDisk.forEach((key, value) -> {
            if (key.startsWith("installed:")) {
                volumes.add(key.substring("installed:".length()));
            }
        });
        return volumes;
    }

    private List<Nic> cards() {
        List<Nic> cards = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String net = config.get("net" + i);
            if (net != null) {
                Map<String, String> n = VmOptions.NET.parseChecked(net);
                String mac = n.getOrDefault("macaddr", "").toLowerCase(Locale.ROOT);
                cards.add(new Nic("eth" + cards.size(), mac, n.getOrDefault("bridge", ""), true, List.of(), 0, false));
            }
        }
        return List.copyOf(cards);
    }

    /** The images in its CD drives that are kept and can be read. */
    private Map<String, Iso9660> discs(List<String> unreadable) {
        Map<String, Iso9660> discs = new TreeMap<>();
        config.forEach((key, value) -> {
            Map<String, String> drive = Drives.isDrive(key) ? Drives.parse(key, value) : Map.of();
            String file = drive.getOrDefault("file", "none");
            if (Drives.isCdrom(drive) && Drives.volumeId(file) != null) {
                try {
                    Volume v = cluster.volume(node, file);
                    byte[] content = v.content();
                    if (content != null) {
                        discs.put(file, Iso9660.read(content));
                    }
                } catch (Iso9660.NotAnIso | Refusal e) {
                    // A boot image of a test need not be a real one; only a missing cidata makes this worth telling.
                    unreadable.add(key + ": " + e.getMessage());
                }
            }
        });
        return discs;
    }
}
