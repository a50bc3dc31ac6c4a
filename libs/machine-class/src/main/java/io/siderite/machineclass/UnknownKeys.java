package io.siderite.machineclass;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to write instead of a key that is none. */
final class UnknownKeys {

    private static final int FEW = 12;

    /** Names that people bring from elsewhere, and ours for it. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("cpus", "cores"),
            Map.entry("vcpus", "cores"),
            Map.entry("ram", "memory"),
            Map.entry("mem", "memory"),
            Map.entry("disk", "disk_size"),
            Map.entry("storage", "storage_selector"),
            Map.entry("bridge", "network_bridge"),
            Map.entry("tag", "vlan"),
            Map.entry("firewall", "network_firewall"),
            Map.entry("cpu", "cpu_type"),
            Map.entry("machine", "machine_type"),
            Map.entry("firmware", "bios"),
            Map.entry("gpu", "pci_devices"),
            Map.entry("hostpci0", "pci_devices"),
            Map.entry("target_node", "node"),
            Map.entry("notes", "description"),
            Map.entry("rng0", "rng"),
            Map.entry("serial0", "serial"));

    /** What Siderite makes by itself. */
    private static final Map<String, String> OURS = Map.of(
            "onboot", "remove it: Siderite sets it",
            "agent", "remove it: Siderite sets it",
            "boot", "remove it: Siderite sets it",
            "ostype", "remove it: Siderite sets it",
            "name", "remove it: the VM is called as the machine request",
            "vmid", "remove it, or write vmid_range");

    private UnknownKeys() {}

    /** The one of {@code keys} that was probably meant. */
    static Optional<String> meant(String name, List<Key> keys) {
        var names = keys.stream().map(Key::name).toList();
        if (keys == Definition.KEYS && (MEANT.containsKey(name) || OURS.containsKey(name))) {
            return Optional.ofNullable(MEANT.get(name));
        }
        return Nearest.to(name, names).or(() -> {
            // The size of a disk is its disk_size.
            var ending =
                    names.stream().filter(known -> known.endsWith("_" + name)).toList();
            return ending.size() == 1 ? Optional.of(ending.getFirst()) : Optional.empty();
        });
    }

    /** @param keys those that are known where it stands */
    static String instead(String name, List<Key> keys) {
        boolean top = keys == Definition.KEYS;
        if (name.equals("<<")) {
            return "write the keys themselves: YAML's merge keys are not taken";
        }
        return meant(name, keys)
                .map(near -> "write " + near)
                .or(() -> Optional.ofNullable(top ? OURS.get(name) : null))
                .or(() -> elsewhere(name, top))
                .orElseGet(() -> keys.size() <= FEW
                        ? "remove it; known here are " + YamlText.names(keys)
                        : "remove it; docs/machine-class.md lists every key");
    }

    /** A key of another mapping that stands in the wrong one. */
    private static Optional<String> elsewhere(String name, boolean top) {
        if (!top && Definition.KEYS.stream().anyMatch(key -> key.name().equals(name))) {
            return Optional.of("move it out: it is a key of the class itself");
        }
        var outer = Definition.KEYS.stream()
                .filter(key ->
                        key.inner().stream().anyMatch(inner -> inner.name().equals(name)))
                .toList();
        if (outer.isEmpty()) {
            return Optional.empty();
        }
        var names = String.join(" or ", outer.stream().map(Key::name).toList());
        return Optional.of(
                outer.getFirst().type() instanceof Type.Items
                        ? "move it into an entry of " + names
                        : "move it below " + names + ":");
    }
}
