package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.IsoMissing;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Observation.TaskForgotten;
import io.siderite.provisioner.core.Observation.Unheard;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.gateway.Gateway;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.InstantSource;

/** A {@link Hypervisor} over a Proxmox cluster. */
public final class ProxmoxHypervisor implements Hypervisor {

    private final ProxmoxCluster cluster;
    private final VmSteps vms;
    private final IsoSteps isos;
    private final VmSearch search;
    private final FullStorage storages;

    /** Acts through the cluster; asks the gateway for images and join configs. */
    public ProxmoxHypervisor(ProxmoxCluster cluster, Gateway gateway) {
        this(cluster, gateway, InstantSource.system());
    }

    /** The same by another clock. */
    public ProxmoxHypervisor(ProxmoxCluster cluster, Gateway gateway, InstantSource clock) {
        this.cluster = cluster;
        this.vms = new VmSteps(cluster);
        this.isos = new IsoSteps(cluster, gateway, clock);
        this.search = new VmSearch(cluster);
        this.storages = new FullStorage(cluster);
    }

    @Override
    public Observation.Answer pursue(Plan plan, Step step) {
        return explained(plan, begin(plan, step));
    }

    private Observation.Answer begin(Plan plan, Step step) {
        return switch (step) {
            case DRAW_VMID, FIND_VM -> throw new IllegalStateException(step + " is not about one cluster's VM");
            case AWAIT_TASK -> new Stands(step, plan.node());
            case DOWNLOAD_IMAGE -> isos.image(plan);
            case UPLOAD_CIDATA -> isos.cidata(plan);
            case CREATE_VM -> vms.create(plan);
            case START_VM -> vms.start(plan);
            case REGISTER_HA -> vms.registerHa(plan);
            case LEAVE_HA -> vms.leaveHa(plan);
            case STOP_VM -> vms.stop(plan);
            case DESTROY_VM -> vms.destroy(plan);
            case DELETE_CIDATA -> isos.deleteCidata(plan);
        };
    }

    @Override
    public Observation.Answer follow(Plan plan, Step step, String upid) {
        return explained(plan, followed(plan, step, upid));
    }

    private Observation.Answer followed(Plan plan, Step step, String upid) {
        if (step == Step.DOWNLOAD_IMAGE) {
            return isos.followImage(plan, upid);
        }
        if (step == Step.AWAIT_TASK && ImageTask.of(upid).downloads()) {
            // The image is not the machine's own: others may wait for it, and removing the machine need not.
            return new Stands(step, plan.node());
        }
        return switch (cluster.task(new Upid(upid))) {
            case Outcome.Done<TaskState> done ->
                switch (done.value()) {
                    case TaskState.Running _ -> new StillBusy(step);
                    case TaskState.Succeeded _ -> new Stands(step, plan.node());
                    case TaskState.Failed failed -> afterFailedTask(plan, step, failed.outcome());
                };
            case Outcome.NotFound<TaskState> _ -> new TaskForgotten(step);
            case Outcome<TaskState> other ->
                new Unheard(step, Failures.of(other, "following '" + step.words() + "' on " + plan.node()));
        };
    }

    @Override
    public Observation.Answer lookForImage(Plan plan) {
        return blamed(plan, isos.lookFor(plan, Step.DOWNLOAD_IMAGE, plan.image()));
    }

    @Override
    public Observation.Answer lookForVm(Plan plan) {
        return vms.look(plan, Step.START_VM);
    }

    @Override
    public Discovery search(String requestId) {
        return search.of(requestId);
    }

    /** What a failure was really about. */
    private Observation.Answer explained(Plan plan, Observation.Answer answer) {
        return answer instanceof Failed failed
                        && (failed.step() == Step.CREATE_VM || failed.step() == Step.START_VM)
                        && failed.failure().kind() != Failure.Kind.UNREACHABLE
                        && isos.isMissing(plan)
                ? new IsoMissing(failed.step(), failed.failure())
                : blamed(plan, answer);
    }

    private Observation.Answer blamed(Plan plan, Observation.Answer answer) {
        return answer instanceof Failed failed
                ? new Failed(failed.step(), storages.blamed(plan, failed.step(), failed.failure()))
                : answer;
    }

    private Observation.Answer afterFailedTask(Plan plan, Step step, Outcome<Upid> outcome) {
        Failure failure = Failures.of(outcome, step.words() + " on " + plan.node() + " of " + cluster.name());
        return switch (step) {
            case AWAIT_TASK -> new Stands(step, plan.node());
            case DRAW_VMID, FIND_VM, UPLOAD_CIDATA, DOWNLOAD_IMAGE, REGISTER_HA, LEAVE_HA -> new Failed(step, failure);
            case DELETE_CIDATA -> isos.cidataDeleted(plan, failure);
            case CREATE_VM ->
                outcome instanceof Outcome.Exists<Upid> ? vms.existing(plan) : vms.afterFailedTask(plan, step, failure);
            case START_VM, STOP_VM, DESTROY_VM -> vms.afterFailedTask(plan, step, failure);
        };
    }
}
