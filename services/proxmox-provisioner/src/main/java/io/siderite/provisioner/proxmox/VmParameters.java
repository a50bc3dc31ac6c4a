package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.inventory.identity.VmTags;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.Efi;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.Tpm;
import io.siderite.proto.events.v1.UsbDevice;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parameters of Proxmox's create call for a planned VM: the one place where its property strings are made. */
public final class VmParameters {

    private static final long MIB = 1024L * 1024;
    private static final long GIB = 1024L * MIB;

    private final Map<String, String> all = new LinkedHashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    private VmParameters() {}

    /**
     * In the order Proxmox's own interface uses; without vmid. {@link Outcome.Rejected} names each parameter that can't
     * be written.
     */
    public static Outcome<Map<String, String>> of(Plan plan) {
        VmParameters parameters = new VmParameters();
        parameters.identity(plan);
        parameters.machine(plan.allocation().getSpec());
        parameters.drives(plan);
        parameters.devices(plan);
        parameters.options(plan.allocation().getSpec());
        return parameters.result(plan);
    }

    /** {@code storage:iso/file}. */
    static String volume(String storage, String filename) {
        return storage + ":iso/" + filename;
    }

    /** The controller of the disks: a class's own choice, else the one that their options need. */
    static String controller(VmSpec spec) {
        // iothread needs a controller a disk; Talos's docs advise against that one otherwise.
        boolean threads =
                spec.getDisksList().stream().anyMatch(disk -> disk.getOptions().getIothread());
        return spec.getOptionsOrDefault("scsihw", threads ? "virtio-scsi-single" : "virtio-scsi-pci");
    }

    private void identity(Plan plan) {
        VmSpec spec = plan.allocation().getSpec();
        put("name", plan.name());
        put("smbios1", PropertyString.of("uuid", plan.uuid()).build());
        put("ostype", "l26");
        List<String> tags = new ArrayList<>(spec.getTagsList());
        tags.addAll(Arrays.asList(spec.getOptionsOrDefault("tags", "").split("[;, ]")));
        put(
                "tags",
                VmTags.joined(plan.requestId(), plan.allocation().getRequest().getRequestSet(), tags));
        String words =
                spec.getDescription().isEmpty() ? spec.getOptionsOrDefault("description", "") : spec.getDescription();
        put("description", VmDescription.of(OwnBlock.of(plan), words));
        if (!spec.getPool().isEmpty()) {
            put("pool", spec.getPool());
        }
    }

    private void machine(VmSpec spec) {
        if (!spec.getMachineType().isEmpty()) {
            put("machine", PropertyString.of(spec.getMachineType()).build());
        }
        if (!spec.getCpuType().isEmpty()) {
            put("cpu", CpuParameter.of(spec.getCpuType(), spec.getCpuFlagsList()));
        }
        put("sockets", Integer.toString(Math.max(spec.getSockets(), 1)));
        put("cores", Integer.toString(spec.getCores()));
        put("memory", Long.toString(spec.getMemory() / MIB));
    }

    private void drives(Plan plan) {
        VmSpec spec = plan.allocation().getSpec();
        put("scsihw", controller(spec));
        for (int i = 0; i < spec.getDisksCount(); i++) {
            put("scsi" + i, disk(spec.getDisks(i)));
        }
        if (spec.hasEfi()) {
            put("efidisk0", efi(spec.getEfi()));
        }
        if (spec.hasTpm()) {
            put("tpmstate0", tpm(spec.getTpm()));
        }
        put("ide2", iso(plan.isoStorage(), plan.image()));
        put("ide0", iso(plan.isoStorage(), plan.cidata()));
        // Every disk before the ISO: Omni installs on any of them, and a VM that boots the ISO again halts.
        String disks = IntStream.range(0, spec.getDisksCount())
                .mapToObj(i -> "scsi" + i + ";")
                .collect(Collectors.joining());
        put("boot", PropertyString.of("order", disks + "ide2").build());
    }

