package io.siderite.provisioner.core;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.provisioner.core.Observation.Allocated;
import io.siderite.provisioner.core.Observation.Answer;
import io.siderite.provisioner.core.Observation.Due;
import io.siderite.provisioner.core.Observation.Missing;
import io.siderite.provisioner.core.Observation.Released;
import io.siderite.provisioner.core.Observation.RetryAsked;
import io.siderite.provisioner.core.Observation.Withdrawn;
import io.siderite.provisioner.core.Vm.Deleted;
import io.siderite.provisioner.core.Vm.Displaced;
import io.siderite.provisioner.core.Vm.Goal;
import io.siderite.provisioner.core.Vm.Halted;
import io.siderite.provisioner.core.Vm.Lost;
import io.siderite.provisioner.core.Vm.Making;
import io.siderite.provisioner.core.Vm.Removing;
import io.siderite.provisioner.core.Vm.Running;
import io.siderite.provisioner.core.Vm.Unknown;
import java.time.Instant;
import java.util.Optional;

/** The road of one VM: what follows when something is learned about it. */
public final class Lifecycle {

    private Lifecycle() {}

    /** The next state, what to do, and what to say; total, and without side effects. */
    public static Decision decide(String requestId, Vm vm, Observation seen, Instant now) {
        return switch (vm) {
            case Unknown unknown -> unknown(requestId, unknown, seen, now);
            case Making making -> making(making, seen, now);
            case Running running -> running(running, seen, now);
            case Halted halted ->
                seen instanceof Released ? RemovingSteps.begin(halted.remove(now), now) : Decision.stay(halted);
            case Lost lost ->
                seen instanceof Released ? RemovingSteps.begin(lost.remove(now), now) : Decision.stay(lost);
            case Removing removing -> removing(removing, seen, now);
            case Displaced displaced -> displaced(requestId, displaced, seen, now);
            case Deleted deleted ->
                seen instanceof Released
                        ? Decision.repeat(deleted, VmEvents.deleted(requestId, deleted.vm()))
                        : Decision.stay(deleted);
        };
    }

    private static Decision unknown(String requestId, Unknown unknown, Observation seen, Instant now) {
        return switch (seen) {
            case Allocated allocated -> MakingSteps.begin(unknown.make(allocated.allocation(), now));
            case Released _ -> RemovingSteps.begin(unknown.remove(requestId, now), now);
            case Withdrawn _, RetryAsked _, Missing _, Due _, Answer _ -> Decision.stay(unknown);
        };
    }

    private static Decision making(Making making, Observation seen, Instant now) {
        return switch (seen) {
            case Allocated allocated -> allocated(making, allocated.allocation(), now);
            case Withdrawn _ -> Decision.to(making.halted());
            case Released _ -> RemovingSteps.begin(making.remove(new Goal.Release(), now), now);
            case RetryAsked _ -> Decision.to(making.with(making.progress().hastened(now)));
            case Due _ -> MakingSteps.due(making, now);
            case Answer answer -> MakingSteps.answered(making, answer, now);
            case Missing _ -> Decision.stay(making);
        };
    }

    private static Decision allocated(Making making, NetworkAllocated allocation, Instant now) {
        Plan plan = making.plan();
        if (allocation.getAttempt() > plan.attempt()) {
            if (plan.mayHoldData()) {
                // It goes on release alone; it stays where it stands.
                return Decision.stay(making);
            }
            return plan.vmid() == 0
                    ? MakingSteps.begin(Making.begin(allocation, now))
                    : RemovingSteps.begin(making.remove(new Goal.Move(allocation), now), now);
        }
        boolean nothingMade = making.step().compareTo(Step.CREATE_VM) < 0
                && !making.progress().inTask();
        boolean samePlace = allocation.getPlacement().equals(plan.allocation().getPlacement())
                && allocation.getUuid().equals(plan.uuid());
        boolean edited = allocation.getAttempt() == plan.attempt() && !allocation.equals(plan.allocation());
        if (!edited || !nothingMade || !samePlace) {
            return Decision.stay(making);
        }
        // Image and cidata may be others now.
        Step from = plan.vmid() == 0 ? Step.DRAW_VMID : Step.DOWNLOAD_IMAGE;
        return Decision.to(making.to(from, plan.edited(allocation), now));
    }

    private static Decision running(Running running, Observation seen, Instant now) {
        return switch (seen) {
            case Released _ -> RemovingSteps.begin(running.remove(now), now);
            case Missing _ -> Decision.to(running.lost(), VmEvents.lost(running.plan()));
            case Allocated _, Withdrawn _, RetryAsked _, Due _, Answer _ -> Decision.stay(running);
        };
    }

    private static Decision removing(Removing removing, Observation seen, Instant now) {
        return switch (seen) {
            case Released _ -> Decision.to(removing.towards(new Goal.Release()));
            case Allocated allocated ->
                removing.goal() instanceof Goal.Release
                                || allocated.allocation().getAttempt()
                                        <= removing.plan().attempt()
                        ? Decision.stay(removing)
                        : Decision.to(removing.towards(new Goal.Move(allocated.allocation())));
            // Goes on emptying the old place, then waits for the release.
            case Withdrawn _ ->
                removing.goal() instanceof Goal.Move
                        ? Decision.to(removing.towards(new Goal.Halt()))
                        : Decision.stay(removing);
            case RetryAsked _ -> Decision.to(removing.with(removing.progress().hastened(now)));
            case Due _ -> RemovingSteps.due(removing, now);
            case Answer answer -> RemovingSteps.answered(removing, answer, now);
            case Missing _ -> Decision.stay(removing);
        };
    }

    private static Decision displaced(String requestId, Displaced displaced, Observation seen, Instant now) {
        return switch (seen) {
            case Allocated allocated ->
                allocated.allocation().getAttempt() > displaced.attempt()
                        ? MakingSteps.begin(displaced.make(allocated.allocation(), now))
                        : Decision.stay(displaced);
            case Released _ -> Decision.to(displaced.deleted(), VmEvents.deleted(requestId, Optional.empty()));
            case Withdrawn _, RetryAsked _, Missing _, Due _, Answer _ -> Decision.stay(displaced);
        };
    }
}
