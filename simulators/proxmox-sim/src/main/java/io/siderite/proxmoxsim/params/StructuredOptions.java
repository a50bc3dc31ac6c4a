package io.siderite.proxmoxsim.params;

import java.util.Map;

/** The options of a VM whose value has a form of its own, drives and cards excepted. */
final class StructuredOptions {
    private StructuredOptions() {}

    /** Adds them. */
    static void addTo(Map<String, Property> all) {
        all.put(
                "memory",
                Property.formatted(single("current", Property.integer().min(16).required())));
        all.put(
                "name",
                Property.formatted(Format.matching(
                        "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?",
                        "value does not look like a valid DNS name")));
        all.put(
                "tags",
                Property.formatted(
                        Format.listOf(Format.matching("(?i)[a-z0-9_][a-z0-9_\\-+.]*", "invalid characters in tag"))));
        all.put(
                "startup",
                Property.formatted(Format.matching(
                        "(?:(?:(?:order=)?\\d+|up=\\d+|down=\\d+),?)+", "unable to parse startup options")));
        all.put("boot", Property.formatted(VmOptions.BOOT));
        all.put("smbios1", Property.formatted(VmOptions.SMBIOS).length(512));
        all.put("rng0", Property.formatted(VmOptions.RNG));
        all.put(
                "machine",
                Property.formatted(PropertyString.of(
                        new Schema(Map.of())
                                .and(
                                        "type",
                                        Property.text()
                                                .matching(
                                                        "pc|pc(?:-i440fx)?-\\d+(?:\\.\\d+)+(?:\\+pve\\d+)?(?:\\.pxe)?|q35"
                                                                + "|pc-q35-\\d+(?:\\.\\d+)+(?:\\+pve\\d+)?(?:\\.pxe)?"
                                                                + "|virt(?:-\\d+(?:\\.\\d+)+)?(?:\\+pve\\d+)?"))
                                .and("viommu", Property.oneOf("intel", "virtio")),
                        "type")));
        all.put(
                "agent",
                Property.formatted(PropertyString.of(
                        new Schema(Map.of())
                                .and("enabled", Property.bool().required())
                                .and("fstrim_cloned_disks", Property.bool())
                                .and("freeze-fs-on-backup", Property.bool())
                                .and("type", Property.oneOf("virtio", "isa")),
                        "enabled")));
        all.put(
                "vga",
                Property.formatted(PropertyString.of(
                        new Schema(Map.of())
                                .and(
                                        "type",
                                        Property.oneOf(
                                                "cirrus",
                                                "qxl",
                                                "qxl2",
                                                "qxl3",
                                                "qxl4",
                                                "none",
                                                "serial0",
                                                "serial1",
                                                "serial2",
                                                "serial3",
                                                "std",
                                                "virtio",
                                                "virtio-gl",
                                                "vmware"))
                                .and("memory", Property.integer().min(4).max(512))
                                .and("clipboard", Property.oneOf("vnc")),
                        "type")));
        all.put(
                "watchdog",
                Property.formatted(PropertyString.of(
                        new Schema(Map.of())
                                .and("model", Property.oneOf("i6300esb", "ib700"))
                                .and(
                                        "action",
                                        Property.oneOf("reset", "shutdown", "poweroff", "pause", "debug", "none")),
                        "model")));
        all.put("cpu", Property.formatted(CpuModels.FORMAT));
    }

    private static PropertyString single(String key, Property p) {
        return PropertyString.of(new Schema(Map.of(key, p)), key);
    }
}
