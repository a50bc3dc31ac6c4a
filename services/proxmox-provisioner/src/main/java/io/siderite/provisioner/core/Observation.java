package io.siderite.provisioner.core;

import io.siderite.proto.events.v1.NetworkAllocated;

/** What was learned about one machine's VM. */
public sealed interface Observation {

    /** network.allocated: here is its place and network. */
    record Allocated(NetworkAllocated allocation) implements Observation {}

    /** network.allocated: the request was withdrawn. */
    record Withdrawn() implements Observation {}

    /** machine.released: its VM may be destroyed. */
    record Released() implements Observation {}

    /** A person asks to try again now. */
    record RetryAsked() implements Observation {}

    /** Every online node says that the running VM does not exist. */
    record Missing() implements Observation {}

    /** It is time to look at it. */
    record Due() implements Observation {}

    /** What came of an effect. An answer to a step that is no longer the present one is stale. */
    sealed interface Answer extends Observation {
        /** The step it is about. */
        Step step();
    }

    /** What the step is for is so: the VM exists, or runs, or is gone. */
    record Stands(Step step, String node) implements Answer {}

    /** A VMID was drawn and stored for this machine. */
    record Drawn(int vmid) implements Answer {
        @Override
        public Step step() {
            return Step.DRAW_VMID;
        }
    }

    /** The machine's VM exists already: ours, made before a loss of our memory. */
    record Found(String node, int vmid) implements Answer {
        @Override
        public Step step() {
            return Step.DRAW_VMID;
        }
    }

    /** A VM that nothing was known of is provably the released machine's. */
    record Adopted(Plan plan) implements Answer {
        @Override
        public Step step() {
            return Step.FIND_VM;
        }
    }

    /** The file name of the boot ISO. */
    record ImageNamed(String filename) implements Answer {
        @Override
        public Step step() {
            return Step.DOWNLOAD_IMAGE;
        }
    }

    /** Proxmox began a task. */
    record TaskStarted(Step step, String upid, String node) implements Answer {}

    /** The task, or somebody else's work that is in the way, goes on. */
    record StillBusy(Step step) implements Answer {}

    /** The node no longer knows the task: the thing's own state is the truth. */
    record TaskForgotten(Step step) implements Answer {}

    /** The VMID is somebody else's. */
    record Taken() implements Answer {
        @Override
        public Step step() {
            return Step.CREATE_VM;
        }
    }

    /** Every online node says that there is no such VM. */
    record Gone(Step step) implements Answer {}

    /** The VM runs, and should not. */
    record Runs(Step step) implements Answer {}

    /** HA manages the VM, and would bring it back: it is taken from HA first. */
    record HaManaged(Step step) implements Answer {}

    /** The step failed, and an ISO of the VM is not there any more: somebody removed it. */
    record IsoMissing(Step step, Failure failure) implements Answer {}

    /** The step failed. */
    record Failed(Step step, Failure failure) implements Answer {}

    /** The step failed for want of an answer, and its node is offline, or no member of the cluster any more. */
    record NodeGone(Step step, Failure failure) implements Answer {}

    /** How the task stands can't be learned now. */
    record Unheard(Step step, Failure failure) implements Answer {}
}
