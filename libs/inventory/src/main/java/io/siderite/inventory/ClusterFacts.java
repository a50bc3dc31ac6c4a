package io.siderite.inventory;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proxmox.ProxmoxCluster.Mappings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What hardly ever changes of a cluster.
 *
 * @param mappings resource mappings; empty: we may not see them
 * @param pools names of the resource pools; empty: we may not see them
 * @param rootLogin whether we act as root@pam with a password
 * @param version of Proxmox VE; empty text: not known
 */
public record ClusterFacts(
        Optional<Mappings> mappings, Optional<List<String>> pools, boolean rootLogin, String version) {

    /** Adds what concerns the inventory's node. */
    public void addTo(NodeInventory.Builder inventory) {
        mappings.ifPresent(known -> inventory
                .setMappingsRead(true)
                .addAllPciMappings(on(inventory.getNode(), known.pci()))
                .addAllUsbMappings(on(inventory.getNode(), known.usb())));
        pools.ifPresent(known ->
                inventory.setPoolsRead(true).addAllPools(known.stream().sorted().toList()));
        inventory.setRootLogin(rootLogin).setPveVersion(version);
    }

    private static List<String> on(String node, Map<String, Set<String>> mappings) {
        return mappings.entrySet().stream()
                .filter(mapping -> mapping.getValue().contains(node))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
