package io.siderite.machineclass;

import java.util.List;
import java.util.Optional;

/**
 * A machine class that was read and found right, every default filled in. Sizes in bytes.
 *
 * @param cores per socket
 * @param memory bytes
 * @param node the node it is pinned to; empty: any
 * @param disks the system disk first
 * @param nics net0 first
 * @param machineType {@code q35} or {@code i440fx}, as the class says it
 */
public record MachineClass(
        int cores,
        int sockets,
        long memory,
        Optional<String> node,
        List<Disk> disks,
        List<Nic> nics,
        String cpuType,
        String machineType,
        boolean numa,
        boolean balloon,
        List<PciDevice> pciDevices) {

    /** Bytes of one MiB. */
    public static final long MIB = 1L << 20;
    /** Bytes of one GiB. */
    public static final long GIB = 1L << 30;

    public MachineClass {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        pciDevices = List.copyOf(pciDevices);
    }

    /** Virtual CPUs in all. */
    public int cpus() {
        return cores * sockets;
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

    /** @param vlan 0: untagged */
    public record Nic(String bridge, int vlan, boolean firewall) {}

    /** @param mapping name of a resource mapping of the Proxmox cluster */
    public record PciDevice(String mapping, boolean pcie) {}
}
