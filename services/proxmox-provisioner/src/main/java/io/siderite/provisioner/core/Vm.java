package io.siderite.provisioner.core;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The VM of one machine, as far as its making or removing has come. What may follow a state is a method of it. */
public sealed interface Vm {

    /** The plan it follows; empty where nothing is meant to stand. */
    default Optional<Plan> planned() {
        return switch (this) {
            case Making making -> Optional.of(making.plan());
            case Running running -> Optional.of(running.plan());
            case Halted halted -> Optional.of(halted.plan());
            case Lost lost -> Optional.of(lost.plan());
            case Removing removing -> Optional.of(removing.plan());
            case Unknown _, Displaced _, Deleted _ -> Optional.empty();
        };
    }

    /** The VMID that it holds; 0: none. */
    default int vmid() {
        return planned().map(Plan::vmid).orElse(0);
    }

    /** Whether it is at the step of its boot image. */
    default boolean needsImage() {
        return this instanceof Making making && making.step() == Step.DOWNLOAD_IMAGE;
    }

    /** Whether it may be the one that brings the image for others too. After a failure another may try. */
    default boolean mayBringImage() {
        return this instanceof Making making
                && needsImage()
                && (making.progress().inTask() || making.progress().failures() == 0);
    }

    /** Nothing was decided for it yet. */
    record Unknown() implements Vm {
        Making make(NetworkAllocated allocation, Instant now) {
            return Making.begin(allocation, now);
        }

        /** Our memory may have been lost: a VM of the machine may stand somewhere. */
        Removing remove(String requestId, Instant now) {
            return new Removing(Plan.unknown(requestId), Step.FIND_VM, Progress.due(now), new Goal.Release());
        }
    }

    /** It is being made. */
    record Making(Plan plan, Step step, Progress progress) implements Vm {
        static Making begin(NetworkAllocated allocation, Instant now) {
            return new Making(Plan.of(allocation), Step.DRAW_VMID, Progress.due(now));
        }

        Making with(Progress changed) {
            return new Making(plan, step, changed);
        }

        Making to(Step next, Plan changed, Instant now) {
            return new Making(changed, next, Progress.due(now));
        }

        /** The present step has a better plan. */
        Making replanned(Plan changed, Instant now) {
            return new Making(changed, step, progress.again(now));
        }

        Running running(String node) {
            return new Running(plan.at(node, plan.vmid()));
        }

        Halted halted() {
            return new Halted(plan, step, progress);
        }

        /** Nothing was made. */
        Displaced displaced() {
            return new Displaced(plan.attempt());
        }

        Removing remove(Goal goal, Instant now) {
            return Removing.ofUnfinished(plan, step, progress, goal, now);
        }
    }

    /** It is made and was started. */
    record Running(Plan plan) implements Vm {
        Removing remove(Instant now) {
            return new Removing(plan, Step.LEAVE_HA, Progress.due(now), new Goal.Release());
        }

        Lost lost() {
            return new Lost(plan);
        }
    }

    /** The request was withdrawn before the VM was made: nothing more is done until the machine is released. */
    record Halted(Plan plan, Step step, Progress progress) implements Vm {
        Removing remove(Instant now) {
            return Removing.ofUnfinished(plan, step, progress, new Goal.Release(), now);
        }
    }

    /** Somebody else removed it: every online node said that it does not exist. */
    record Lost(Plan plan) implements Vm {
        Removing remove(Instant now) {
            return new Removing(plan, Step.LEAVE_HA, Progress.due(now), new Goal.Release());
        }
    }

    /** It is being removed. */
    record Removing(Plan plan, Step step, Progress progress, Goal goal) implements Vm {
        // An upload takes less; its task is not known where the answer was lost.
        private static final Duration UPLOAD_ENDS = Duration.ofSeconds(5);

        /** What was begun ends first: an upload that ends after the deletion would leave its file for ever. */
        static Removing ofUnfinished(Plan plan, Step at, Progress progress, Goal goal, Instant now) {
            if (progress.inTask()) {
                return new Removing(plan, Step.AWAIT_TASK, progress.toTheEnd(now), goal);
            }
            if (plan.vmid() == 0) {
                return new Removing(plan, Step.FIND_VM, Progress.due(now), goal);
            }
            Progress start = at == Step.UPLOAD_CIDATA ? Progress.dueAt(now.plus(UPLOAD_ENDS)) : Progress.due(now);
            return new Removing(plan, Step.LEAVE_HA, start, goal);
        }

        Removing with(Progress changed) {
            return new Removing(plan, step, changed, goal);
        }

        Removing to(Step next, Instant now) {
            return new Removing(plan, next, Progress.due(now), goal);
        }

        Removing at(Step next, Progress changed) {
            return new Removing(plan, next, changed, goal);
        }

        Removing foundAt(String node) {
            return new Removing(plan.at(node, plan.vmid()), step, progress, goal);
        }

        Removing adopting(Plan found, Instant now) {
            return new Removing(found, Step.LEAVE_HA, Progress.due(now), goal);
        }

        Removing towards(Goal changed) {
            return new Removing(plan, step, progress, changed);
        }

        Deleted deleted() {
            return new Deleted(plan.identity());
        }

        Displaced displaced() {
            return new Displaced(plan.attempt());
        }
    }

    /** It found no room where it was to be; that place is proven empty, another is awaited. */
    record Displaced(int attempt) implements Vm {
        Making make(NetworkAllocated allocation, Instant now) {
            return Making.begin(allocation, now);
        }

        Deleted deleted() {
            return new Deleted(Optional.empty());
        }
    }

    /** It is gone for good; this stays so that late events find it. */
    record Deleted(Optional<VmIdentity> vm) implements Vm {}

    /** What a VM is removed for. */
    sealed interface Goal {
        /** Omni let the machine go. */
        record Release() implements Goal {}

        /** No room here: another place is asked for when this one is empty. */
        record PlaceAnew(Step step, Failure failure) implements Goal {}

        /** Another place was decided already. */
        record Move(NetworkAllocated next) implements Goal {}

        /** The request was withdrawn while the VM was moving: the old place is emptied, no new one is taken. */
        record Halt() implements Goal {}
    }
}
