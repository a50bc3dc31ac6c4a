package io.siderite.provisioner.reconcile;

import io.siderite.provisioner.VmidRange;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** VMIDs that our machines hold, and those that rest after use. */
public interface Vmids {

    /**
     * The VMID that the machine holds in the cluster, or a newly drawn one: the lowest of the range that nobody uses
     * and that does not rest.
     *
     * @param used VMIDs that are taken in Proxmox
     */
    Draw draw(String cluster, String requestId, VmidRange range, Set<Integer> used);

    /** The machine holds this one: its VM was found under it. */
    void hold(String cluster, String requestId, int vmid);

    /** What came of drawing. */
    sealed interface Draw {

        /** It is the machine's from now on. */
        record Drawn(int vmid) implements Draw {}

        /**
         * None of the range is free.
         *
         * @param held by machines of ours, in the range
         * @param resting after use, in the range, with the time when each is free again
         */
        record Exhausted(Set<Integer> held, Map<Integer, Instant> resting) implements Draw {}
    }
}
