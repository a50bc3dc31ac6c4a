package io.siderite.allocator.core;

import java.util.List;

/**
 * What the allocator knows of one machine.
 *
 * @param uuid SMBIOS UUID; empty as long as it is not placed
 * @param attempt the placement that was last allocated for
 * @param macs of its NICs, in order
 * @param evaluatedRevision last revision applied of class-evaluator
 * @param vmRevision last revision applied of proxmox-provisioner
 * @param revision of our own last event
 */
public record Allocation(
        String requestId,
        Stage stage,
        String uuid,
        int attempt,
        List<String> macs,
        long evaluatedRevision,
        long vmRevision,
        long revision) {

    /** How far it is. */
    public enum Stage {
        /** Heard of, nothing given yet. */
        NEW,
        /** Has its MACs. */
        ALLOCATED,
        /** Omni took the request back; what it has is kept until its VM is gone. */
        WITHDRAWN,
        /** Its VM is gone and everything was given back: a tombstone. */
        GONE
    }

    /** A machine not heard of before. */
    public static Allocation unknown(String requestId) {
        return new Allocation(requestId, Stage.NEW, "", 0, List.of(), -1, -1, 0);
    }

    Allocation evaluated(long seen) {
        return new Allocation(requestId, stage, uuid, attempt, macs, seen, vmRevision, revision);
    }

    Allocation vmSeen(long seen) {
        return new Allocation(requestId, stage, uuid, attempt, macs, evaluatedRevision, seen, revision);
    }

    Allocation allocated(String newUuid, int newAttempt, List<String> newMacs) {
        return new Allocation(
                requestId, Stage.ALLOCATED, newUuid, newAttempt, newMacs, evaluatedRevision, vmRevision, revision + 1);
    }

    Allocation withdrawn() {
        return new Allocation(
                requestId, Stage.WITHDRAWN, uuid, attempt, macs, evaluatedRevision, vmRevision, revision + 1);
    }

    Allocation gone() {
        return new Allocation(requestId, Stage.GONE, uuid, attempt, List.of(), evaluatedRevision, vmRevision, revision);
    }
}
