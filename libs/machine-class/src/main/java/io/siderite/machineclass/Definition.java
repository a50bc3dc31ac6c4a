package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;
import static io.siderite.machineclass.Key.required;

import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Whole;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The table of a machine class's keys. A new key is a new row here, a component of {@link MachineClass}, and a line where
 * it is used: the parser, the schema and the reference page follow by themselves.
 */
public final class Definition {

    private static final Type BRIDGE =
            new Text(Pattern.compile("^[A-Za-z0-9_.-]{1,15}$"), "the name of a bridge", "vmbr0");
    private static final Type NODE = new Text(
            Pattern.compile("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"), "the name of a Proxmox node", "pve1");
    private static final Type MAPPING =
            new Text(Pattern.compile("^[A-Za-z][A-Za-z0-9_-]+$"), "the name of a PCI resource mapping", "nvidia-gpu-1");
    // Commas and equal signs too: the reference provider hands on texts such as host,hidden=1.
    private static final Type CPU = new Text(
            Pattern.compile("^[A-Za-z0-9][A-Za-z0-9_.,=+;:-]{0,127}$"), "a CPU type of Proxmox", "x86-64-v2-AES");
    private static final Type VLAN = new Whole(0, 4094, "");
    private static final Type DISK = new Whole(1, 131_072, "GiB");

    static final Key CORES = required("cores", new Whole(1, 1024, ""), "CPU cores per socket.", "`cores`");
    static final Key SOCKETS = optional("sockets", new Whole(1, 32, ""), 1L, "CPU sockets.", "`sockets`");
    static final Key MEMORY = required("memory", new Whole(1024, 4_178_944, "MiB"), "Memory.", "`memory`");
    static final Key DISK_SIZE = required(
            "disk_size", new Whole(5, 131_072, "GiB"), "Size of the system disk; Talos needs 5 GiB.", "`scsi0`");
    static final Key STORAGE_SELECTOR = optional(
            "storage_selector",
            new Selector(),
            "Which storages may hold the system disk; absent: any that accepts disk images.",
            "the choice of a storage");
    static final Key NODE_NAME =
            optional("node", NODE, "Pins the machine to this node; absent: any that fits.", "the choice of a node");
    static final Key NETWORK_BRIDGE =
            optional("network_bridge", BRIDGE, "vmbr0", "Bridge of the first NIC.", "`net0` `bridge`");
    static final Key VLAN_TAG = optional("vlan", VLAN, 0L, "VLAN tag of the first NIC; 0: untagged.", "`net0` `tag`");
    static final Key NETWORK_FIREWALL = optional(
            "network_firewall",
            new Switch(),
            true,
            "Whether Proxmox's firewall stands before the first NIC.",
            "`net0` `firewall`");

    static final Key DISK_SSD =
            optional("disk_ssd", new Switch(), false, "Shows the disk to the machine as an SSD.", "the disk's `ssd`");
    static final Key DISK_DISCARD = optional(
            "disk_discard", new Switch(), false, "Hands freed blocks back to the storage.", "the disk's `discard`");
    static final Key DISK_IOTHREAD = optional(
            "disk_iothread", new Switch(), false, "A thread of its own for the disk.", "the disk's `iothread`");
    static final Key DISK_CACHE = optional(
            "disk_cache",
            new Choice(List.of("none", "writethrough", "writeback", "unsafe", "directsync")),
            "Cache mode; absent: Proxmox's default.",
            "the disk's `cache`");
    static final Key DISK_AIO = optional(
            "disk_aio",
            new Choice(List.of("native", "threads", "io_uring")),
            "How the host does the disk's I/O; absent: Proxmox's default.",
            "the disk's `aio`");

    static final Key CPU_TYPE = optional("cpu_type", CPU, "x86-64-v2-AES", "CPU type that the machine sees.", "`cpu`");
    static final Key MACHINE_TYPE = optional(
            "machine_type",
            new Choice(List.of("q35", "i440fx")),
            "i440fx",
            "Chipset; q35 for PCIe passthrough.",
            "`machine` (i440fx is Proxmox's `pc`)");
    static final Key NUMA = optional("numa", new Switch(), false, "NUMA topology for the machine.", "`numa`");
    static final Key BALLOON = optional(
            "balloon",
            new Switch(),
            false,
            "A balloon device, so that the host can see and take back memory.",
            "`balloon`");

    static final Key EXTRA_SELECTOR = optional(
            "storage_selector",
            new Selector(),
            "Which storages may hold this disk; absent: the machine's `storage_selector`.",
            "the choice of a storage");
    static final Key EXTRA_SIZE = required("disk_size", DISK, "Size of the disk.", "`scsi1`, `scsi2`, …");
    static final Key NIC_BRIDGE = required("bridge", BRIDGE, "Bridge of the NIC.", "the NIC's `bridge`");
    static final Key NIC_VLAN = optional("vlan", VLAN, 0L, "VLAN tag; 0: untagged.", "the NIC's `tag`");
    static final Key NIC_FIREWALL = optional(
            "firewall",
            new Switch(),
            false,
            "Whether Proxmox's firewall stands before the NIC.",
            "the NIC's `firewall`");
    static final Key PCI_MAPPING = required(
            "mapping",
            MAPPING,
            "Name of the resource mapping (Datacenter → Resource Mappings).",
            "`hostpci0`, … `mapping`");
    static final Key PCI_EXPRESS = optional(
            "pcie",
            new Switch(),
            false,
            "Passes it as a PCIe device; needs machine_type: q35.",
            "`hostpci0`, … `pcie`");

    static final Key ADDITIONAL_DISKS = optional(
            "additional_disks",
            new Items(
                    List.of(EXTRA_SIZE, EXTRA_SELECTOR, DISK_SSD, DISK_DISCARD, DISK_IOTHREAD, DISK_CACHE, DISK_AIO),
                    30),
            "Disks after the system disk, each on a storage of its own choice.",
            "`scsi1`, `scsi2`, …");
    static final Key ADDITIONAL_NICS = optional(
            "additional_nics",
            new Items(List.of(NIC_BRIDGE, NIC_VLAN, NIC_FIREWALL), 31),
            "NICs after the first.",
            "`net1`, `net2`, …");
    static final Key PCI_DEVICES = optional(
            "pci_devices",
            new Items(List.of(PCI_MAPPING, PCI_EXPRESS), 16),
            "Devices of the host passed through, by resource mapping.",
            "`hostpci0`, `hostpci1`, …");

    /** Every key of a class, in the order people meet them. */
    public static final List<Key> KEYS = List.of(
            CORES,
            SOCKETS,
            MEMORY,
            DISK_SIZE,
            STORAGE_SELECTOR,
            NODE_NAME,
            NETWORK_BRIDGE,
            VLAN_TAG,
            NETWORK_FIREWALL,
            DISK_SSD,
            DISK_DISCARD,
            DISK_IOTHREAD,
            DISK_CACHE,
            DISK_AIO,
            CPU_TYPE,
            MACHINE_TYPE,
            NUMA,
            BALLOON,
            ADDITIONAL_DISKS,
            ADDITIONAL_NICS,
            PCI_DEVICES);

    private Definition() {}
}
