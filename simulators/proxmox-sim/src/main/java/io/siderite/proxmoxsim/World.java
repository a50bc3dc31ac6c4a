package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.access.Acl;
import io.siderite.proxmoxsim.access.ApiToken;
import io.siderite.proxmoxsim.access.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the simulated cluster is made up before anybody touches it.
 *
 * @param cluster the cluster's name
 * @param version such as {@code 9.0.3} or {@code 8.4.1}; below 9 an error says its text in the reason line only
 * @param nodes at least one
 * @param users who may log in with a password
 * @param tokens API tokens with their secrets
 * @param acl what users and tokens may do, and where
 * @param times how long each kind of work takes at speed 1
 * @param speed factor on every duration: 1 is realistic, 0.1 ten times as fast, 0 without any delay
 * @param resourcesPeriod how old {@code /cluster/resources} may be, before the factor
 * @param ticketLife how long a ticket is good for; no factor
 * @param pci PCI mapping to its devices, of which a node may have several or none
 * @param usb USB mapping to its devices
 * @param pools resource pools
 * @param nextIdAsString whether {@code /cluster/nextid} answers {@code "100"} instead of {@code 100}
 * @param trusted PEM certificates that nodes and guests trust beside the system's
 * @param ports node to the port it listens on; the system chooses for nodes not named
 */
public record World(
        String cluster,
        String version,
        List<NodeSpec> nodes,
        List<User> users,
        List<ApiToken> tokens,
        List<Acl> acl,
        TaskTimes times,
        double speed,
        Duration resourcesPeriod,
        Duration ticketLife,
        Map<String, List<MappedDevice>> pci,
        Map<String, List<MappedDevice>> usb,
        Set<String> pools,
        boolean nextIdAsString,
        List<String> trusted,
        Map<String, Integer> ports) {

    /** A node: logical CPUs, memory in bytes, its storages and bridges. */
    public record NodeSpec(String name, int cpus, long memory, List<StorageSpec> storages, List<BridgeSpec> bridges) {}

    /**
     * A storage as one node sees it; a shared one stands under the same id at several nodes.
     *
     * @param type Proxmox's plugin: {@code dir}, {@code nfs}, {@code lvmthin}, {@code lvm}, {@code zfspool}, {@code rbd}
     * @param path where a file-based storage lies; null for the others
     * @param content such as {@code images}, {@code iso}
     * @param total bytes
     */
    public record StorageSpec(
            String id, String type, @Nullable String path, Set<String> content, long total, boolean shared) {
        /** Whether volumes are files in a directory (only then can it hold ISOs). */
        public boolean fileBased() {
            return path != null;
        }
    }

    /**
     * A device of a resource mapping.
     *
     * @param path where it is: {@code 0000:01:00.0}; empty for a USB device at any port
     * @param id vendor and device, such as {@code 10de:2204}
     */
    public record MappedDevice(String node, String path, String id) {
        /** As it stands in the mapping's list. */
        public String printed() {
            return "id=" + id + ",node=" + node + (path.isEmpty() ? "" : ",path=" + path);
        }
    }

    /** A bridge; {@code mtu} is the interface's, 1500 unless set. */
    public record BridgeSpec(String name, int mtu) {}

    /** A new, empty world to fill. */
    public static WorldBuilder builder() {
        return new WorldBuilder();
    }

    /**
     * Three nodes of unequal size like the seed's: {@code local} for ISOs, {@code local-lvm}, {@code fastpool} and
     * {@code ssdpool} for disks, {@code vmbr0} and {@code vmbr1} (MTU 9000); room for three control planes of 4 cores,
     * 16000 MiB and 60 GiB and three workers of 16 cores, 64000 MiB and 450 GiB. Its token has the least privileges. Two
     * GPUs of pve1 are mapped as {@code nvidia-gpu-1} and {@code nvidia-gpu-2}, a USB stick of pve2 as {@code zigbee}.
     */
    public static WorldBuilder seedLike() {
        WorldBuilder b = builder().cluster("seed");
        b.node(seedNode("pve1", 64, 384, 1200, 2000))
                .node(seedNode("pve2", 48, 256, 900, 1500))
                .node(seedNode("pve3", 32, 192, 600, 1000))
                .pci("nvidia-gpu-1", "pve1", "0000:01:00.0")
                .pci("nvidia-gpu-2", "pve1", "0000:02:00.0")
                .usb("zigbee", "pve2", "10c4:ea60");
        // GET /cluster/status takes Sys.Audit on / itself; nothing below inherits it.
        return b.user("root@pam", "proxmox-" + UUID.randomUUID())
                .leastPrivileged("siderite@pve", "siderite")
                .allow("siderite@pve", "/", false, Set.of("Sys.Audit"));
    }

    private static NodeSpec seedNode(String name, int cpus, long memoryGib, long fastGib, long ssdGib) {
        return new NodeSpec(
                name,
                cpus,
                gib(memoryGib),
                List.of(
                        new StorageSpec(
                                "local",
                                "dir",
                                "/var/lib/vz",
                                Set.of("iso", "images", "vztmpl", "backup"),
                                gib(94),
                                false),
                        new StorageSpec("local-lvm", "lvmthin", null, Set.of("images", "rootdir"), gib(350), false),
                        new StorageSpec("fastpool", "zfspool", null, Set.of("images", "rootdir"), gib(fastGib), false),
                        new StorageSpec("ssdpool", "zfspool", null, Set.of("images", "rootdir"), gib(ssdGib), false)),
                List.of(new BridgeSpec("vmbr0", 1500), new BridgeSpec("vmbr1", 9000)));
    }

    /** GiB in bytes. */
    public static long gib(long gib) {
        return gib << 30;
    }

    /** A node of this world by name. */
    public @Nullable NodeSpec node(String name) {
        return nodes.stream().filter(n -> n.name().equals(name)).findFirst().orElse(null);
    }
}
