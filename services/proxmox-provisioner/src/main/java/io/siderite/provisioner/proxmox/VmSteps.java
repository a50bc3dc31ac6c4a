package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.HaManaged;
import io.siderite.provisioner.core.Observation.Runs;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Observation.Taken;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Observation.Unheard;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.ProxmoxCluster.VmStatus;
import java.util.function.Function;

/** The steps about the VM itself. Whose it is is seen before anything is done to it, every time. */
final class VmSteps {

    private final ProxmoxCluster cluster;
    private final VmFinder finder;
    private final HaEntry haEntry;
    private final HaExit haExit;

    VmSteps(ProxmoxCluster cluster) {
        this.cluster = cluster;
        this.finder = new VmFinder(cluster);
        this.haEntry = new HaEntry(cluster);
        this.haExit = new HaExit(cluster);
    }

    /** Creates it, unless it exists; one that was found is never created, but may be gone. */
    Observation.Answer create(Plan plan) {
        if (plan.mayHoldData()) {
            return look(plan, Step.CREATE_VM);
        }
        return switch (finder.on(plan.node(), plan)) {
            case Sighting.Ours ours -> new Stands(Step.CREATE_VM, ours.node());
            case Sighting.Unfinished _ -> new StillBusy(Step.CREATE_VM);
            case Sighting.Foreign _ -> new Taken();
            case Sighting.Disowned disowned -> new Failed(Step.CREATE_VM, disowned.failure());
            case Sighting.Unclear unclear -> new Failed(Step.CREATE_VM, unclear.failure());
            case Sighting.Nothing _ -> {
                Outcome<Upid> created = VmParameters.of(plan)
                        .then(parameters -> cluster.createVm(plan.node(), plan.vmid(), parameters));
                yield created instanceof Outcome.Exists<Upid>
                        ? existing(plan)
                        : started(Step.CREATE_VM, plan.node(), created, "creating VM", plan);
            }
        };
    }

    /** Whose is the VM that has the VMID already? */
    Observation.Answer existing(Plan plan) {
        return switch (finder.anywhere(plan)) {
            case Sighting.Ours ours -> new Stands(Step.CREATE_VM, ours.node());
            case Sighting.Unfinished _ -> new StillBusy(Step.CREATE_VM);
            // Nothing: a container has it, or a VM of a node that is offline.
            case Sighting.Foreign _, Sighting.Nothing _ -> new Taken();
            case Sighting.Disowned disowned -> new Failed(Step.CREATE_VM, disowned.failure());
            case Sighting.Unclear unclear -> new Failed(Step.CREATE_VM, unclear.failure());
        };
    }

    /** Starts it, unless it runs. */
    Observation.Answer start(Plan plan) {
        return withOurs(
                plan,
                Step.START_VM,
                node -> withStatus(
                        node,
                        plan,
                        Step.START_VM,
                        status -> status.running()
                                ? new Stands(Step.START_VM, node)
                                : begun(node, cluster.startVm(node, plan.vmid()), plan)));
    }

    /** A start whose answer was lost may have worked. */
    private static Observation.Answer begun(String node, Outcome<Upid> outcome, Plan plan) {
        Observation.Answer answer = started(Step.START_VM, node, outcome, "starting VM", plan);
        return answer instanceof Failed failed && failed.failure().kind() == Failure.Kind.UNREACHABLE
                ? new Unheard(Step.START_VM, failed.failure())
                : answer;
    }

    /** Gives it to HA, as far as that was not done. */
    Observation.Answer registerHa(Plan plan) {
        return withOurs(
                plan,
                Step.REGISTER_HA,
                node -> done(Step.REGISTER_HA, node, haEntry.of(plan), "giving VM " + plan.vmid() + " to HA"));
    }

    /** Takes it from HA, where HA has it or its class wanted it so. */
    Observation.Answer leaveHa(Plan plan) {
        Step step = Step.LEAVE_HA;
        return switch (find(plan)) {
            case Sighting.Ours ours ->
                withStatus(
                        ours.node(),
                        plan,
                        step,
                        status -> status.haManaged() || plan.isForHa()
                                ? left(plan, new Stands(step, ours.node()), status.haManaged())
                                : new Stands(step, ours.node()));
            // Removed by somebody while HA was to have it: what HA still says of it is nobody else's.
            case Sighting.Nothing _ -> plan.isForHa() ? left(plan, new Gone(step), false) : new Gone(step);
            case Sighting.Foreign _ -> new Gone(step);
            case Sighting.Unfinished _ -> new StillBusy(step);
            case Sighting.Disowned disowned -> new Failed(step, disowned.failure());
            case Sighting.Unclear unclear -> new Failed(step, unclear.failure());
        };
    }

