package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.ImageNamed;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Observation.TaskForgotten;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Observation.Unheard;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.gateway.Gateway;
import io.siderite.provisioner.gateway.Gateway.Answer;
import io.siderite.provisioner.gateway.Gateway.BootAsset;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The steps about ISOs: the boot image that machines share, and each machine's own cidata. */
final class IsoSteps {

    // Proxmox's own tool tries twenty times, a quarter of an hour each.
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private final ProxmoxCluster cluster;
    private final Gateway gateway;
    private final InstantSource clock;

    IsoSteps(ProxmoxCluster cluster, Gateway gateway, InstantSource clock) {
        this.cluster = cluster;
        this.gateway = gateway;
        this.clock = clock;
    }

    /** Names the boot image, or sees to it that it comes. */
    Observation.Answer image(Plan plan) {
        if (plan.image().isEmpty()) {
            return asset(plan, asset -> new ImageNamed(filename(asset.storageKey())));
        }
        Observation.Answer seen = lookFor(plan, Step.DOWNLOAD_IMAGE, plan.image());
        return seen instanceof Gone ? asset(plan, asset -> bring(plan, asset)) : seen;
    }

    /** Whether the storage surely lacks an ISO that the VM is to have; of a VM that was found that is not known. */
    boolean isMissing(Plan plan) {
        return !plan.image().isEmpty()
                && (lookFor(plan, Step.DOWNLOAD_IMAGE, plan.image()) instanceof Gone
                        || lookFor(plan, Step.UPLOAD_CIDATA, plan.cidata()) instanceof Gone);
    }

    /** Sees how the task that brings the image stands. One that never ends is given up: another attempt may. */
    Observation.Answer followImage(Plan plan, String upid) {
        ImageTask task = ImageTask.of(upid);
        return switch (cluster.task(new Upid(upid))) {
            case Outcome.Done<TaskState> done ->
                switch (done.value()) {
                    case TaskState.Running _ ->
                        task.isOlderThan(LONGEST, clock.instant())
                                ? notNow(Step.DOWNLOAD_IMAGE, stuck(plan))
                                : new StillBusy(Step.DOWNLOAD_IMAGE);
                    case TaskState.Succeeded _ -> imageCame(plan);
                    case TaskState.Failed failed ->
                        imageFailed(plan, task, Failures.of(failed.outcome(), "bringing " + what(plan)));
                };
            case Outcome.NotFound<TaskState> _ ->
                task.uploads()
                        ? imageFailed(plan, task, new Failure(Failure.Kind.LOCKED, forgotten(plan)))
                        : new TaskForgotten(Step.DOWNLOAD_IMAGE);
            case Outcome<TaskState> other -> {
                Failure unheard = Failures.of(other, "following the task that brings " + what(plan));
                // Its node may never come back, and others may share the storage.
                yield task.isOlderThan(LONGEST_SILENCE, clock.instant())
                        ? new Failed(Step.DOWNLOAD_IMAGE, unheard)
                        : new Unheard(Step.DOWNLOAD_IMAGE, unheard);
            }
        };
    }

    /** It is there; or it was another's, since the machine was edited meanwhile. */
    private Observation.Answer imageCame(Plan plan) {
        if (plan.image().isEmpty()) {
            return new TaskForgotten(Step.DOWNLOAD_IMAGE);
        }
        return switch (lookFor(plan, Step.DOWNLOAD_IMAGE, plan.image())) {
            case Gone _ -> new TaskForgotten(Step.DOWNLOAD_IMAGE);
            case Failed failed -> new Unheard(Step.DOWNLOAD_IMAGE, failed.failure());
            case Observation.Answer seen -> seen;
        };
    }

    /** What a failed upload leaves behind is no image; a failed download leaves nothing. */
    private Observation.Answer imageFailed(Plan plan, ImageTask task, Failure failure) {
        Observation.Answer seen = lookFor(plan, Step.DOWNLOAD_IMAGE, plan.image());
        if (!(seen instanceof Stands)) {
            return new Failed(Step.DOWNLOAD_IMAGE, failure);
        }
        if (!task.uploads()) {
            // Proxmox refuses to download over a file that somebody else brought in the meantime.
            return seen;
        }
        String volume = VmParameters.volume(plan.isoStorage(), plan.image());
        Outcome<Upid> removed = cluster.deleteVolume(plan.node(), plan.isoStorage(), volume);
        // The task is followed until the file is gone: nobody takes it for the image before.
        return new Unheard(
                Step.DOWNLOAD_IMAGE,
                removed instanceof Outcome.Done<Upid>
                        ? new Failure(Failure.Kind.LOCKED, failure.why() + "; what came of it is being removed")
                        : Failures.of(removed, failure.why() + "; removing what came of it, " + volume));
    }

    /** Uploads the cidata; it may overwrite the same machine's, since its name carries the UUID. */
    Observation.Answer cidata(Plan plan) {
        Answer<String> joinConfig = gateway.joinConfig(
                plan.requestId(), plan.allocation().getRequest().getGrpcTunnel());
        return switch (joinConfig) {
            case Answer.Given<String> given ->
                started(
                        Step.UPLOAD_CIDATA,
                        plan,
                        cluster.uploadIso(
                                plan.node(), plan.isoStorage(), plan.cidata(), Cidata.of(plan, given.value())),
                        "uploading " + plan.cidata() + " to " + place(plan));
            case Answer.NotNow<String> notNow -> notNow(Step.UPLOAD_CIDATA, notNow.why());
            case Answer.Refused<String> refused -> refused(Step.UPLOAD_CIDATA, refused.why());
        };
    }

