package io.siderite.provisioner.core;

import io.siderite.provisioner.core.Observation.Adopted;
import io.siderite.provisioner.core.Observation.Answer;
import io.siderite.provisioner.core.Observation.Drawn;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Found;
import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.HaManaged;
import io.siderite.provisioner.core.Observation.ImageNamed;
import io.siderite.provisioner.core.Observation.IsoMissing;
import io.siderite.provisioner.core.Observation.NodeGone;
import io.siderite.provisioner.core.Observation.Runs;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Observation.Taken;
import io.siderite.provisioner.core.Observation.TaskForgotten;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Observation.Unheard;
import io.siderite.provisioner.core.Vm.Goal;
import io.siderite.provisioner.core.Vm.Making;
import io.siderite.provisioner.core.Vm.Removing;
import java.time.Instant;

/** Found where it is not known, taken from HA, stopped, destroyed, its cidata deleted: one after the other, each proven before the next. */
final class RemovingSteps {

    private RemovingSteps() {}

    static Decision begin(Removing removing, Instant now) {
        return removing.progress().nextAt().isAfter(now)
                ? Decision.to(removing, VmEvents.begun(removing.plan(), removing.step()))
                : next(removing);
    }

    static Decision due(Removing removing, Instant now) {
        return removing.progress().nextAt().isAfter(now) ? Decision.stay(removing) : quietly(removing);
    }

    static Decision answered(Removing removing, Answer answer, Instant now) {
        if (answer.step() != removing.step()) {
            return Decision.stay(removing);
        }
        Progress progress = removing.progress();
        String requestId = removing.plan().requestId();
        if (removing.step() == Step.AWAIT_TASK && !(answer instanceof StillBusy) && !(answer instanceof Unheard)) {
            return next(removing.to(Step.LEAVE_HA, now));
        }
        return switch (answer) {
            case TaskStarted started ->
                Decision.to(removing.foundAt(started.node()).with(progress.following(started.upid(), now, requestId)));
            case StillBusy _
            when progress.isStuck() ->
                failed(
                        removing,
                        progress.failed(Failure.unfinished(removing.plan()), now, requestId),
                        Failure.unfinished(removing.plan()));
            case StillBusy _ -> Decision.to(removing.with(progress.waiting(now, requestId)));
            case TaskForgotten _ -> due(removing.with(progress.anew(now, requestId)), now);
            case Stands stands -> stands(removing, stands, now);
            // Without a known image nothing was uploaded either.
            case Gone _ ->
                removing.step() == Step.FIND_VM && removing.plan().image().isEmpty()
                        ? removed(removing, now)
                        : next(removing.to(Step.DELETE_CIDATA, now));
            // It may be in a cluster where another instance acts: whoever acts there is woken for it.
            case Adopted adopted ->
                Decision.to(removing.adopting(adopted.plan(), now), VmEvents.begun(adopted.plan(), Step.LEAVE_HA));
            // Somebody started it again.
            case Runs _ -> begin(removing.at(Step.STOP_VM, progress.anew(now, requestId)), now);
            // A person gave it to HA in the meantime.
            case HaManaged _ -> begin(removing.at(Step.LEAVE_HA, progress.anew(now, requestId)), now);
            case Failed failed -> failed(removing, progress.failed(failed.failure(), now, requestId), failed.failure());
            case Unheard unheard ->
                failed(removing, progress.unheard(unheard.failure(), now, requestId), unheard.failure());
            case Drawn _, Found _, ImageNamed _, Taken _, IsoMissing _, NodeGone _ -> Decision.stay(removing);
        };
    }

    private static Decision stands(Removing removing, Stands stands, Instant now) {
        return switch (removing.step()) {
            case LEAVE_HA ->
                next(removing.foundAt(stands.node())
                        .at(Step.STOP_VM, removing.progress().onward(now)));
            case STOP_VM ->
                next(removing.foundAt(stands.node())
                        .at(Step.DESTROY_VM, removing.progress().onward(now)));
            case DESTROY_VM -> next(removing.to(Step.DELETE_CIDATA, now));
            case DELETE_CIDATA -> removed(removing, now);
            case DRAW_VMID, DOWNLOAD_IMAGE, UPLOAD_CIDATA, CREATE_VM, START_VM, REGISTER_HA, AWAIT_TASK, FIND_VM ->
                Decision.stay(removing);
        };
    }

    private static Decision removed(Removing removing, Instant now) {
        Plan plan = removing.plan();
        return switch (removing.goal()) {
            case Goal.Release _ -> Decision.to(removing.deleted(), VmEvents.deleted(plan.requestId(), plan.identity()));
            case Goal.PlaceAnew anew ->
                Decision.to(removing.displaced(), VmEvents.placeAnew(plan, anew.step(), anew.failure()));
            case Goal.Move move -> MakingSteps.begin(Making.begin(move.next(), now));
            case Goal.Halt _ -> Decision.to(removing.displaced());
        };
    }

    private static Decision failed(Removing removing, Progress later, Failure failure) {
        return Decision.to(
                removing.with(later), VmEvents.failed(removing.plan(), removing.step(), failure, later.nextAt()));
    }

    private static Decision next(Removing removing) {
        return Decision.act(removing, effect(removing), VmEvents.begun(removing.plan(), removing.step()));
    }

    private static Decision quietly(Removing removing) {
        return Decision.act(removing, effect(removing));
    }

    private static Effect effect(Removing removing) {
        return removing.progress().inTask()
                ? new Effect.Follow(
                        removing.plan(), removing.step(), removing.progress().upid())
                : new Effect.Pursue(removing.plan(), removing.step());
    }
}
