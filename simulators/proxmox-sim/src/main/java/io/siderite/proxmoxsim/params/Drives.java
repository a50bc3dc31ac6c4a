package io.siderite.proxmoxsim.params;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The disks and CD-ROM drives of a VM: which keys there are, and what each bus takes. */
public final class Drives {
    /** A disk to be made: storage and size in GiB. */
    private static final Pattern NEW_DISK = Pattern.compile("(?:([^/:\\s]+):)?(\\d+(?:\\.\\d+)?)");

    private static final Pattern VOLUME = Pattern.compile("(?i)([a-z][a-z0-9\\-_.]*[a-z0-9]):(.+)");
    private static final Map<String, Integer> COUNT = Map.of("ide", 4, "scsi", 31, "virtio", 16, "sata", 6);
    private static final Map<String, PropertyString> FORMATS = formats();

    private Drives() {}

    /** Storage and size of a disk to be made; the storage is null when the default one is meant. */
    public record NewDisk(@Nullable String storage, double gib) {}

    /** A volume id, parted. */
    public record VolumeId(String storage, String name) {}

    /** Every key of a drive and its format. */
    public static Map<String, PropertyString> all() {
        return FORMATS;
    }

    /** Whether a configuration key names a drive. */
    public static boolean isDrive(String key) {
        return FORMATS.containsKey(key);
    }

    /** Parses a drive that was checked. */
    public static Map<String, String> parse(String key, String value) {
        PropertyString format = FORMATS.get(key);
        if (format == null) {
            throw new IllegalArgumentException("not a drive: " + key);
        }
        return format.parseChecked(value);
    }

    /** Prints a drive as stored. */
    public static String print(String key, Map<String, String> drive) {
        PropertyString format = FORMATS.get(key);
        if (format == null) {
            throw new IllegalArgumentException("not a drive: " + key);
        }
        return format.print(drive);
    }

    /** Whether a drive is a CD-ROM. */
    public static boolean isCdrom(Map<String, String> drive) {
        return "cdrom".equals(drive.get("media"));
    }

    /** A disk to be made, or null when the value names a volume. */
    public static @Nullable NewDisk newDisk(String file) {
        Matcher m = NEW_DISK.matcher(file);
        return m.matches() ? new NewDisk(m.group(1), Double.parseDouble(m.group(2))) : null;
    }

    /** A volume id, or null. */
    public static @Nullable VolumeId volumeId(String volid) {
        Matcher m = VOLUME.matcher(volid);
        return m.matches() ? new VolumeId(m.group(1), m.group(2)) : null;
    }

    private static Map<String, PropertyString> formats() {
        Map<String, PropertyString> all = new LinkedHashMap<>();
        Schema base = base();
        Property iothread = Property.bool();
        Map<String, Schema> buses = Map.of(
                "ide",
                        base.and("ssd", Property.bool())
                                .and("model", Property.text().length(120))
                                .and("wwn", wwn()),
                "sata", base.and("ssd", Property.bool()).and("wwn", wwn()),
                "virtio", base.and("iothread", iothread).and("ro", Property.bool()),
                "scsi",
                        base.and("iothread", iothread)
                                .and("ro", Property.bool())
                                .and("ssd", Property.bool())
                                .and("queues", Property.integer().min(2))
                                .and("scsiblock", Property.bool())
                                .and("product", Property.text().matching("[A-Za-z0-9\\-_\\s]{0,16}"))
                                .and("vendor", Property.text().matching("[A-Za-z0-9\\-_\\s]{0,8}"))
                                .and("wwn", wwn()));
        COUNT.forEach((bus, n) -> {
            for (int i = 0; i < n; i++) {
                Schema keys = buses.getOrDefault(bus, base);
                all.put(bus + i, PropertyString.of(keys, "file"));
            }
        });
        Schema plain = new Schema(Map.of("file", volume(), "format", imageFormat(), "size", Property.text()));
        all.put(
                "efidisk0",
                PropertyString.of(
                        plain.and("efitype", Property.oneOf("2m", "4m"))
                                .and("pre-enrolled-keys", Property.bool())
                                .and("ms-cert", Property.oneOf("2011", "2023", "2023w", "2023k")),
                        "file"));
        all.put("tpmstate0", PropertyString.of(plain.and("version", Property.oneOf("v1.2", "v2.0")), "file"));
        return Map.copyOf(all);
    }

    private static Schema base() {
        Schema s = new Schema(Map.of("file", volume(), "format", imageFormat(), "size", Property.text()))
                .and("media", Property.oneOf("cdrom", "disk"))
                .and("snapshot", Property.bool())
                .and("cache", Property.oneOf("none", "writethrough", "writeback", "unsafe", "directsync"))
                .and("backup", Property.bool())
                .and("replicate", Property.bool())
                .and("rerror", Property.oneOf("ignore", "report", "stop"))
                .and("werror", Property.oneOf("enospc", "ignore", "report", "stop"))
                .and("aio", Property.oneOf("native", "threads", "io_uring"))
                .and("discard", Property.oneOf("ignore", "on"))
                .and("detect_zeroes", Property.bool())
                .and("serial", Property.text().length(60))
                .and("shared", Property.bool());
        for (String limit : new String[] {"bps", "iops"}) {
            for (String which : new String[] {"", "_rd", "_wr"}) {
                s = s.and(limit + which, Property.integer())
                        .and(limit + which + "_max_length", Property.integer().min(1))
                        .and("iops" + which + "_max", Property.integer());
            }
        }
        for (String which : new String[] {"", "_rd", "_wr"}) {
            s = s.and("mbps" + which, Property.number()).and("mbps" + which + "_max", Property.number());
        }
        return s;
    }

    private static Property volume() {
        return Property.formatted((value, path) -> {
                    boolean special = value.equals("none") || value.equals("cdrom") || value.startsWith("/");
                    if (!special && volumeId(value) == null) {
                        throw new Format.BadFormat("unable to parse volume ID '" + value + "'\n");
                    }
                })
                .required();
    }

    private static Property imageFormat() {
        return Property.oneOf("raw", "qcow", "qed", "qcow2", "vmdk", "cloop");
    }

    private static Property wwn() {
        return Property.text().matching("0x[0-9a-fA-F]{16}");
    }
}
