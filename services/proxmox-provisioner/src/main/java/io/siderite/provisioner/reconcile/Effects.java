package io.siderite.provisioner.reconcile;

import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Effect;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Adopted;
import io.siderite.provisioner.core.Observation.Drawn;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Found;
import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.NodeGone;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.images.BootImages;
import io.siderite.provisioner.images.ImageClaims;
import io.siderite.provisioner.proxmox.Discovery;
import io.siderite.provisioner.proxmox.Hypervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Does what was decided, and answers what came of it. */
public final class Effects {

    private final Clusters clusters;
    private final Vmids vmids;
    private final BootImages images;
    private final VmidRange range;

    /**
     * Acts in these clusters, with VMIDs and claims kept there.
     *
     * @param range of VMIDs for classes that name none
     */
    public Effects(Clusters clusters, Vmids vmids, ImageClaims images, VmidRange range) {
        this.clusters = clusters;
        this.vmids = vmids;
        this.images = new BootImages(images);
        this.range = range;
    }

    /** Blocks until it is done or begun. */
    public Observation.Answer run(Effect effect) {
        Observation.Answer answer = tried(effect);
        return answer instanceof Failed failed
                        && failed.failure().kind() == Failure.Kind.UNREACHABLE
                        && effect.step().compareTo(Step.CREATE_VM) < 0
                        && isGone(effect.plan())
                ? new NodeGone(failed.step(), failed.failure())
                : answer;
    }

    private boolean isGone(Plan plan) {
        return clusters.view(plan.cluster())
                .filter(view -> !view.online().contains(plan.node()))
                .isPresent();
    }

    private Observation.Answer tried(Effect effect) {
        Plan plan = effect.plan();
        if (effect.step() == Step.FIND_VM) {
            return search(plan.requestId());
        }
        Optional<Hypervisor> hypervisor = clusters.hypervisor(plan.cluster());
        if (hypervisor.isEmpty()) {
            return new Failed(
                    effect.step(),
                    new Failure(
                            Failure.Kind.REJECTED,
                            "the Proxmox cluster '" + plan.cluster() + "' is not configured, or its settings are wrong:"
                                    + " see siderite.proxmox.clusters." + plan.cluster()));
        }
        return switch (effect) {
            case Effect.Follow follow -> follow(follow, hypervisor.get());
            case Effect.Pursue pursue ->
                switch (pursue.step()) {
                    case DRAW_VMID -> draw(plan);
                    case DOWNLOAD_IMAGE -> image(plan, hypervisor.get());
                    case UPLOAD_CIDATA,
                            CREATE_VM,
                            START_VM,
                            REGISTER_HA,
                            AWAIT_TASK,
                            FIND_VM,
                            LEAVE_HA,
                            STOP_VM,
                            DESTROY_VM,
                            DELETE_CIDATA -> hypervisor.get().pursue(plan, pursue.step());
                };
        };
    }

    /** In every cluster: which one it was in is not known. */
    private Observation.Answer search(String requestId) {
        List<Plan> found = new ArrayList<>();
        Optional<Failure> unclear = clusters.unsearchable();
        for (Hypervisor hypervisor : clusters.hypervisors()) {
            switch (hypervisor.search(requestId)) {
                case Discovery.Found vms -> found.addAll(vms.vms());
                case Discovery.Unclear why -> unclear = Optional.of(why.failure());
            }
        }
        if (found.size() > 1) {
            return new Failed(Step.FIND_VM, ambiguous(requestId, found));
        }
        if (found.size() == 1) {
            Plan vm = found.getFirst();
            vmids.hold(vm.cluster(), requestId, vm.vmid());
            return new Adopted(vm);
        }
        return unclear.<Observation.Answer>map(why -> new Failed(Step.FIND_VM, why))
                .orElseGet(() -> new Gone(Step.FIND_VM));
    }

    private static Failure ambiguous(String requestId, List<Plan> found) {
        String vms = found.stream()
                .map(vm -> vm.vmid() + " on " + vm.node() + " of " + vm.cluster())
                .collect(Collectors.joining(", "));
        return new Failure(
                Failure.Kind.REJECTED,
                "several VMs say that they are " + requestId + "'s: " + vms
                        + ": take the tag siderite off those that are to stay");
    }

    private Observation.Answer draw(Plan plan) {
        Optional<ClusterView> view = clusters.view(plan.cluster());
        if (view.isEmpty()) {
            // Before the first reading a VM that is this machine's already would not be found.
            return new StillBusy(Step.DRAW_VMID);
        }
        Optional<ClusterView.Located> found = view.get().find(plan.requestId(), plan.uuid());
        if (found.isPresent()) {
            vmids.hold(plan.cluster(), plan.requestId(), found.get().vmid());
            return new Found(found.get().node(), found.get().vmid());
        }
        VmSpec spec = plan.allocation().getSpec();
        VmidRange from = spec.hasVmidRange()
                ? new VmidRange(
                        spec.getVmidRange().getFirst(), spec.getVmidRange().getLast())
                : range;
        Set<Integer> used = view.get().vmids();
        return switch (vmids.draw(plan.cluster(), plan.requestId(), from, used)) {
            case Vmids.Draw.Drawn drawn -> new Drawn(drawn.vmid());
            case Vmids.Draw.Exhausted exhausted ->
                new Failed(Step.DRAW_VMID, NoVmid.failure(plan, spec.hasVmidRange(), from, used, exhausted));
        };
    }

    private Observation.Answer image(Plan plan, Hypervisor hypervisor) {
        if (plan.image().isEmpty()) {
            return hypervisor.pursue(plan, Step.DOWNLOAD_IMAGE);
        }
        return clusters.view(plan.cluster()).isEmpty()
                // Before the first reading a storage that nodes share is not known to be one.
                ? new StillBusy(Step.DOWNLOAD_IMAGE)
                : images.bring(plan, clusters.place(plan.cluster(), plan.node(), plan.isoStorage()), hypervisor);
    }

    private Observation.Answer follow(Effect.Follow follow, Hypervisor hypervisor) {
        Plan plan = follow.plan();
        return follow.step() == Step.DOWNLOAD_IMAGE
                ? images.follow(
                        plan, clusters.place(plan.cluster(), plan.node(), plan.isoStorage()), hypervisor, follow.upid())
                : hypervisor.follow(plan, follow.step(), follow.upid());
    }
}
