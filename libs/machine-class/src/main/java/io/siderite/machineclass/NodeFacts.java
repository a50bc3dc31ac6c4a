package io.siderite.machineclass;

import java.util.Map;

/**
 * What a node selector may ask of a node.
 *
 * @param cpuFree CPUs not promised yet; negative where more is promised than there is
 * @param cpuTotal CPUs of the host
 * @param memoryFree bytes not promised yet, less what stays with the host; never negative
 * @param memoryTotal bytes
 * @param vms VMs there, templates left out
 * @param sameSetVms of them, those of the same machine request set
 * @param labels of the node, from the configuration
 */
public record NodeFacts(
        String name,
        String cluster,
        long cpuFree,
        long cpuTotal,
        long memoryFree,
        long memoryTotal,
        int vms,
        int sameSetVms,
        Map<String, String> labels) {

    public NodeFacts {
        labels = Map.copyOf(labels);
    }
}
