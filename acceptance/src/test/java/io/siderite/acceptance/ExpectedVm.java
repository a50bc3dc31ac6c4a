package io.siderite.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A VM's configuration as a test wants it, in the form of Proxmox's own files: {@code key: value} lines. {@code <mac>},
 * {@code <iso>} and {@code <volume>} stand for what differs each time, {@code <uuid>} and {@code <request>} for the
 * machine's own.
 */
record ExpectedVm(Map<String, String> config) {

    /** What every server adds by itself, and what says nothing of the class. */
    private static final List<String> NOT_OURS = List.of("digest", "meta", "vmgenid", "description");

    static ExpectedVm read(Path file) throws IOException {
        Map<String, String> config = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split(": ", 2);
                config.put(parts[0], parts[1].strip());
            }
        }
        return new ExpectedVm(config);
    }

    /** Each key that a stored configuration has otherwise, more, or less. */
    List<String> differences(Map<String, String> stored, String request) {
        String uuid = uuid(stored);
        List<String> differences = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(config.keySet());
        keys.addAll(stored.keySet());
        keys.removeAll(NOT_OURS);
        for (String key : keys) {
            String wanted = config.getOrDefault(key, "(nothing)")
                    .replace("<uuid>", uuid)
                    .replace("<request>", request);
            String found = stored.getOrDefault(key, "(nothing)");
            if (!parts(wanted).equals(parts(anonymous(key, found)))) {
                differences.add(key + ": wanted " + wanted + ", stored " + found);
            }
        }
        return differences;
    }

    /** The SMBIOS UUID of a stored configuration. */
    static String uuid(Map<String, String> stored) {
        return parts(stored.getOrDefault("smbios1", "")).getOrDefault("uuid", "");
    }

    /** Of {@link Example#small}, on a server whose one bridge has the storage network as a VLAN. */
    ExpectedVm small() {
        Map<String, String> less = new LinkedHashMap<>(config);
        less.put("cores", "1");
        less.put("memory", "1024");
        less.replaceAll((key, value) -> value.replaceAll("size=\\d+G", "size=5G")
                .replace("bridge=vmbr1", "bridge=vmbr0,tag=250")
                .replace("mtu=9000", "mtu=1500"));
        return new ExpectedVm(less);
    }

    /** Without what is another each time. */
    private static String anonymous(String key, String value) {
        if (key.matches("(ide|sata|scsi|virtio)\\d+") && value.contains("media=cdrom")) {
            return value.replaceAll("iso/siderite-(?!cidata)[a-z0-9-]+\\.iso", "iso/<iso>")
                    .replaceAll(",size=[^,]*", "");
        }
        if (key.matches("(scsi|efidisk|tpmstate)\\d+")) {
            String disk = value.replaceFirst(":[^,]+", ":<volume>");
            // The size of these two is the firmware's business.
            return key.startsWith("scsi") ? disk : disk.replaceAll(",size=[^,]*", "");
        }
        return key.startsWith("net") ? value.replaceAll("(?i)BC:24:11(:[0-9A-F]{2}){3}", "<mac>") : value;
    }

    /** A property string by its keys: their order says nothing. A list such as tags stays as it is. */
    private static Map<String, String> parts(String value) {
        Map<String, String> parts = new TreeMap<>();
        for (String part : value.split(",")) {
            String[] pair = part.split("=", 2);
            parts.put(pair.length == 2 ? pair[0] : "", pair[pair.length - 1]);
        }
        return parts;
    }
}
