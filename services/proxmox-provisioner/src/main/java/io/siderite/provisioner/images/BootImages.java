package io.siderite.provisioner.images;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Gone;
import io.siderite.provisioner.core.Observation.StillBusy;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.images.ImageClaims.Claim;
import io.siderite.provisioner.proxmox.Hypervisor;
import java.time.Duration;

/** Brings boot images: one download a storage, for all machines that wait for it, which hear why it failed. */
public final class BootImages {

    private final ImageClaims claims;

    /** Keeps who brings what there. */
    public BootImages(ImageClaims claims) {
        this.claims = claims;
    }

    /**
     * For how long a failure counts for every machine that waits, so that thirty of them don't try thirty times in a row:
     * each still tries again by its own pace.
     */
    public static Duration counts(Failure.Kind kind) {
        return switch (kind) {
            case LOCKED -> Duration.ofSeconds(2);
            case UNREACHABLE -> Duration.ofSeconds(15);
            case REJECTED, DENIED, NO_CAPACITY, EXHAUSTED, NOT_FOUND -> Duration.ofSeconds(60);
        };
    }

    /**
     * Sees to it that a machine's boot image comes.
     *
     * @param place where its storage's content is: the node, or empty text where nodes share it
     */
    public Observation.Answer bring(Plan plan, String place, Hypervisor hypervisor) {
        IsoCopy image = image(plan, place);
        return switch (claims.look(image, plan.requestId())) {
            case Claim.Others _ -> new StillBusy(Step.DOWNLOAD_IMAGE);
            case Claim.Failed told -> new Failed(Step.DOWNLOAD_IMAGE, toldTo(told, plan));
            case Claim.Left left ->
                claims.claim(image, plan.requestId()) ? task(plan, left.upid()) : new StillBusy(Step.DOWNLOAD_IMAGE);
            // We were killed between taking the claim and saving whose task it is.
            case Claim.Ours ours ->
                ours.upid().isEmpty() ? unlessThere(plan, image, hypervisor) : task(plan, ours.upid());
            case Claim.Free _ -> unlessThere(plan, image, hypervisor);
        };
    }

    /** Sees how the machine's task of bringing it stands. */
    public Observation.Answer follow(Plan plan, String place, Hypervisor hypervisor, String upid) {
        return noted(plan, image(plan, place), hypervisor.follow(plan, Step.DOWNLOAD_IMAGE, upid));
    }

    private Observation.Answer unlessThere(Plan plan, IsoCopy image, Hypervisor hypervisor) {
        Observation.Answer seen = hypervisor.lookForImage(plan);
        if (!(seen instanceof Gone)) {
            return seen;
        }
        return claims.claim(image, plan.requestId())
                ? noted(plan, image, hypervisor.pursue(plan, Step.DOWNLOAD_IMAGE))
                : new StillBusy(Step.DOWNLOAD_IMAGE);
    }

    private Observation.Answer noted(Plan plan, IsoCopy image, Observation.Answer answer) {
        if (answer instanceof Failed failed) {
            claims.failed(image, plan.requestId(), failed.failure());
        }
        return answer;
    }

    // The task may run on another node that shares the storage; the machine stays where it is.
    private static Observation.Answer task(Plan plan, String upid) {
        return new TaskStarted(Step.DOWNLOAD_IMAGE, upid, plan.node());
    }

    private static Failure toldTo(Claim.Failed told, Plan plan) {
        Failure failure = new Failure(
                told.failure().kind(), told.failure().why() + " (tried a moment ago for " + told.requestId() + ")");
        return failure.kind() == Failure.Kind.NO_CAPACITY ? failure.on(plan.isoStorage()) : failure;
    }

    private static IsoCopy image(Plan plan, String place) {
        return new IsoCopy(plan.cluster(), place, plan.isoStorage(), plan.image());
    }
}
