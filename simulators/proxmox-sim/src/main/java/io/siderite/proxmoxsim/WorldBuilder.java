package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.access.Acl;
import io.siderite.proxmoxsim.access.ApiToken;
import io.siderite.proxmoxsim.access.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Builds a world; every setter answers the builder itself. */
public final class WorldBuilder {
    /** The privileges our own token needs, path to privileges; bridges and nodes are added by the builder. */
    private static final Map<String, Set<String>> LEAST = Map.of(
            "/vms",
            Set.of(
                    "VM.Allocate",
                    "VM.Audit",
                    "VM.PowerMgmt",
                    "VM.Config.CPU",
                    "VM.Config.Memory",
                    "VM.Config.HWType",
                    "VM.Config.Options",
                    "VM.Config.Network",
                    "VM.Config.Disk",
                    "VM.Config.CDROM"));

    private String cluster = "pve";
    private String version = "9.0.3";
    private final List<World.NodeSpec> nodes = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private final List<ApiToken> tokens = new ArrayList<>();
    private final List<Acl> acl = new ArrayList<>();
    private TaskTimes times = TaskTimes.realistic();
    private double speed = 1;
    private Duration resourcesPeriod = Duration.ofSeconds(10);
    private Duration ticketLife = Duration.ofHours(2);
    private final Map<String, List<World.MappedDevice>> pci = new HashMap<>();
    private final Map<String, List<World.MappedDevice>> usb = new HashMap<>();
    private final Set<String> pools = new HashSet<>();
    private boolean nextIdAsString = true;
    private final List<String> trusted = new ArrayList<>();
    private final Map<String, Integer> ports = new HashMap<>();

    WorldBuilder() {}

    public WorldBuilder cluster(String name) {
        cluster = name;
        return this;
    }

    public WorldBuilder version(String v) {
        version = v;
        return this;
    }

    public WorldBuilder node(World.NodeSpec node) {
        nodes.add(node);
        return this;
    }

    /** Adds a storage to every node there is so far. */
    public WorldBuilder storageEverywhere(World.StorageSpec storage) {
        nodes.replaceAll(n -> {
            List<World.StorageSpec> all = new ArrayList<>(n.storages());
            all.add(storage);
            return new World.NodeSpec(n.name(), n.cpus(), n.memory(), List.copyOf(all), n.bridges());
        });
        return this;
    }

    public WorldBuilder user(String userid, String password) {
        users.removeIf(u -> u.id().equals(userid));
        users.add(new User(userid, password));
        return this;
    }

    /** A token that has what the ACL gives to it and its user both (privilege separation), or to its user. */
    public WorldBuilder token(String userid, String name, boolean separated) {
        tokens.add(new ApiToken(userid + "!" + name, UUID.randomUUID().toString(), separated));
        return this;
    }

    /** Gives a user or token privileges on a path and, with propagation, below it. */
    public WorldBuilder allow(String subject, String path, boolean propagate, Set<String> privileges) {
        acl.add(new Acl(path, subject, privileges, propagate));
        return this;
    }

    /** Takes every entry for that path away, to test a token that lacks something. */
    public WorldBuilder deny(String path) {
        acl.removeIf(a -> a.path().equals(path));
        return this;
    }

    /** A user with a token and no more than a provisioner of VMs needs with the nodes, storages and mappings there are so far. */
    public WorldBuilder leastPrivileged(String userid, String tokenName) {
        user(userid, UUID.randomUUID().toString()).token(userid, tokenName, false);
        LEAST.forEach((path, privileges) -> allow(userid, path, true, privileges));
        pci.keySet().forEach(m -> allow(userid, "/mapping/pci/" + m, true, Set.of("Mapping.Use")));
        usb.keySet().forEach(m -> allow(userid, "/mapping/usb/" + m, true, Set.of("Mapping.Use")));
        for (World.NodeSpec n : nodes) {
            allow(userid, "/nodes/" + n.name(), true, Set.of("Sys.Audit", "Sys.AccessNetwork"));
            n.bridges()
                    .forEach(b ->
                            allow(userid, "/sdn/zones/localnetwork/" + b.name(), true, Set.of("SDN.Use", "SDN.Audit")));
            n.storages().forEach(s -> allow(userid, "/storage/" + s.id(), true, storagePrivileges(s)));
        }
        return this;
    }

    private static Set<String> storagePrivileges(World.StorageSpec s) {
        Set<String> p = new HashSet<>(Set.of("Datastore.AllocateSpace", "Datastore.Audit"));
        if (s.content().contains("iso")) {
            p.addAll(Set.of("Datastore.AllocateTemplate", "Datastore.Allocate"));
        }
        return p;
    }

    public WorldBuilder times(TaskTimes t) {
        times = t;
        return this;
    }

    public WorldBuilder speed(double factor) {
        speed = factor;
        return this;
    }

    public WorldBuilder resourcesPeriod(Duration period) {
        resourcesPeriod = period;
        return this;
    }

    public WorldBuilder ticketLife(Duration life) {
        ticketLife = life;
        return this;
    }

    /** Maps a PCI device at a path of a node; again for another device of the same mapping. */
    public WorldBuilder pci(String mapping, String node, String path) {
        pci.computeIfAbsent(mapping, _ -> new ArrayList<>()).add(new World.MappedDevice(node, path, "10de:2204"));
        return this;
    }

    /** Maps a PCI device of each of these nodes, each at a path of its own. */
    public WorldBuilder mapping(String mapping, String... onNodes) {
        for (String node : onNodes) {
            pci(mapping, node, String.format("0000:%02x:00.0", 0x80 + pci.size()));
        }
        return this;
    }

    /** Maps a USB device of a node by its vendor and product, such as {@code 10c4:ea60}. */
    public WorldBuilder usb(String mapping, String node, String id) {
        usb.computeIfAbsent(mapping, _ -> new ArrayList<>()).add(new World.MappedDevice(node, "", id));
        return this;
    }

    public WorldBuilder pool(String id) {
        pools.add(id);
        return this;
    }

    public WorldBuilder nextIdAsString(boolean yes) {
        nextIdAsString = yes;
        return this;
    }

    /** A PEM certificate that nodes (download-url) and guests (Provision over https) trust. */
    public WorldBuilder trust(String pem) {
        trusted.add(pem);
        return this;
    }

    public WorldBuilder port(String node, int port) {
        ports.put(node, port);
        return this;
    }

    public World build() {
        if (nodes.isEmpty()) {
            throw new IllegalStateException("a world has at least one node");
        }
        return new World(
                cluster,
                version,
                List.copyOf(nodes),
                List.copyOf(users),
                List.copyOf(tokens),
                List.copyOf(acl),
                times,
                speed,
                resourcesPeriod,
                ticketLife,
                Map.copyOf(pci),
                Map.copyOf(usb),
                Set.copyOf(pools),
                nextIdAsString,
                List.copyOf(trusted),
                Map.copyOf(ports));
    }
}
