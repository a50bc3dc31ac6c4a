package io.siderite.machineclass;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A machine class that was read and found right, every default filled in. Sizes in bytes.
 *
 * @param disks the system disk first
 * @param nics net0 first
 * @param options parameters of Proxmox's create call that come straight from one key each, as Proxmox spells both
 * @param rootOnly keys of the class that Proxmox takes from root@pam with a password alone, never from an API token
 */
public record MachineClass(
        Compute compute,
        Placing placing,
        List<Disk> disks,
        List<Nic> nics,
        Optional<StaticAddressing> addressing,
        Firmware firmware,
        List<PciDevice> pciDevices,
        List<UsbDevice> usbDevices,
        Optional<HighAvailability> ha,
        Listing listing,
        Map<String, String> options,
        Set<String> rootOnly) {

    /** Bytes of one MiB. */
    public static final long MIB = 1L << 20;
    /** Bytes of one GiB. */
    public static final long GIB = 1L << 30;

    public MachineClass {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        pciDevices = List.copyOf(pciDevices);
        usbDevices = List.copyOf(usbDevices);
        options = Map.copyOf(options);
        rootOnly = Set.copyOf(rootOnly);
    }

    /**
     * @param cores per socket
     * @param memory bytes
     * @param cpuFlags such as +aes
     * @param numa whether it has a NUMA topology
     * @param hugepages as Proxmox spells it: any, 2 or 1024; empty: none
     */
    public record Compute(
            int cores,
            int sockets,
            long memory,
            boolean balloon,
            String cpuType,
            List<String> cpuFlags,
            boolean numa,
            String hugepages) {
        public Compute {
            cpuFlags = List.copyOf(cpuFlags);
        }

        /** Virtual CPUs in all. */
        public int cpus() {
            return cores * sockets;
        }
    }

    /**
     * Where it may go.
     *
     * @param cluster the Proxmox cluster it is pinned to; empty: any
     * @param node the node it is pinned to; empty: any
     */
    public record Placing(
            Optional<String> cluster,
            Optional<String> node,
            NodeSelector nodeSelector,
            Strategy strategy,
            AntiAffinity antiAffinity,
            Overcommit overcommit) {}

    /** How a node is chosen among those that fit. */
    public enum Strategy {
        /** The fewest of the same set, then the most free memory. */
        SPREAD,
        /** The fullest that still fits. */
        BINPACK,
        /** That whose CPU and memory are then used most evenly. */
        BALANCED
    }

    /** Of the machines of one set. */
    public enum AntiAffinity {
        /** Apart where there is room. */
        SOFT,
        /** Never two on one node. */
        HARD
    }

    /**
     * How much may be promised of what a node has: 1.0 is just what is there.
     *
     * @param cpu of virtual CPUs to the host's
     */
    public record Overcommit(double memory, double cpu) {
        /** Memory never, CPUs four times. */
        public static final Overcommit DEFAULT = new Overcommit(1.0, 4.0);
    }

    /**
     * @param size bytes
     * @param selector which storages may hold it
     */
    public record Disk(long size, StorageSelector selector, DiskOptions options) {}

    /**
     * @param cache as Proxmox spells it; empty: Proxmox's default
     * @param aio as Proxmox spells it; empty: Proxmox's default
     */
    public record DiskOptions(boolean ssd, boolean discard, boolean iothread, String cache, String aio) {}

    /**
     * @param bridge empty: that of its storage network
     * @param vlan 0: untagged
     * @param model as Proxmox spells it
     * @param mtu 0: not set; 1: the bridge's
     * @param queues 0: not set
     * @param rate megabytes a second; 0: no limit
     * @param network the storage network it gets its address from
     * @param address the one address it is to have of that network
     */
    public record Nic(
            String bridge,
            int vlan,
            boolean firewall,
            String model,
            int mtu,
            int queues,
            double rate,
            Optional<String> network,
            Optional<String> address) {}

    /**
     * Static addressing of net0.
     *
     * @param subnet CIDR notation
     * @param gateway empty: none
     * @param first of the addresses it may have
     * @param last of the addresses it may have; the same as the first: one machine alone
     * @param mtu of the link inside the machine; 0: as it comes
     */
    public record StaticAddressing(
            String subnet, String gateway, List<String> nameservers, String first, String last, int mtu) {
        public StaticAddressing {
            nameservers = List.copyOf(nameservers);
        }
    }

    /**
     * @param machineType {@code q35} or {@code i440fx}, as the class says it
     * @param bios {@code seabios} or {@code ovmf}
     * @param talosArch amd64 or arm64
     */
    public record Firmware(
            String machineType,
            String bios,
            Optional<Efi> efi,
            Optional<Tpm> tpm,
            boolean secureBoot,
            String talosArch) {}

    /** @param selector which storages may hold it; empty: where the system disk is */
    public record Efi(boolean preEnrolledKeys, Optional<StorageSelector> selector) {}

    /** @param version as Proxmox spells it: v2.0 or v1.2 */
    public record Tpm(String version) {}

    /**
     * @param mapping name of a resource mapping of the Proxmox cluster
     * @param rombar empty: Proxmox's default
     * @param mdev type of the mediated device; empty: the whole device
     */
    public record PciDevice(String mapping, boolean pcie, boolean primaryGpu, Optional<Boolean> rombar, String mdev) {}

    /** @param mapping name of a resource mapping of the Proxmox cluster */
    public record UsbDevice(String mapping, boolean usb3) {}

    /**
     * What Proxmox's HA manager is told.
     *
     * @param state as Proxmox spells it
     * @param resourceAffinity positive or negative, between the machines of a set; empty: none
     * @param nodes that the machines of the set keep to; empty: any
     * @param strict they may run nowhere else
     * @param rules of the operator that the VM is added to
     */
    public record HighAvailability(
            String state,
            String resourceAffinity,
            List<String> nodes,
            boolean strict,
            Optional<Integer> maxRestart,
            Optional<Integer> maxRelocate,
            Optional<Boolean> failback,
            String comment,
            List<String> rules) {
        public HighAvailability {
            nodes = List.copyOf(nodes);
            rules = List.copyOf(rules);
        }
    }

    /**
     * How it is listed in Proxmox.
     *
     * @param tags beside ours
     * @param description empty: none
     * @param pool empty: none
     */
    public record Listing(List<String> tags, String description, String pool, Optional<VmidRange> vmidRange) {
        public Listing {
            tags = List.copyOf(tags);
        }
    }

    /** Both ends are in it. */
    public record VmidRange(int first, int last) {}
}
