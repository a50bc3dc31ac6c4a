package io.siderite.placement;

import io.siderite.machineclass.NodeFacts;
import io.siderite.proto.events.v1.NodeInventory;
import java.util.SortedSet;

/**
 * What is free of one node, from the view of a machine that looks for a place: configured memory counts, not used memory,
 * so that nothing is overcommitted when every VM takes what it was given.
 *
 * @param reserve bytes that stay with the host
 */
record NodeLoad(NodeInventory node, Place place, long reserve, NodeSums.Taken taken) {

    /** Bytes that VMs may take, nothing overcommitted; never negative. */
    long memoryForVms() {
        return Math.max(0, node.getMemoryTotal() - reserve);
    }

    /** Bytes. */
    long memoryTaken() {
        return taken.vmMemory() + taken.promisedMemory();
    }

    /** vCPUs. */
    int cpusTaken() {
        return taken.vmCpus() + taken.promisedCpus();
    }

    /**
     * Bytes; negative where more is promised than there is.
     *
     * @param overcommit how much of it may be promised: 1.0 is just what is there
     */
    long freeMemory(double overcommit) {
        return (overcommit == 1.0 ? memoryForVms() : (long) (memoryForVms() * overcommit)) - memoryTaken();
    }

    /** vCPUs; negative where more is promised than there is. */
    int freeCpus(double overcommit) {
        return (int) Math.floor(node.getCpus() * overcommit) - cpusTaken();
    }

    /** Part of the node's memory that is free, at most 1. */
    double freeFraction() {
        return node.getMemoryTotal() <= 0 ? 0 : (double) freeMemory(1.0) / node.getMemoryTotal();
    }

    /** Part of what VMs may take that is taken when the machine is here, too; above 1 where it is overcommitted. */
    double memoryUsedWith(Ask ask) {
        return memoryForVms() == 0 ? 1 : (double) (memoryTaken() + ask.memory()) / memoryForVms();
    }

    /** As {@link #memoryUsedWith}: vCPUs to the host's CPUs. 0 where those are not known. */
    double cpusUsedWith(Ask ask) {
        return node.getCpus() == 0 ? 0 : (double) (cpusTaken() + ask.cpus()) / node.getCpus();
    }

    /** Machines of the same set here, seen or promised, in words. */
    SortedSet<String> sameSet() {
        return taken.sameSet();
    }

    /** As a node selector sees it. */
    NodeFacts facts() {
        return new NodeFacts(
                node.getNode(),
                node.getCluster(),
                freeCpus(1.0),
                node.getCpus(),
                Math.max(0, freeMemory(1.0)),
                node.getMemoryTotal(),
                taken.vms(),
                sameSet().size(),
                node.getLabelsMap());
    }
}
