package io.siderite.placement;

import io.siderite.machineclass.MachineClass;
import io.siderite.proto.events.v1.MachineRequest;
import java.util.List;

/**
 * A machine that looks for a place. It holds none: of the {@link Ledger} nothing is its own.
 *
 * @param uuid its SMBIOS UUID; empty: not drawn yet
 */
public record Ask(MachineClass machineClass, MachineRequest request, String uuid) {

    /** vCPUs in all. */
    int cpus() {
        return machineClass.compute().cpus();
    }

    /** Bytes. */
    long memory() {
        return machineClass.compute().memory();
    }

    MachineClass.Placing placing() {
        return machineClass.placing();
    }

    /** The set whose machines it is to be kept apart from; empty: none. */
    String set() {
        return request.getRequestSet();
    }

    /** HA is to start it elsewhere when its node fails. */
    boolean highlyAvailable() {
        return machineClass.ha().isPresent();
    }

    /** HA keeps each machine of the set on a node of its own. */
    boolean apartUnderHa() {
        return affinity("negative");
    }

    /** HA keeps the machines of the set on one node. */
    boolean togetherUnderHa() {
        return affinity("positive");
    }

    private boolean affinity(String wanted) {
        return machineClass.ha().stream().anyMatch(ha -> ha.resourceAffinity().equals(wanted));
    }

    /** Nodes that the machines of its set keep to, or prefer; empty: any. A priority ({@code pve1:2}) is HA's alone. */
    List<String> affinityNodes() {
        return machineClass.ha().stream()
                .flatMap(ha -> ha.nodes().stream())
                .map(node -> node.replaceFirst(":.*", ""))
                .toList();
    }

    /** It may be on no other than {@link #affinityNodes()}. */
    boolean strictAffinity() {
        return machineClass.ha().map(MachineClass.HighAvailability::strict).orElse(false);
    }
}
