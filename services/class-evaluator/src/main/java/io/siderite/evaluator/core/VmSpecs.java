package io.siderite.evaluator.core;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.VmSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says a class in Proxmox's terms. */
public final class VmSpecs {

    /** Proxmox learns the machine's addresses from it, and stops the machine through it. */
    static final String GUEST_AGENT = "siderolabs/qemu-guest-agent";

    private VmSpecs() {}

    /**
     * The VM that the class and the request mean.
     *
     * @param storages of the class's disks, in order
     */
    public static VmSpec of(MachineClass machineClass, MachineRequest request, List<String> storages) {
        var spec = VmSpec.newBuilder()
                .setCores(machineClass.compute().cores())
                .setSockets(machineClass.compute().sockets())
                .setMemory(machineClass.compute().memory())
                .setCpuType(machineClass.compute().cpuType())
                .setMachineType(machineType(machineClass.firmware().machineType()))
                .putAllOptions(options(machineClass))
                .setBootImage(bootImage(request));
        for (int i = 0; i < machineClass.disks().size(); i++) {
            spec.addDisks(disk(machineClass.disks().get(i), storages.get(i)));
        }
        machineClass.nics().forEach(nic -> spec.addNics(nic(nic)));
        machineClass.pciDevices().forEach(device -> spec.addPciDevices(pci(device)));
        return spec.build();
    }

    private static io.siderite.proto.events.v1.Disk disk(Disk disk, String storage) {
        var options = disk.options();
        return io.siderite.proto.events.v1.Disk.newBuilder()
                .setSize(disk.size())
                .setStorage(storage)
                .setOptions(DiskOptions.newBuilder()
                        .setSsd(options.ssd())
                        .setDiscard(options.discard())
                        .setIothread(options.iothread())
                        .setCache(options.cache())
                        .setAio(options.aio()))
                .build();
    }

    private static String machineType(String ofClass) {
        return ofClass.equals("i440fx") ? "pc" : ofClass;
    }

    private static PciDevice pci(MachineClass.PciDevice device) {
        var pci = PciDevice.newBuilder()
                .setMapping(device.mapping())
                .setPcie(device.pcie())
                .setPrimaryGpu(device.primaryGpu())
                .setMdev(device.mdev());
        device.rombar().ifPresent(pci::setRombar);
        return pci.build();
    }

    private static NicPlan nic(Nic nic) {
        return NicPlan.newBuilder()
                .setBridge(nic.bridge())
                .setVlan(nic.vlan())
                .setFirewall(nic.firewall())
                .setModel("virtio")
                .build();
    }

    /** Without a balloon device the machine's memory is its own; with one, Proxmox wants the target in MiB. */
    private static Map<String, String> options(MachineClass machineClass) {
        var options = new TreeMap<String, String>();
        options.put(
                "balloon",
                machineClass.compute().balloon()
                        ? Long.toString(machineClass.compute().memory() / MachineClass.MIB)
                        : "0");
        if (machineClass.compute().numa()) {
            options.put("numa", "1");
        }
        return options;
    }

    /** Sorted, and each extension once: the same wishes in another order are the same image. */
    private static BootImage bootImage(MachineRequest request) {
        var extensions = new TreeSet<String>();
        request.getExtensionsList().forEach(extension -> extensions.add(extension.strip()));
        extensions.add(GUEST_AGENT);
        return BootImage.newBuilder()
                .setTalosVersion(request.getTalosVersion())
                .addAllExtensions(extensions)
                .addAllKernelArgs(request.getKernelArgsList().stream().sorted().toList())
                .addAllMetaValues(request.getMetaValuesList().stream()
                        .sorted(Comparator.comparingInt(MetaValue::getKey))
                        .toList())
                .setOverlayName(request.getOverlayName())
                .setOverlayImage(request.getOverlayImage())
                .setArchitecture("amd64")
                .build();
    }
}
