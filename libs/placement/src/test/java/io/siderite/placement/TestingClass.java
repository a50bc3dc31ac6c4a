package io.siderite.placement;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.MachineClass.Compute;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.DiskOptions;
import io.siderite.machineclass.MachineClass.Efi;
import io.siderite.machineclass.MachineClass.Firmware;
import io.siderite.machineclass.MachineClass.HighAvailability;
import io.siderite.machineclass.MachineClass.Listing;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.MachineClass.Overcommit;
import io.siderite.machineclass.MachineClass.PciDevice;
import io.siderite.machineclass.MachineClass.StaticAddressing;
import io.siderite.machineclass.MachineClass.Strategy;
import io.siderite.machineclass.MachineClass.Tpm;
import io.siderite.machineclass.MachineClass.UsbDevice;
import io.siderite.machineclass.NodeSelector;
import io.siderite.machineclass.SelectorResult;
import io.siderite.machineclass.StorageSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A machine class for tests, as a parser would make it: 2 cores, 4 GiB, one disk of 20 GiB, one NIC on vmbr0. */
public final class TestingClass {

    private int cores = 2;
    private long memory = 4;
    private Optional<String> cluster = Optional.empty();
    private Optional<String> node = Optional.empty();
    private NodeSelector nodeSelector = NodeSelector.ANY;
    private Strategy strategy = Strategy.SPREAD;
    private AntiAffinity antiAffinity = AntiAffinity.SOFT;
    private Overcommit overcommit = Overcommit.DEFAULT;
    private final List<Disk> disks = new ArrayList<>();
    private final List<Nic> nics = new ArrayList<>();
    private Optional<StaticAddressing> addressing = Optional.empty();
    private Firmware firmware = new Firmware("q35", "seabios", Optional.empty(), Optional.empty(), false, "amd64");
    private final List<PciDevice> pci = new ArrayList<>();
    private final List<UsbDevice> usb = new ArrayList<>();
    private Optional<HighAvailability> ha = Optional.empty();
    private Listing listing = new Listing(List.of(), "", "", Optional.empty());
    private Set<String> rootOnly = Set.of();

    private TestingClass() {}

    public static TestingClass asking() {
        return new TestingClass();
    }

    public TestingClass cores(int asked) {
        cores = asked;
        return this;
    }

    public TestingClass memoryGib(long asked) {
        memory = asked;
        return this;
    }

    public TestingClass cluster(String name) {
        cluster = Optional.of(name);
        return this;
    }

    public TestingClass node(String name) {
        node = Optional.of(name);
        return this;
    }

    public TestingClass on(NodeSelector selector) {
        nodeSelector = selector;
        return this;
    }

    public TestingClass by(Strategy chosen) {
        strategy = chosen;
        return this;
    }

    public TestingClass neverTogether() {
        antiAffinity = AntiAffinity.HARD;
        return this;
    }

    public TestingClass overcommit(double ofMemory, double ofCpu) {
        overcommit = new Overcommit(ofMemory, ofCpu);
        return this;
    }

    /** The first is the system disk. */
    public TestingClass disk(long gib, String selector) {
        disks.add(new Disk(gib << 30, selector(selector), new DiskOptions(false, false, false, "", "")));
        return this;
    }

    /** The first is net0. */
    public TestingClass nic(String bridge, int vlan, int mtu, String network) {
        nics.add(new Nic(
                bridge,
                vlan,
                false,
                "virtio",
                mtu,
                0,
                0,
                Optional.of(network).filter(name -> !name.isEmpty()),
                Optional.empty()));
        return this;
    }

    public TestingClass nic(Nic nic) {
        nics.add(nic);
        return this;
    }

    public TestingClass addressed(StaticAddressing how) {
        addressing = Optional.of(how);
        return this;
    }

    /** With an EFI disk and a TPM; the selector is of both, empty text: where the system disk is. */
    public TestingClass secure(String efiSelector) {
        firmware = new Firmware(
                "q35",
                "ovmf",
                Optional.of(
                        new Efi(false, efiSelector.isEmpty() ? Optional.empty() : Optional.of(selector(efiSelector)))),
                Optional.of(new Tpm("v2.0")),
                true,
                "arm64");
        return this;
    }

    public TestingClass pci(String mapping) {
        pci.add(new PciDevice(mapping, true, true, Optional.of(false), "nvidia-63"));
        return this;
    }

    public TestingClass usb(String mapping) {
        usb.add(new UsbDevice(mapping, true));
        return this;
    }

    public TestingClass ha(String affinity, boolean strict, List<String> rules, String... nodes) {
        ha = Optional.of(new HighAvailability(
                "started",
                affinity,
                List.of(nodes),
                strict,
                Optional.of(3),
                Optional.of(2),
                Optional.of(true),
                "ours",
                rules));
        return this;
    }

    public TestingClass listed(Listing how) {
        listing = how;
        return this;
    }

    public TestingClass pool(String pool) {
        listing = new Listing(List.of(), "", pool, Optional.empty());
        return this;
    }

    public TestingClass rootOnly(String... keys) {
        rootOnly = Set.of(keys);
        return this;
    }

    public MachineClass build() {
        if (disks.isEmpty()) {
            disk(20, "true");
        }
        if (nics.isEmpty()) {
            nic("vmbr0", 0, 0, "");
        }
        return new MachineClass(
                new Compute(cores, 1, memory << 30, false, "host", List.of("+aes"), false, ""),
                new MachineClass.Placing(cluster, node, nodeSelector, strategy, antiAffinity, overcommit),
                disks,
                nics,
                addressing,
                firmware,
                pci,
                usb,
                ha,
                listing,
                Map.of("vga", "serial0"),
                rootOnly);
    }

    private static StorageSelector selector(String text) {
        return switch (StorageSelector.compile(text)) {
            case SelectorResult.Compiled<StorageSelector> compiled -> compiled.selector();
            case SelectorResult.Refused<StorageSelector> refused ->
                throw new AssertionError(refused.faults().toString());
        };
    }
}
