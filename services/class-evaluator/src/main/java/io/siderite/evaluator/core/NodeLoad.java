package io.siderite.evaluator.core;

import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.List;

/**
 * What is taken of one node, from the view of a machine that looks for a place: configured memory counts, not used memory,
 * so that nothing is overcommitted when every VM takes what it was given.
 *
 * @param reserve bytes that stay with the host
 * @param vms bytes of VMs that run, start on boot or are ours
 * @param promised bytes of machines placed here whose VM is not seen yet
 * @param sameSet machines of the same set here, seen or promised
 * @param unseen reservations of this cluster whose VM is not seen yet
 */
record NodeLoad(NodeInventory node, long reserve, long vms, long promised, int sameSet, List<Reservation> unseen) {

    static NodeLoad of(NodeInventory node, MachineRequest request, Promises promises, PlacingPolicy policy) {
        var place = Place.of(node);
        var unseen = promises.unseen().stream()
                .filter(r -> r.place().cluster().equals(node.getCluster()))
                .toList();
        long vms = 0;
        int sameSet = 0;
        for (var vm : node.getVmsList()) {
            if (vm.getTemplate() || vm.getRequestId().equalsIgnoreCase(request.getRequestId())) {
                continue;
            }
            if (vm.getRunning() || vm.getStartOnBoot() || ours(vm)) {
                vms += vm.getMemory();
            }
            sameSet += same(request.getRequestSet(), promises.setOf(vm)) ? 1 : 0;
        }
        long promised = 0;
        for (var reservation : unseen) {
            if (reservation.place().equals(place)) {
                promised += reservation.memory();
                sameSet += same(request.getRequestSet(), reservation.requestSet()) ? 1 : 0;
            }
        }
        return new NodeLoad(node, policy.reserveOf(node.getMemoryTotal()), vms, promised, sameSet, unseen);
    }

    /** Bytes; negative where more is promised than there is. */
    long freeMemory() {
        return node.getMemoryTotal() - reserve - vms - promised;
    }

    /** Part of the node's memory that is free, at most 1. */
    double freeFraction() {
        return node.getMemoryTotal() <= 0 ? 0 : (double) freeMemory() / node.getMemoryTotal();
    }

    /** Bytes promised of a storage to machines not seen yet; of a shared one, those of every node count. */
    long promisedOf(StorageState storage) {
        return unseen.stream()
                .filter(r -> storage.getShared() || r.place().equals(Place.of(node)))
                .mapToLong(r -> r.storages().getOrDefault(storage.getName(), 0L))
                .sum();
    }

    private static boolean ours(VmState vm) {
        return !vm.getRequestId().isEmpty() || vm.getTagsList().contains("siderite");
    }

    private static boolean same(String set, String other) {
        return !set.isEmpty() && set.equalsIgnoreCase(other);
    }
}
