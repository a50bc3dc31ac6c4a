package io.siderite.allocator.core;

import java.util.List;

/**
 * What the allocator knows of one machine.
 *
 * @param uuid SMBIOS UUID; empty as long as it is not placed
 * @param attempt the placement that was last allocated for
 * @param macs of its NICs, in order
 * @param leases its addresses, in order of the NICs
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
        List<Lease> leases,
        long evaluatedRevision,
        long vmRevision,
        long revision) {

    public Allocation {
        macs = List.copyOf(macs);
        leases = List.copyOf(leases);
    }

    /** How far it is. */
    public enum Stage {
        /** Heard of, nothing given yet. */
        NEW,
        /** Has its MACs, and waits for an address. */
        WAITING,
        /** Has its MACs and its addresses. */
        ALLOCATED,
        /** Omni took the request back; what it has is kept until its VM is gone. */
        WITHDRAWN,
        /** Its VM is gone and everything was given back: a tombstone. */
        GONE
    }

    /** A machine not heard of before. */
    public static Allocation unknown(String requestId) {
        return new Allocation(requestId, Stage.NEW, "", 0, List.of(), List.of(), -1, -1, 0);
    }

    Allocation evaluated(long seen) {
        return new Allocation(requestId, stage, uuid, attempt, macs, leases, seen, vmRevision, revision);
    }

    Allocation vmSeen(long seen) {
        return new Allocation(requestId, stage, uuid, attempt, macs, leases, evaluatedRevision, seen, revision);
    }

    /** Placed, with its MACs; how it goes on with addresses is open. */
    Allocation placed(String newUuid, int newAttempt, List<String> newMacs) {
        return new Allocation(
                requestId, stage, newUuid, newAttempt, newMacs, leases, evaluatedRevision, vmRevision, revision);
    }

    Allocation allocated(List<Lease> newLeases) {
        return told(Stage.ALLOCATED, newLeases);
    }

    /** The same with these of its leases alone. */
    public Allocation keeping(List<Lease> kept) {
        return new Allocation(requestId, stage, uuid, attempt, macs, kept, evaluatedRevision, vmRevision, revision);
    }

    Allocation waiting() {
        return told(Stage.WAITING, leases);
    }

    Allocation withdrawn() {
        return told(Stage.WITHDRAWN, leases);
    }

    /** It lost its place, and waits for one before it waits for addresses. */
    Allocation unplaced() {
        return stage == Stage.WAITING
                ? new Allocation(
                        requestId, Stage.NEW, uuid, attempt, macs, leases, evaluatedRevision, vmRevision, revision)
                : this;
    }

    private Allocation told(Stage newStage, List<Lease> newLeases) {
        return new Allocation(
                requestId, newStage, uuid, attempt, macs, newLeases, evaluatedRevision, vmRevision, revision + 1);
    }

    Allocation gone() {
        return new Allocation(
                requestId, Stage.GONE, uuid, attempt, List.of(), List.of(), evaluatedRevision, vmRevision, revision);
    }
}
