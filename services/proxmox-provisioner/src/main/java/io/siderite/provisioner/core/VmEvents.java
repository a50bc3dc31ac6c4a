package io.siderite.provisioner.core;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.proto.events.v1.VmProgressed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is said about a VM to the others of the road. */
final class VmEvents {

    private VmEvents() {}

    /** That a step begins; of steps that people don't count nothing is said. */
    static List<Message> begun(Plan plan, Step step) {
        return step.number(plan) == 0 ? List.of() : List.of(progressed(plan, step));
    }

    private static VmProgressed progressed(Plan plan, Step step) {
        VmProgressed.Builder event = VmProgressed.newBuilder()
                .setRequestId(plan.requestId())
                .setAttempt(plan.attempt())
                .setStep(step.words())
                .setNumber(step.number(plan))
                .setOf(step.of(plan));
        plan.identity().ifPresent(event::setVm);
        return event.build();
    }

    static VmCreated created(Plan plan) {
        VmCreated.Builder event = VmCreated.newBuilder()
                .setRequestId(plan.requestId())
                .setAttempt(plan.attempt())
                .addAllStorages(plan.allocation().getSpec().getDisksList().stream()
                        .map(Disk::getStorage)
                        .toList());
        plan.identity().ifPresent(event::setVm);
        return event.build();
    }

    static VmFailed failed(Plan plan, Step step, Failure failure, Instant nextAttempt) {
        return failure(plan, step, failure)
                .setNextAttemptAt(timestamp(nextAttempt))
                .build();
    }

    static VmFailed placeAnew(Plan plan, Step step, Failure failure) {
        return failure(plan, step, failure).setPlaceAnew(true).build();
    }

    static VmFailed lost(Plan plan) {
        Failure failure = new Failure(
                Failure.Kind.NOT_FOUND,
                "VM " + plan.vmid() + " of this machine no longer exists on any node of " + plan.cluster()
                        + ": somebody removed it. Destroy the machine in Omni, or let its request be torn down, so that"
                        + " another takes its place");
        return failure(plan, Step.START_VM, failure).build();
    }

    static VmDeleted deleted(String requestId, Optional<VmIdentity> vm) {
        VmDeleted.Builder event = VmDeleted.newBuilder().setRequestId(requestId);
        vm.ifPresent(event::setVm);
        return event.build();
    }

    private static VmFailed.Builder failure(Plan plan, Step step, Failure failure) {
        VmFailed.Builder event = VmFailed.newBuilder()
                .setRequestId(plan.requestId())
                .setAttempt(plan.attempt())
                .setStep(step.words())
                .setOutcome(failure.kind().outcome())
                .setError(failure.why())
                .setStorage(failure.storage());
        plan.identity().ifPresent(event::setVm);
        return event;
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