    private Observation.Answer left(Plan plan, Observation.Answer then, boolean managed) {
        return switch (haExit.of(plan)) {
            case Outcome.Done<Upid> _ -> then;
            // Who may not even read HA never gave it anything.
            case Outcome.Denied<Upid> _ when !managed -> then;
            case Outcome<Upid> other ->
                new Failed(then.step(), Failures.of(other, "taking VM " + plan.vmid() + " from HA"));
        };
    }

    /** Stops it, unless it is stopped or gone. */
    Observation.Answer stop(Plan plan) {
        return withOurs(
                plan,
                Step.STOP_VM,
                node -> withStatus(
                        node,
                        plan,
                        Step.STOP_VM,
                        status -> status.haManaged()
                                ? new HaManaged(Step.STOP_VM)
                                : status.running()
                                        ? started(
                                                Step.STOP_VM,
                                                node,
                                                cluster.stopVm(node, plan.vmid()),
                                                "stopping VM",
                                                plan)
                                        : new Stands(Step.STOP_VM, node)));
    }

    /** Destroys it, unless it is gone. */
    Observation.Answer destroy(Plan plan) {
        return withOurs(
                plan,
                Step.DESTROY_VM,
                node -> withStatus(
                        node,
                        plan,
                        Step.DESTROY_VM,
                        status -> status.haManaged()
                                ? new HaManaged(Step.DESTROY_VM)
                                : status.running()
                                        ? new Runs(Step.DESTROY_VM)
                                        : started(
                                                Step.DESTROY_VM, node, destroyed(node, plan), "destroying VM", plan)));
    }

    /** The class's protection is against others. */
    private Outcome<Upid> destroyed(String node, Plan plan) {
        return cluster.vmConfig(node, plan.vmid())
                .then(config -> config.get("protection").equals("1")
                        ? cluster.liftProtection(node, plan.vmid())
                        : new Outcome.Done<>(Upid.NONE))
                .then(_ -> cluster.destroyVm(node, plan.vmid()));
    }

    /** Whether the step's aim is reached, though its task failed. */
    Observation.Answer afterFailedTask(Plan plan, Step step, Failure failure) {
        Observation.Answer failed = new Failed(step, failure);
        Observation.Answer seen = withOurs(
                plan,
                step,
                node -> withStatus(
                        node, plan, step, status -> reached(step, status) ? new Stands(step, node) : failed));
        // Gone is what destroying aims at; to the others it adds nothing that the task did not say.
        return seen instanceof Gone && step != Step.DESTROY_VM ? failed : seen;
    }

    /** Whether it exists anywhere. */
    Observation.Answer look(Plan plan, Step step) {
        return withOurs(plan, step, node -> new Stands(step, node));
    }

    private static boolean reached(Step step, VmStatus status) {
        return switch (step) {
            case CREATE_VM -> true;
            case START_VM -> status.running();
            case STOP_VM -> !status.running();
            case DRAW_VMID,
                    DOWNLOAD_IMAGE,
                    UPLOAD_CIDATA,
                    REGISTER_HA,
                    AWAIT_TASK,
                    FIND_VM,
                    LEAVE_HA,
                    DESTROY_VM,
                    DELETE_CIDATA -> false;
        };
    }

    /** Where it should be, or, moved by HA or a person, on any other node. */
    private Sighting find(Plan plan) {
        Sighting near = finder.on(plan.node(), plan);
        return near instanceof Sighting.Ours ? near : finder.anywhere(plan);
    }

    private Observation.Answer withOurs(Plan plan, Step step, Function<String, Observation.Answer> use) {
        return switch (find(plan)) {
            case Sighting.Ours ours -> use.apply(ours.node());
            case Sighting.Unfinished _ -> new StillBusy(step);
            // Its VMID is somebody else's now, so ours is not there; theirs is left alone.
            case Sighting.Foreign _, Sighting.Nothing _ -> new Gone(step);
            case Sighting.Disowned disowned -> new Failed(step, disowned.failure());
            case Sighting.Unclear unclear -> new Failed(step, unclear.failure());
        };
    }

    private Observation.Answer withStatus(
            String node, Plan plan, Step step, Function<VmStatus, Observation.Answer> use) {
        Outcome<VmStatus> status = cluster.vmStatus(node, plan.vmid());
        return status instanceof Outcome.Done<VmStatus> done
                ? use.apply(done.value())
                : new Failed(step, Failures.of(status, "reading the state of VM " + plan.vmid() + " on " + node));
    }

    private static Observation.Answer started(Step step, String node, Outcome<Upid> outcome, String doing, Plan plan) {
        return done(step, node, outcome, doing + " " + plan.vmid() + " on " + node);
    }

    private static Observation.Answer done(Step step, String node, Outcome<Upid> outcome, String doing) {
        if (!(outcome instanceof Outcome.Done<Upid> done)) {
            return new Failed(step, Failures.of(outcome, doing));
        }
        return done.value().value().isEmpty()
                ? new Stands(step, node)
                : new TaskStarted(step, done.value().value(), node);
    }
}
