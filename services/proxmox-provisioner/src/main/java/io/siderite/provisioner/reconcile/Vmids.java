package io.siderite.provisioner.reconcile;

import java.util.OptionalInt;
import java.util.Set;

/** VMIDs that our machines hold, and those that rest after use. */
public interface Vmids {

    /**
     * The VMID that the machine holds in the cluster, or a newly drawn one: the lowest of the range that nobody uses
     * and that does not rest. Empty when the range is full.
     *
     * @param used VMIDs that are taken in Proxmox
     */
    OptionalInt draw(String cluster, String requestId, Set<Integer> used);

    /** The machine holds this one: its VM was found under it. */
    void hold(String cluster, String requestId, int vmid);
}
