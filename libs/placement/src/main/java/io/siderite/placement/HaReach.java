package io.siderite.placement;

import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether HA can start a machine on another node. Proxmox migrates no VM with a local CD-ROM image, and starts none whose
 * volumes the other node does not have; that is found out only when a node fails, and is better said before.
 */
final class HaReach {

    private HaReach() {}

    /** What keeps HA from it, and what to do; empty: nothing does, or the class has no {@code ha}. */
    static List<String> reasons(Ask ask, NodeInventory node, Storages storages) {
        var reasons = new ArrayList<String>();
        if (!ask.highlyAvailable()) {
            return reasons;
        }
        var isos = own(node, Set.of(storages.iso()));
        if (!isos.isEmpty()) {
            reasons.add(
                    "HA can't move it: its ISOs are on %s, whose content only %s has; give the cluster a storage that its"
                                    .formatted(Names.list(isos), node.getNode())
                            + " nodes share and that accepts iso, with 2 GiB left");
        }
        var wanted = new TreeSet<>(storages.disks());
        wanted.add(storages.firmware());
        var disks = own(node, wanted);
        if (!disks.isEmpty()) {
            reasons.add(
                    "HA can't move it: its disks are on %s, whose content only %s has; choose a storage that the nodes"
                                    .formatted(Names.list(disks), node.getNode())
                            + " share with storage_selector, or let Proxmox replicate them");
        }
        return reasons;
    }

    private static List<String> own(NodeInventory node, Collection<String> names) {
        return node.getStoragesList().stream()
                .filter(storage -> names.contains(storage.getName()) && !storage.getShared())
                .map(StorageState::getName)
                .sorted()
                .toList();
    }
}
