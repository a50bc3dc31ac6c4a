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
import io.siderite.provisioner.core.Vm.Running;
import java.time.Duration;
import java.time.Instant;

/** VMID, image, cidata, VM, start, HA: one after the other, each until it stands. */
final class MakingSteps {

    // A node that only reboots is back by then, mostly; one that is not is no reason to wait for ever.
    private static final Duration NODE_RETURNS = Duration.ofMinutes(2);

    private MakingSteps() {}

    static Decision begin(Making making) {
        return Decision.act(making, effect(making));
    }

    static Decision due(Making making, Instant now) {
        return making.progress().nextAt().isAfter(now) ? Decision.stay(making) : Decision.act(making, effect(making));
    }

    static Decision answered(Making making, Answer answer, Instant now) {
        if (answer.step() != making.step()) {
            return Decision.stay(making);
        }
        Plan plan = making.plan();
        Progress progress = making.progress();
        return switch (answer) {
            case Drawn drawn -> drawn(making, plan.at(plan.node(), drawn.vmid()), now);
            // Image and cidata were there when it was made; only whether it runs is open.
            case Found found ->
                next(making.to(
                        Step.CREATE_VM, plan.at(found.node(), found.vmid()).holdingData(), now));
            case ImageNamed image -> quietly(making.replanned(plan.withImage(image.filename()), now));
            case TaskStarted started ->
                Decision.to(new Making(
                        plan.at(started.node(), plan.vmid()),
                        making.step(),
                        progress.following(started.upid(), now, plan.requestId())));
            case StillBusy _ ->
                progress.isStuck() && making.step().compareTo(Step.CREATE_VM) >= 0
                        ? failed(making, Failure.unfinished(plan), now)
                        : Decision.to(making.with(progress.waiting(now, plan.requestId())));
            case TaskForgotten _ ->
                anew(new Making(maybeStarted(making), making.step(), progress.anew(now, plan.requestId())), now);
            case Stands stands -> stands(making, stands, now);
            case Taken _ ->
                anew(
                        new Making(
                                plan.at(plan.node(), 0).notMade(),
                                Step.DRAW_VMID,
                                progress.anew(now, plan.requestId())),
                        now);
            // It was made, and is not there any more.
            case Gone _ ->
                anew(
                        new Making(
                                plan.atHome().notMade(),
                                plan.image().isEmpty() ? Step.DOWNLOAD_IMAGE : Step.CREATE_VM,
                                progress.anew(now, plan.requestId())),
                        now);
            case IsoMissing missing -> isoMissing(making, missing.failure(), now);
            case NodeGone gone -> nodeGone(making, gone.failure(), now);
            case Runs _, HaManaged _, Adopted _ -> Decision.stay(making);
            case Failed failed -> failed(making, failed.failure(), now);
            case Unheard unheard -> {
                Progress later = progress.unheard(unheard.failure(), now, plan.requestId());
                Plan known = progress.inTask() ? plan : maybeStarted(making);
                yield Decision.to(
                        new Making(known, making.step(), later),
                        VmEvents.failed(known, making.step(), unheard.failure(), later.nextAt()));
            }
        };
    }

    private static Decision drawn(Making making, Plan plan, Instant now) {
        // Another VMID than before: image and cidata, which are not named after it, are there already.
        return plan.image().isEmpty()
                ? next(making.to(Step.DOWNLOAD_IMAGE, plan, now))
                : next(new Making(plan, Step.CREATE_VM, making.progress().onward(now)));
    }

    private static Decision stands(Making making, Stands stands, Instant now) {
        Plan plan = making.plan();
        return switch (making.step()) {
            case DOWNLOAD_IMAGE -> next(making.to(Step.UPLOAD_CIDATA, plan, now));
            case UPLOAD_CIDATA -> next(making.to(Step.CREATE_VM, plan, now));
            case CREATE_VM ->
                next(new Making(
                        plan.at(stands.node(), plan.vmid()),
                        Step.START_VM,
                        making.progress().onward(now)));
            case START_VM ->
                plan.isForHa()
                        ? next(new Making(
                                plan.at(stands.node(), plan.vmid()).holdingData(),
                                Step.REGISTER_HA,
                                making.progress().onward(now)))
                        : runs(making, stands);
            case REGISTER_HA -> runs(making, stands);
            case DRAW_VMID, AWAIT_TASK, FIND_VM, LEAVE_HA, STOP_VM, DESTROY_VM, DELETE_CIDATA -> Decision.stay(making);
        };
    }

    private static Decision runs(Making making, Stands stands) {
        Running running = making.running(stands.node());
        return Decision.to(running, VmEvents.created(running.plan()));
    }

    /** Before the VM is made both ISOs are seen to again, after a pause; one that is made and can't start is made anew. */
    private static Decision isoMissing(Making making, Failure failure, Instant now) {
        Plan plan = making.plan();
        if (plan.mayHoldData()) {
            return failed(making, failure, now);
        }
        if (making.step() != Step.CREATE_VM) {
            return RemovingSteps.begin(making.remove(new Goal.PlaceAnew(making.step(), failure), now), now);
        }
        Instant later = making.progress().failed(failure, now, plan.requestId()).nextAt();
        return Decision.to(
                new Making(plan, Step.DOWNLOAD_IMAGE, Progress.dueAt(later)),
                VmEvents.failed(plan, making.step(), failure, later));
    }

    private static Decision failed(Making making, Failure failure, Instant now) {
        Plan plan = making.plan();
        if (failure.kind() == Failure.Kind.NO_CAPACITY && !plan.mayHoldData()) {
            return RemovingSteps.begin(making.remove(new Goal.PlaceAnew(making.step(), failure), now), now);
        }
        Progress later = making.progress().failed(failure, now, plan.requestId());
        return Decision.to(making.with(later), VmEvents.failed(plan, making.step(), failure, later.nextAt()));
    }

    /** Where no VM was asked for yet, none stands: while its node stays away another place is asked for. */
    private static Decision nodeGone(Making making, Failure failure, Instant now) {
        Plan plan = making.plan();
        boolean mayBeMade = making.step().compareTo(Step.CREATE_VM) >= 0
                || making.progress().inTask();
        boolean soon =
                making.progress().waited(failure.kind(), plan.requestId()).compareTo(NODE_RETURNS) < 0;
        return mayBeMade || soon || plan.mayHoldData()
                ? failed(making, failure, now)
                : Decision.to(making.displaced(), VmEvents.placeAnew(plan.at(plan.node(), 0), making.step(), failure));
    }

    /** Nobody can say any more whether a start of it worked. */
    private static Plan maybeStarted(Making making) {
        return making.step() == Step.START_VM ? making.plan().holdingData() : making.plan();
    }

    /** A step that people count begins. */
    private static Decision next(Making making) {
        return Decision.act(making, effect(making), VmEvents.begun(making.plan(), making.step()));
    }

    /** What went in a circle once goes on at once, then later each time. */
    private static Decision anew(Making making, Instant now) {
        return making.progress().nextAt().isAfter(now) ? Decision.to(making) : quietly(making);
    }

    private static Decision quietly(Making making) {
        return Decision.act(making, effect(making));
    }

    private static Effect effect(Making making) {
        return making.progress().inTask()
                ? new Effect.Follow(
                        making.plan(), making.step(), making.progress().upid())
                : new Effect.Pursue(making.plan(), making.step());
    }
}
