package io.siderite.placement;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.Firmware;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.Efi;
import io.siderite.proto.events.v1.HighAvailability;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.Tpm;
import io.siderite.proto.events.v1.UsbDevice;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.proto.events.v1.VmidRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says a class in Proxmox's terms. */
final class VmSpecs {

    /** Proxmox learns the machine's addresses from it, and stops the machine through it. */
    static final String GUEST_AGENT = "siderolabs/qemu-guest-agent";

    private VmSpecs() {}

    /**
     * The VM that the class and the request mean.
     *
     * @param nics of the class, with what their storage networks say
     */
    static VmSpec of(Ask ask, List<NicPlan> nics, Storages storages) {
        var machineClass = ask.machineClass();
        var compute = machineClass.compute();
        var spec = VmSpec.newBuilder()
                .setCores(compute.cores())
                .setSockets(compute.sockets())
                .setMemory(compute.memory())
                .setCpuType(compute.cpuType())
                .addAllCpuFlags(compute.cpuFlags())
                .setMachineType(machineType(machineClass.firmware().machineType()))
                .addAllNics(nics)
                .putAllOptions(options(machineClass))
                .setBootImage(bootImage(ask.request(), machineClass.firmware()));
        for (int i = 0; i < machineClass.disks().size(); i++) {
            spec.addDisks(disk(machineClass.disks().get(i), storages.disks().get(i)));
        }
        machineClass.pciDevices().forEach(device -> spec.addPciDevices(pci(device)));
        machineClass
                .usbDevices()
                .forEach(device -> spec.addUsbDevices(
                        UsbDevice.newBuilder().setMapping(device.mapping()).setUsb3(device.usb3())));
        machineClass
                .firmware()
                .efi()
                .ifPresent(efi -> spec.setEfi(
                        Efi.newBuilder().setStorage(storages.firmware()).setPreEnrolledKeys(efi.preEnrolledKeys())));
        machineClass
                .firmware()
                .tpm()
                .ifPresent(tpm -> spec.setTpm(
                        Tpm.newBuilder().setStorage(storages.firmware()).setVersion(tpm.version())));
        machineClass.ha().ifPresent(ha -> spec.setHa(ha(ha)));
        listed(machineClass.listing(), spec);
        return spec.build();
    }

    private static void listed(MachineClass.Listing listing, VmSpec.Builder spec) {
        spec.addAllTags(listing.tags()).setDescription(listing.description()).setPool(listing.pool());
        listing.vmidRange()
                .ifPresent(range -> spec.setVmidRange(
                        VmidRange.newBuilder().setFirst(range.first()).setLast(range.last())));
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

    private static HighAvailability ha(MachineClass.HighAvailability ha) {
        var out = HighAvailability.newBuilder()
                .setState(ha.state())
                .setResourceAffinity(ha.resourceAffinity())
                .addAllAffinityNodes(ha.nodes())
                .setStrict(ha.strict())
                .setComment(ha.comment())
                .addAllRules(ha.rules());
        ha.maxRestart().ifPresent(out::setMaxRestart);
        ha.maxRelocate().ifPresent(out::setMaxRelocate);
        ha.failback().ifPresent(out::setFailback);
        return out.build();
    }

    /**
     * What the class says under Proxmox's own names, and what of it is typed there. Without a balloon device the machine's
     * memory is its own; with one, Proxmox wants the target in MiB.
     */
    private static Map<String, String> options(MachineClass machineClass) {
        var compute = machineClass.compute();
        var options = new TreeMap<>(machineClass.options());
        options.putIfAbsent("balloon", compute.balloon() ? Long.toString(compute.memory() / MachineClass.MIB) : "0");
        if (compute.numa()) {
            options.putIfAbsent("numa", "1");
        }
        if (!compute.hugepages().isEmpty()) {
            options.putIfAbsent("hugepages", compute.hugepages());
        }
        if (!machineClass.firmware().bios().equals("seabios")) {
            options.putIfAbsent("bios", machineClass.firmware().bios());
        }
        return options;
    }

    /** Sorted, and each extension once: the same wishes in another order are the same image. */
    private static BootImage bootImage(MachineRequest request, Firmware firmware) {
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
                .setArchitecture(firmware.talosArch())
                .setSecureBoot(firmware.secureBoot())
                .build();
    }
}
