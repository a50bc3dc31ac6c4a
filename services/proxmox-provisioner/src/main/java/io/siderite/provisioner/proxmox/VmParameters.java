package io.siderite.provisioner.proxmox;

import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parameters of Proxmox's create call for a planned VM: the one place where its property strings are made. */
public final class VmParameters {

    private static final long MIB = 1024L * 1024;
    private static final long GIB = 1024L * MIB;
    // Who a VM is can't be overridden by options; tags and description are joined with what the options say.
    private static final Set<String> OURS = Set.of("name", "smbios1", "tags", "description", "vmid");

    private VmParameters() {}

    /** In the order Proxmox's own interface uses; without vmid. */
    public static Map<String, String> of(Plan plan) {
        VmSpec spec = plan.allocation().getSpec();
        Map<String, String> options = spec.getOptionsMap();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", plan.name());
        all.put("smbios1", "uuid=" + plan.uuid());
        all.put("ostype", "l26");
        if (!spec.getMachineType().isEmpty()) {
            all.put("machine", spec.getMachineType());
        }
        if (!spec.getCpuType().isEmpty()) {
            all.put("cpu", spec.getCpuType());
        }
        all.put("sockets", Integer.toString(Math.max(spec.getSockets(), 1)));
        all.put("cores", Integer.toString(spec.getCores()));
        all.put("memory", Long.toString(spec.getMemory() / MIB));
        all.put("balloon", "0");
        all.put("scsihw", controller(spec.getDisksList()));
        for (int i = 0; i < spec.getDisksCount(); i++) {
            all.put("scsi" + i, disk(spec.getDisks(i)));
        }
        all.put("ide2", iso(plan.isoStorage(), plan.image()));
        all.put("ide0", iso(plan.isoStorage(), plan.cidata()));
        List<Nic> nics = plan.allocation().getNicsList();
        for (int i = 0; i < nics.size(); i++) {
            all.put("net" + i, nic(nics.get(i)));
        }
        for (int i = 0; i < spec.getPciDevicesCount(); i++) {
            all.put("hostpci" + i, pci(spec.getPciDevices(i)));
        }
        // Every disk before the ISO: Omni installs on any of them, and a VM that boots the ISO again halts.
        all.put(
                "boot",
                "order="
                        + IntStream.range(0, spec.getDisksCount())
                                .mapToObj(i -> "scsi" + i + ";")
                                .collect(Collectors.joining())
                        + "ide2");
        all.put("agent", "enabled=1");
        all.put("onboot", "1");
        all.put("serial0", "socket");
        options.forEach((key, value) -> {
            if (!OURS.contains(key)) {
                all.put(key, value);
            }
        });
        all.put(
                "tags",
                VmTags.joined(
                        plan.requestId(),
                        plan.allocation().getRequest().getRequestSet(),
                        options.getOrDefault("tags", "")));
        all.put("description", VmDescription.of(plan, options.getOrDefault("description", "")));
        return all;
    }

    /** {@code storage:iso/file}. */
    static String volume(String storage, String filename) {
        return storage + ":iso/" + filename;
    }

    private static String iso(String storage, String filename) {
        return volume(storage, filename) + ",media=cdrom";
    }

    // iothread needs a controller a disk; Talos's docs advise against that one otherwise.
    private static String controller(List<Disk> disks) {
        return disks.stream().anyMatch(d -> d.getOptions().getIothread()) ? "virtio-scsi-single" : "virtio-scsi-pci";
    }

    private static String disk(Disk disk) {
        DiskOptions options = disk.getOptions();
        StringBuilder text = new StringBuilder(disk.getStorage())
                .append(':')
                // Without a unit: LVM refuses 40G.
                .append((disk.getSize() + GIB - 1) / GIB);
        if (options.getSsd()) {
            text.append(",ssd=1");
        }
        if (options.getDiscard()) {
            text.append(",discard=on");
        }
        if (options.getIothread()) {
            text.append(",iothread=1");
        }
        if (!options.getCache().isEmpty()) {
            text.append(",cache=").append(options.getCache());
        }
        if (!options.getAio().isEmpty()) {
            text.append(",aio=").append(options.getAio());
        }
        return text.toString();
    }

    private static String pci(PciDevice device) {
        return "mapping=" + device.getMapping() + (device.getPcie() ? ",pcie=1" : "");
    }

    private static String nic(Nic nic) {
        NicPlan plan = nic.getPlan();
        StringBuilder text = new StringBuilder(plan.getModel().isEmpty() ? "virtio" : plan.getModel())
                .append('=')
                .append(nic.getMac().toUpperCase(Locale.ROOT))
                .append(",bridge=")
                .append(plan.getBridge())
                .append(",firewall=")
                .append(plan.getFirewall() ? 1 : 0);
        if (plan.getVlan() != 0) {
            text.append(",tag=").append(plan.getVlan());
        }
        if (plan.getMtu() != 0) {
            text.append(",mtu=").append(plan.getMtu());
        }
        return text.toString();
    }
}