    private void devices(Plan plan) {
        VmSpec spec = plan.allocation().getSpec();
        List<Nic> nics = plan.allocation().getNicsList();
        for (int i = 0; i < nics.size(); i++) {
            put("net" + i, nic(nics.get(i)));
        }
        for (int i = 0; i < spec.getPciDevicesCount(); i++) {
            put("hostpci" + i, pci(spec.getPciDevices(i)));
        }
        for (int i = 0; i < spec.getUsbDevicesCount(); i++) {
            put("usb" + i, usb(spec.getUsbDevices(i)));
        }
    }

    /** What a class says in Proxmox's own words, and what we say where it doesn't. What is made above stands. */
    private void options(VmSpec spec) {
        spec.getOptionsMap().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(option -> !option.getKey().equals("vmid") && !all.containsKey(option.getKey()))
                .filter(option -> !option.getValue().isEmpty())
                .forEach(option -> put(option.getKey(), option.getValue()));
        all.putIfAbsent("balloon", "0");
        all.putIfAbsent("agent", "enabled=1");
        all.putIfAbsent("onboot", "1");
        all.putIfAbsent("serial0", "socket");
        // A class that wants none.
        all.remove("serial0", "none");
    }

    private Outcome<Map<String, String>> result(Plan plan) {
        if (problems.isEmpty()) {
            return new Outcome.Done<>(all);
        }
        String why = problems.entrySet().stream()
                .map(problem -> problem.getKey() + ": " + problem.getValue())
                .collect(Collectors.joining("; "));
        return new Outcome.Rejected<>(
                "the class of " + plan.requestId() + " can't be said to Proxmox: " + why + ": correct the class",
                Map.copyOf(problems));
    }

    private void put(String key, String value) {
        if (all.put(key, value) != null) {
            throw new IllegalStateException(key + " is made twice");
        }
    }

    private void put(String key, PropertyString value) {
        value.problem().ifPresent(problem -> problems.put(key, problem));
        put(key, value.text());
    }

    private static PropertyString iso(String storage, String filename) {
        return PropertyString.of(volume(storage, filename))
                .with("media", "cdrom")
                .build();
    }

    private static PropertyString disk(Disk disk) {
        DiskOptions options = disk.getOptions();
        // Without a unit: LVM refuses 40G.
        return PropertyString.of(disk.getStorage() + ":" + (disk.getSize() + GIB - 1) / GIB)
                .withIf(options.getSsd(), "ssd", "1")
                .withIf(options.getDiscard(), "discard", "on")
                .withIf(options.getIothread(), "iothread", "1")
                .withAny("cache", options.getCache())
                .withAny("aio", options.getAio())
                .build();
    }

    // Of these two Proxmox knows the size itself.
    private static PropertyString efi(Efi efi) {
        return PropertyString.of(efi.getStorage() + ":1")
                .with("efitype", "4m")
                .bit("pre-enrolled-keys", efi.getPreEnrolledKeys())
                .build();
    }

    private static PropertyString tpm(Tpm tpm) {
        return PropertyString.of(tpm.getStorage() + ":1")
                .with("version", tpm.getVersion().isEmpty() ? "v2.0" : tpm.getVersion())
                .build();
    }

    private static PropertyString pci(PciDevice device) {
        PropertyString.Builder pci = PropertyString.of("mapping", device.getMapping())
                .withIf(device.getPcie(), "pcie", "1")
                .withIf(device.getPrimaryGpu(), "x-vga", "1");
        if (device.hasRombar()) {
            pci.bit("rombar", device.getRombar());
        }
        return pci.withAny("mdev", device.getMdev()).build();
    }

    private static PropertyString usb(UsbDevice device) {
        return PropertyString.of("mapping", device.getMapping())
                .withIf(device.getUsb3(), "usb3", "1")
                .build();
    }

    private static PropertyString nic(Nic nic) {
        NicPlan plan = nic.getPlan();
        return PropertyString.of(
                        plan.getModel().isEmpty() ? "virtio" : plan.getModel(),
                        nic.getMac().toUpperCase(Locale.ROOT))
                .with("bridge", plan.getBridge())
                .bit("firewall", plan.getFirewall())
                .withAny("tag", plan.getVlan())
                .withAny("mtu", plan.getMtu())
                .withAny("queues", plan.getQueues())
                .withIf(plan.getRate() > 0, "rate", number(plan.getRate()))
                .build();
    }

    // 12.5 or 100: Proxmox takes no exponent.
    private static String number(double rate) {
        return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
    }
}