    /** Deletes the machine's cidata. */
    Observation.Answer deleteCidata(Plan plan) {
        if (plan.isoStorage().isEmpty()) {
            // A VM that was found, without one.
            return new Stands(Step.DELETE_CIDATA, plan.node());
        }
        Outcome<Plan> where = holder(plan);
        if (!(where instanceof Outcome.Done<Plan> holder)) {
            return new Failed(Step.DELETE_CIDATA, Failures.of(where, "reading the storages of " + plan.node()));
        }
        String volume = VmParameters.volume(plan.isoStorage(), plan.cidata());
        String node = holder.value().node();
        return started(
                Step.DELETE_CIDATA,
                holder.value(),
                cluster.deleteVolume(node, plan.isoStorage(), volume),
                "deleting " + volume + " on " + node);
    }

    /** Whether the machine's cidata is there no more. */
    Observation.Answer cidataDeleted(Plan plan, Failure failure) {
        return holder(plan) instanceof Outcome.Done<Plan> holder
                        && lookFor(holder.value(), Step.DELETE_CIDATA, plan.cidata()) instanceof Gone
                ? new Stands(Step.DELETE_CIDATA, plan.node())
                : new Failed(Step.DELETE_CIDATA, failure);
    }

    /** The plan at the node that has its ISOs: they stay where they were brought, though HA moves the VM. */
    private Outcome<Plan> holder(Plan plan) {
        return plan.equals(plan.atHome())
                ? new Outcome.Done<>(plan)
                : cluster.storages(plan.node())
                        .map(storages ->
                                storages.stream().anyMatch(s -> s.storage().equals(plan.isoStorage()) && s.shared())
                                        ? plan
                                        : plan.atHome());
    }

    /** Whether a file lies on the plan's ISO storage. */
    Observation.Answer lookFor(Plan plan, Step step, String filename) {
        Outcome<List<String>> volumes = cluster.isoVolumes(plan.node(), plan.isoStorage());
        if (!(volumes instanceof Outcome.Done<List<String>> done)) {
            return new Failed(step, Failures.of(volumes, "reading the ISOs of " + place(plan)));
        }
        return done.value().contains(VmParameters.volume(plan.isoStorage(), filename))
                ? new Stands(step, plan.node())
                : new Gone(step);
    }

    /** An ISO's file name by the stable name of its content. */
    static String filename(String storageKey) {
        return "siderite-" + storageKey.replaceAll("[^A-Za-z0-9_.-]", "-") + ".iso";
    }

    private Observation.Answer asset(Plan plan, java.util.function.Function<BootAsset, Observation.Answer> use) {
        return switch (gateway.bootAsset(plan.allocation().getSpec().getBootImage())) {
            case Answer.Given<BootAsset> given -> use.apply(given.value());
            case Answer.NotNow<BootAsset> notNow -> notNow(Step.DOWNLOAD_IMAGE, notNow.why());
            case Answer.Refused<BootAsset> refused -> refused(Step.DOWNLOAD_IMAGE, refused.why());
        };
    }

    private Observation.Answer bring(Plan plan, BootAsset asset) {
        String what = "bringing " + what(plan);
        if (asset.isPublic()) {
            return started(
                    Step.DOWNLOAD_IMAGE,
                    plan,
                    cluster.downloadIso(
                            plan.node(),
                            plan.isoStorage(),
                            plan.image(),
                            asset.url(),
                            true,
                            ImageFetch.checksum(asset.url())),
                    what);
        }
        return started(
                Step.DOWNLOAD_IMAGE,
                plan,
                ImageFetch.fetch(
                        asset.url(),
                        asset.headers(),
                        file -> cluster.uploadIso(plan.node(), plan.isoStorage(), plan.image(), file)),
                what);
    }

    private static Observation.Answer started(Step step, Plan plan, Outcome<Upid> outcome, String what) {
        if (!(outcome instanceof Outcome.Done<Upid> done)) {
            return new Failed(step, Failures.of(outcome, what));
        }
        return done.value().value().isEmpty()
                ? new Stands(step, plan.node())
                : new TaskStarted(step, done.value().value(), plan.node());
    }

    private static Observation.Answer notNow(Step step, String why) {
        return new Failed(step, new Failure(Failure.Kind.UNREACHABLE, why));
    }

    private static Observation.Answer refused(Step step, String why) {
        return new Failed(step, new Failure(Failure.Kind.REJECTED, why));
    }

    private String stuck(Plan plan) {
        return "bringing " + what(plan) + " has not ended within " + LONGEST.toMinutes()
                + " minutes, and is tried anew: see its task in Proxmox";
    }

    private String forgotten(Plan plan) {
        return "nobody knows any more what came of the upload of " + what(plan);
    }

    private String what(Plan plan) {
        return plan.image() + " to " + place(plan);
    }

    private String place(Plan plan) {
        return plan.isoStorage() + " of " + plan.node() + " in " + cluster.name();
    }
}
