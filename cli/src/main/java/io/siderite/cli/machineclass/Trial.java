package io.siderite.cli.machineclass;

import io.siderite.placement.Place;
import java.util.List;

/**
 * What came of placing machines of one class.
 *
 * @param asked how many
 * @param machines those that fit, in the order they were placed
 * @param nodes the fill of each node that has some of them
 * @param storages the fill of each storage that has a disk of them
 * @param why the next has no place, in words for people; empty: all fit
 */
record Trial(int asked, List<Machine> machines, List<NodeFill> nodes, List<StorageFill> storages, List<String> why) {

    Trial {
        machines = List.copyOf(machines);
        nodes = List.copyOf(nodes);
        storages = List.copyOf(storages);
        why = List.copyOf(why);
    }

    /**
     * A machine that fits.
     *
     * @param disks the storage of each disk, in the order of the class
     * @param firmware the storage of EFI disk and TPM state; empty: it has neither
     * @param iso the storage of its boot image
     * @param reasons why there, and why not elsewhere
     */
    record Machine(String name, Place place, List<String> disks, String firmware, String iso, List<String> reasons) {}

    /**
     * How full a node is.
     *
     * @param memory bytes of what VMs may have: what stays with the host is none of it
     * @param cpus vCPUs of the host's CPUs
     */
    record NodeFill(Place place, Change memory, Change cpus) {}

    /**
     * How full a storage is.
     *
     * @param node empty: it is shared by the cluster's nodes
     * @param bytes what is used or promised of it
     */
    record StorageFill(String cluster, String node, String storage, Change bytes) {}

    /** From one to the other, of what there is. */
    record Change(long before, long after, long of) {}

    /** Of a class that is wrong: nothing is tried. */
    static Trial none(int asked) {
        return new Trial(asked, List.of(), List.of(), List.of(), List.of());
    }

    /** How many fit. */
    int fits() {
        return machines.size();
    }

    boolean allFit() {
        return fits() == asked;
    }
}
