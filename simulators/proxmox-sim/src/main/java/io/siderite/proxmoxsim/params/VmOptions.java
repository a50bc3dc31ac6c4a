package io.siderite.proxmoxsim.params;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The options of a VM: their schema, and what each kind of them takes. */
public final class VmOptions {
    private static final Set<String> MODELS = Set.of(
            "e1000",
            "e1000-82540em",
            "e1000-82544gc",
            "e1000-82545em",
            "e1000e",
            "i82551",
            "i82557b",
            "i82559er",
            "ne2k_isa",
            "ne2k_pci",
            "pcnet",
            "rtl8139",
            "virtio",
            "vmxnet3");

    private static final Format MAC = Format.matching(
            "(?i)[a-f0-9][02468ace](?::[a-f0-9]{2}){5}", "value does not look like a valid unicast MAC address");

    private static final Format CONFIG_ID = Format.matching("(?i)[a-z][a-z0-9_-]+", "invalid configuration ID '%s'");

    /** A network card. */
    public static final PropertyString NET = new PropertyString(
            new Schema(Map.of())
                    .and("macaddr", Property.formatted(MAC))
                    .and(
                            "model",
                            Property.oneOf(MODELS.stream().sorted().toArray(String[]::new))
                                    .required())
                    .and("bridge", Property.formatted(Format.matching("[-_.\\w]+", "invalid bridge ID '%s'")))
                    .and("queues", Property.integer().min(0).max(64))
                    .and("rate", Property.number().min(0))
                    .and("tag", Property.integer().min(1).max(4094))
                    .and("trunks", Property.text().matching("\\d+(?:-\\d+)?(?:;\\d+(?:-\\d+)?)*"))
                    .and("firewall", Property.bool())
                    .and("link_down", Property.bool())
                    .and("mtu", Property.integer().min(1).max(65520)),
            "model",
            MODELS,
            "macaddr",
            "model");

    /** A PCI device passed through. */
    public static final PropertyString HOSTPCI = PropertyString.of(
            new Schema(Map.of())
                    .and("host", Property.text())
                    .and("mapping", Property.formatted(CONFIG_ID))
                    .and("rombar", Property.bool())
                    .and("romfile", Property.text())
                    .and("pcie", Property.bool())
                    .and("x-vga", Property.bool())
                    .and("legacy-igd", Property.bool())
                    .and("mdev", Property.text().matching("[^/.:]+"))
                    .and("vendor-id", Property.text().matching("0x[0-9a-fA-F]{4}"))
                    .and("device-id", Property.text().matching("0x[0-9a-fA-F]{4}"))
                    .and("sub-vendor-id", Property.text().matching("0x[0-9a-fA-F]{4}"))
                    .and("sub-device-id", Property.text().matching("0x[0-9a-fA-F]{4}"))
                    .and("driver", Property.oneOf("vfio", "keep")),
            "host");

    /** A USB device passed through. */
    public static final PropertyString USB = PropertyString.of(
            new Schema(Map.of())
                    .and("host", Property.text())
                    .and("mapping", Property.formatted(CONFIG_ID))
                    .and("usb3", Property.bool()),
            "host");

    /** The SMBIOS type 1 fields. */
    public static final PropertyString SMBIOS = PropertyString.of(smbios(), null);

    /** The random number device. */
    public static final PropertyString RNG = PropertyString.of(
            new Schema(Map.of())
                    .and(
                            "source",
                            Property.oneOf("/dev/urandom", "/dev/random", "/dev/hwrng")
                                    .required())
                    .and("max_bytes", Property.integer())
                    .and("period", Property.integer()),
            "source");

    /** The boot order. */
    public static final PropertyString BOOT = PropertyString.of(
            new Schema(Map.of())
                    .and("legacy", Property.text().matching("[acdn]{1,4}"))
                    .and(
                            "order",
                            Property.formatted(Format.listOf(Format.matching(
                                    "(?:ide[0-3]|sata[0-5]|scsi(?:[12]?\\d|30)|virtio(?:1[0-5]|\\d)|(?:net|usb|hostpci)\\d+)",
                                    "invalid boot device '%s'")))),
            "legacy");

