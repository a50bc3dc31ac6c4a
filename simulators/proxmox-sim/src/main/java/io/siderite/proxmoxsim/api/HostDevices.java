package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World.MappedDevice;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.params.VmOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The devices of a host that its VMs take for themselves. */
final class HostDevices {
    private HostDevices() {}

    /** Refuses a PCI mapping without a device on the node. */
    static void pci(Cluster cluster, String node, Map<String, String> device) {
        String mapping = device.get("mapping");
        if (mapping != null && device.containsKey("host")) {
            throw Refusal.because("Cannot set both 'host' and 'mapping'.");
        }
        if (mapping != null && on(cluster.world().pci(), mapping, node).isEmpty()) {
            throw Refusal.because("PCI device mapping not found for '" + mapping + "'");
        }
    }

    /** Refuses a USB mapping without a device, or with several, on the node. */
    static void usb(Cluster cluster, String node, Map<String, String> device) {
        String mapping = device.get("mapping");
        if (mapping == null) {
            return;
        }
        int devices = on(cluster.world().usb(), mapping, node).size();
        if (devices == 0) {
            throw Refusal.because("USB device mapping not found for '" + mapping + "'");
        } else if (devices > 1) {
            throw Refusal.because("More than one USB mapping per host not supported");
        }
    }

    /** The devices of a mapping on a node. */
    static List<MappedDevice> on(Map<String, List<MappedDevice>> mappings, String mapping, String node) {
        return mappings.getOrDefault(mapping, List.of()).stream()
                .filter(device -> device.node().equals(node))
                .toList();
    }

    /** Takes the PCI devices of a configuration for a VM that starts; all of them or none. */
    static void claim(Cluster cluster, Vm vm, Map<String, String> config) {
        cluster.read(vms -> {
            Set<String> taken = new HashSet<>();
            for (Map.Entry<String, String> e : new TreeMap<>(config).entrySet()) {
                if (e.getKey().matches("hostpci\\d+")) {
                    Map<String, String> device = VmOptions.HOSTPCI.parseChecked(e.getValue());
                    if (!device.containsKey("mdev")) {
                        taken.addAll(one(cluster, vm, e.getKey(), device, vms, taken));
                    }
                }
            }
            return vm.devices().addAll(taken);
        });
    }

    private static Set<String> one(
            Cluster cluster, Vm vm, String key, Map<String, String> device, Map<Integer, Vm> vms, Set<String> taken) {
        List<Set<String>> alternatives = new ArrayList<>();
        String mapping = device.get("mapping");
        if (mapping == null) {
            alternatives.add(Set.of(device.getOrDefault("host", "").split(";")));
        } else {
            on(cluster.world().pci(), mapping, vm.node())
                    .forEach(d -> alternatives.add(Set.of(d.path().split(";"))));
        }
        if (alternatives.size() > 1) {
            return alternatives.stream()
                    .filter(paths ->
                            paths.stream().noneMatch(path -> taken.contains(path) || holder(vm, vms, path) != 0))
                    .findFirst()
                    .orElseThrow(() -> Refusal.because("could not find a free device for '" + key + "'"));
        }
        Set<String> paths = alternatives.getFirst();
        for (String path : paths) {
            if (taken.contains(path)) {
                throw Refusal.because("device '" + path + "' assigned more than once");
            }
            int other = holder(vm, vms, path);
            if (other != 0) {
                throw Refusal.because("PCI device '" + path + "' already in use by VMID '" + other + "'");
            }
        }
        return paths;
    }

    /** Which other VM of the node holds a device; 0 for none. */
    private static int holder(Vm vm, Map<Integer, Vm> vms, String path) {
        return vms.values().stream()
                .filter(other -> other != vm && other.node().equals(vm.node()))
                .filter(other -> other.devices().contains(path))
                .mapToInt(Vm::vmid)
                .findFirst()
                .orElse(0);
    }
}
