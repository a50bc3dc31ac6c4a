package io.siderite.provisioner.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Progress;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.core.Vm.Goal;
import io.siderite.provisioner.reconcile.Machine;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States as columns, there and back. */
final class VmMapping {

    private VmMapping() {}

    static void write(VmRow row, Machine machine, Instant now) {
        clear(row);
        row.revision = machine.revision();
        row.allocatedRevision = machine.allocatedRevision();
        row.releasedRevision = machine.releasedRevision();
        row.traceparent = machine.traceparent();
        row.changedAt = now;
        row.state = machine.vm().getClass().getSimpleName();
        switch (machine.vm()) {
            case Vm.Unknown _ -> {}
            case Vm.Making making -> {
                plan(row, making.plan());
                progress(row, making.step(), making.progress());
            }
            case Vm.Running running -> plan(row, running.plan());
            case Vm.Halted halted -> {
                plan(row, halted.plan());
                progress(row, halted.step(), halted.progress());
                // Nothing is done until the release.
                row.nextAttemptAt = null;
            }
            case Vm.Lost lost -> plan(row, lost.plan());
            case Vm.Removing removing -> {
                plan(row, removing.plan());
                progress(row, removing.step(), removing.progress());
                goal(row, removing.goal());
            }
            case Vm.Displaced displaced -> row.attempt = displaced.attempt();
            case Vm.Deleted deleted ->
                row.identity = deleted.vm().map(VmIdentity::toByteArray).orElse(null);
        }
    }

    static Machine read(VmRow row) {
        return new Machine(
                row.requestId, vm(row), row.revision, row.allocatedRevision, row.releasedRevision, row.traceparent);
    }

    private static Vm vm(VmRow row) {
        return switch (row.state) {
            case "Unknown" -> new Vm.Unknown();
            case "Making" -> new Vm.Making(plan(row), step(row.step), progress(row));
            case "Running" -> new Vm.Running(plan(row));
            case "Halted" -> new Vm.Halted(plan(row), step(row.step), progress(row));
            case "Lost" -> new Vm.Lost(plan(row));
            case "Removing" -> new Vm.Removing(plan(row), step(row.step), progress(row), goal(row));
            case "Displaced" -> new Vm.Displaced(row.attempt);
            case "Deleted" -> new Vm.Deleted(Optional.ofNullable(row.identity).map(VmMapping::identity));
            default -> throw new IllegalStateException("the row of " + row.requestId + " has the state " + row.state);
        };
    }

    private static void clear(VmRow row) {
        row.allocation = null;
        row.cluster = null;
        row.node = null;
        row.vmid = 0;
        row.image = "";
        row.mayHoldData = false;
        row.attempt = 0;
        row.step = null;
        row.upid = "";
        row.nextAttemptAt = null;
        row.polls = 0;
        row.failures = 0;
        row.failureKind = null;
        row.failure = null;
        row.failureStorage = "";
        row.goal = null;
        row.goalStep = null;
        row.goalFailureKind = null;
        row.goalFailure = null;
        row.goalFailureStorage = "";
        row.goalAllocation = null;
        row.identity = null;
    }

    private static void plan(VmRow row, Plan plan) {
        row.allocation = plan.allocation().toByteArray();
        row.cluster = plan.cluster();
        row.node = plan.node();
        row.vmid = plan.vmid();
        row.image = plan.image();
        row.mayHoldData = plan.mayHoldData();
        row.attempt = plan.attempt();
    }

    private static Plan plan(VmRow row) {
        return new Plan(
                allocation(row.allocation),
                Objects.requireNonNull(row.node, "node"),
                row.vmid,
                row.image,
                row.mayHoldData);
    }

    private static void progress(VmRow row, Step step, Progress progress) {
        row.step = step.name();
        row.upid = progress.upid();
        row.nextAttemptAt = progress.nextAt();
        row.polls = progress.polls();
        row.failures = progress.failures();
        progress.last().ifPresent(failure -> {
            row.failureKind = failure.kind().name();
            row.failure = failure.why();
            row.failureStorage = failure.storage();
        });
    }

    private static Progress progress(VmRow row) {
        return new Progress(
                row.upid,
                row.nextAttemptAt == null ? row.changedAt : row.nextAttemptAt,
                row.polls,
                row.failures,
                Optional.ofNullable(row.failureKind).map(kind -> failure(kind, row.failure, row.failureStorage)));
    }

    private static void goal(VmRow row, Goal goal) {
        row.goal = goal.getClass().getSimpleName();
        switch (goal) {
            case Goal.Release _, Goal.Halt _ -> {}
            case Goal.PlaceAnew anew -> {
                row.goalStep = anew.step().name();
                row.goalFailureKind = anew.failure().kind().name();
                row.goalFailure = anew.failure().why();
                row.goalFailureStorage = anew.failure().storage();
            }
            case Goal.Move move -> row.goalAllocation = move.next().toByteArray();
        }
    }

    private static Goal goal(VmRow row) {
        return switch (Objects.requireNonNull(row.goal, "goal")) {
            case "Release" -> new Goal.Release();
            case "Halt" -> new Goal.Halt();
            case "PlaceAnew" ->
                new Goal.PlaceAnew(
                        step(row.goalStep),
                        failure(
                                Objects.requireNonNull(row.goalFailureKind, "goal_failure_kind"),
                                row.goalFailure,
                                row.goalFailureStorage));
            case "Move" -> new Goal.Move(allocation(row.goalAllocation));
            default -> throw new IllegalStateException("the row of " + row.requestId + " has the goal " + row.goal);
        };
    }

    private static Step step(@Nullable String name) {
        return Step.valueOf(Objects.requireNonNull(name, "step"));
    }

    private static Failure failure(String kind, @Nullable String why, String storage) {
        return new Failure(Failure.Kind.valueOf(kind), why == null ? "" : why, storage);
    }

    private static NetworkAllocated allocation(byte @Nullable [] bytes) {
        try {
            return NetworkAllocated.parseFrom(Objects.requireNonNull(bytes, "allocation"));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a row's allocation can't be read", e);
        }
    }

    private static VmIdentity identity(byte[] bytes) {
        try {
            return VmIdentity.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a row's identity can't be read", e);
        }
    }
}
