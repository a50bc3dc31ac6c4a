package io.siderite.machineclass;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to write instead of a key that is none. */
final class UnknownKeys {

    private static final int FEW = 12;

    /** Names that people bring from elsewhere. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("cpu", "write cores, or cpu_type for the model"),
            Map.entry("cpus", "write cores"),
            Map.entry("vcpus", "write cores"),
            Map.entry("ram", "write memory"),
            Map.entry("mem", "write memory"),
            Map.entry("disk", "write disk_size"),
            Map.entry("storage", "write storage_selector: name == \"…\""),
            Map.entry("bridge", "write network_bridge"),
            Map.entry("tag", "write vlan"),
            Map.entry("firewall", "write network_firewall"),
            Map.entry("machine", "write machine_type"),
            Map.entry("firmware", "write bios: ovmf"),
            Map.entry("uefi", "write bios: ovmf"),
            Map.entry("gpu", "write pci_devices"),
            Map.entry("hostpci0", "write pci_devices"),
            Map.entry("target_node", "write node"),
            Map.entry("notes", "write description"),
            Map.entry("rng0", "write rng"),
            Map.entry("serial0", "write serial"),
            Map.entry("cpulimit", "write cpu_limit"),
            Map.entry("cpuunits", "write cpu_units"),
            Map.entry("onboot", "remove it: Siderite sets it"),
            Map.entry("agent", "remove it: Siderite sets it"),
            Map.entry("boot", "remove it: Siderite sets it"),
            Map.entry("name", "remove it: the machine request's name is the VM's"),
            Map.entry("vmid", "remove it, or write vmid_range"));

    private UnknownKeys() {}

    /** @param keys those that are known where it stands */
    static String instead(String name, List<Key> keys) {
        var names = keys.stream().map(Key::name).toList();
        boolean top = keys == Definition.KEYS;
        if (top && MEANT.containsKey(name)) {
            return MEANT.get(name);
        }
        if (name.equals("<<")) {
            return "write the keys themselves: YAML's merge keys are not taken";
        }
        var near = Nearest.to(name, names);
        if (near.isPresent()) {
            return "write " + near.get();
        }
        return elsewhere(name, top)
                .or(() -> names.size() <= FEW
                        ? Optional.of("remove it; known here are " + String.join(", ", names))
                        : Optional.empty())
                .orElse("remove it; docs/machine-class.md lists every key");
    }

    /** A key of another mapping that stands in the wrong one. */
    private static Optional<String> elsewhere(String name, boolean top) {
        if (!top && Definition.KEYS.stream().anyMatch(key -> key.name().equals(name))) {
            return Optional.of("move it out: it is a key of the class itself");
        }
        return Definition.KEYS.stream()
                .filter(outer ->
                        outer.inner().stream().anyMatch(key -> key.name().equals(name)))
                .map(outer -> "move it below " + outer.name() + ":")
                .findFirst();
    }
}