    private static final Schema CONFIG = config();

    private VmOptions() {}

    /** Everything a configuration may hold. */
    public static Schema schema() {
        return CONFIG;
    }

    private static Schema smbios() {
        Schema s = new Schema(Map.of())
                .and("uuid", Property.text().matching("[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}"))
                .and("base64", Property.bool());
        for (String field : new String[] {"version", "serial", "manufacturer", "product", "sku", "family"}) {
            s = s.and(field, Property.text().matching("[A-Za-z0-9+/]+={0,2}"));
        }
        return s;
    }

    private static Schema config() {
        Map<String, Property> all = new TreeMap<>();
        simple(all);
        StructuredOptions.addTo(all);
        Drives.all().forEach((key, format) -> all.put(key, Property.formatted(format)));
        for (int i = 0; i < 32; i++) {
            all.put("net" + i, Property.formatted(NET));
            all.put("ipconfig" + i, Property.text());
        }
        for (int i = 0; i < 16; i++) {
            all.put("hostpci" + i, Property.formatted(HOSTPCI));
        }
        for (int i = 0; i < 14; i++) {
            all.put("usb" + i, Property.formatted(USB));
        }
        for (int i = 0; i < 8; i++) {
            all.put("numa" + i, Property.text());
        }
        for (int i = 0; i < 4; i++) {
            all.put("serial" + i, Property.text().matching("(?:/dev/[^,]+|socket)"));
        }
        for (int i = 0; i < 256; i++) {
            all.put("unused" + i, Property.text());
        }
        return new Schema(Map.copyOf(all));
    }

    private static void simple(Map<String, Property> all) {
        for (String flag : ("onboot autostart reboot numa acpi kvm tdf localtime freeze tablet template protection"
                        + " keephugepages allow-ksm ciupgrade")
                .split(" ")) {
            all.put(flag, Property.bool());
        }
        for (String text : "args hotplug parent hookscript ivshmem audio0 spice_enhancements cicustom ciuser"
                .concat(" cipassword searchdomain nameserver sshkeys meta vmstate")
                .split(" ")) {
            all.put(text, Property.text());
        }
        all.put("lock", Property.oneOf("backup", "clone", "create", "migrate", "rollback", "snapshot", "suspended"));
        all.put("cpulimit", Property.number().min(0).max(128));
        all.put("cpuunits", Property.integer().min(1).max(262144));
        all.put("balloon", Property.integer().min(0));
        all.put("shares", Property.integer().min(0).max(50000));
        all.put("sockets", Property.integer().min(1));
        all.put("cores", Property.integer().min(1));
        all.put("smp", Property.integer().min(1));
        all.put("vcpus", Property.integer().min(1));
        all.put(
                "affinity",
                Property.formatted(
                        Format.matching("\\d+(?:-\\d+)?(?:,\\d+(?:-\\d+)?)*", "unable to parse cpuset option")));
        all.put("hugepages", Property.oneOf("any", "2", "1024"));
        all.put("description", Property.text().length(8192));
        all.put(
                "scsihw",
                Property.oneOf("lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi"));
        all.put(
                "ostype",
                Property.oneOf(
                        "other", "wxp", "w2k", "w2k3", "w2k8", "wvista", "win7", "win8", "win10", "win11", "l24", "l26",
                        "solaris"));
        all.put("bios", Property.oneOf("seabios", "ovmf"));
        all.put("arch", Property.oneOf("x86_64", "aarch64"));
        all.put("keyboard", Property.oneOf("de", "en-us", "en-gb", "fr", "ja"));
        all.put("bootdisk", Property.text().matching("(?:ide|sata|scsi|virtio)\\d+"));
        all.put("startdate", Property.text().matching("now|\\d{4}-\\d{1,2}-\\d{1,2}(?:T\\d{1,2}:\\d{1,2}:\\d{1,2})?"));
        all.put("citype", Property.oneOf("configdrive2", "nocloud", "opennebula"));
        all.put("vmgenid", Property.text().matching("[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01]"));
        all.put("vmstatestorage", Property.text());
        all.put("migrate_speed", Property.integer().min(0));
        all.put("migrate_downtime", Property.number().min(0));
    }
}
