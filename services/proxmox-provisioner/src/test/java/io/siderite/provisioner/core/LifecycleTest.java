package io.siderite.provisioner.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmProgressed;
import io.siderite.provisioner.core.Observation.Allocated;
import io.siderite.provisioner.core.Observation.Drawn;
import io.siderite.provisioner.core.Observation.Due;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.Found;
import io.siderite.provisioner.core.Observation.Missing;
import io.siderite.provisioner.core.Observation.Released;
import io.siderite.provisioner.core.Observation.RetryAsked;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.Taken;
import io.siderite.provisioner.core.Observation.TaskStarted;
import io.siderite.provisioner.core.Observation.Withdrawn;
import io.siderite.provisioner.testing.Allocations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final NetworkAllocated ALLOCATED = Allocations.on("home", "pve1", "m-1");
    private static final Plan PLAN = Plan.of(ALLOCATED).at("pve1", 5000).withImage("x.iso");
    private static final Plan FOR_HA =
            Plan.of(Allocations.forHa(ALLOCATED)).at("pve1", 5000).withImage("x.iso");
    private static final Vm UNKNOWN = new Vm.Unknown();

    @Test
    void nothingIsDoneInProxmoxBeforeAVmidIsStored() {
        Decision decision = decide(UNKNOWN, new Allocated(ALLOCATED));

        assertThat(decision.effect())
                .hasValueSatisfying(e -> assertThat(e.step()).isEqualTo(Step.DRAW_VMID));
        assertThat(decide(decision.vm(), new Drawn(5000)).vm().vmid()).isEqualTo(5000);
    }

    @Test
    void aVmThatExistsAlreadyIsAdoptedWithoutNewIsos() {
        Vm drawing = decide(UNKNOWN, new Allocated(ALLOCATED)).vm();

        Decision decision = decide(drawing, new Found("pve3", 5007));

        assertThat(decision.effect()).hasValueSatisfying(e -> {
            assertThat(e.step()).isEqualTo(Step.CREATE_VM);
            assertThat(e.plan().node()).isEqualTo("pve3");
            assertThat(e.plan().vmid()).isEqualTo(5007);
        });
    }

    @Test
    void startedMeansCreated() {
        Decision decision = decide(making(Step.START_VM), new Stands(Step.START_VM, "pve1"));

        assertThat(decision.vm()).isEqualTo(new Vm.Running(PLAN));
        assertThat(decision.events()).singleElement().isInstanceOfSatisfying(VmCreated.class, created -> {
            assertThat(created.getVm().getVmid()).isEqualTo(5000);
            assertThat(created.getStoragesList()).containsExactly("local-lvm", "local-lvm");
        });
    }

    @Test
    void anotherVmidIsDrawnWhereTheFirstIsTaken() {
        Decision decision = decide(making(Step.CREATE_VM), new Taken());

        assertThat(decision.vm().vmid()).isZero();
        assertThat(decision.effect())
                .hasValueSatisfying(e -> assertThat(e.step()).isEqualTo(Step.DRAW_VMID));
    }

    @Test
    void aLockIsTriedAgainSoonAndARefusalSlowly() {
        assertThat(pause(Failure.Kind.LOCKED)).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(pause(Failure.Kind.UNREACHABLE)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(pause(Failure.Kind.REJECTED)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
        assertThat(pause(Failure.Kind.DENIED)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void withoutRoomTheOldPlaceIsEmptiedBeforeANewOneIsAskedFor() {
        Decision decision = decide(
                making(Step.CREATE_VM),
                new Failed(Step.CREATE_VM, new Failure(Failure.Kind.NO_CAPACITY, "no space left")));
        assertThat(decision.events()).noneMatch(VmFailed.class::isInstance);

        Vm gone = decide(decision.vm(), new Observation.Gone(Step.LEAVE_HA)).vm();
        Decision empty = decide(gone, new Stands(Step.DELETE_CIDATA, "pve1"));

        assertThat(empty.vm()).isEqualTo(new Vm.Displaced(1));
        assertThat(empty.events()).singleElement().isInstanceOfSatisfying(VmFailed.class, failed -> {
            assertThat(failed.getPlaceAnew()).isTrue();
            assertThat(failed.getStep()).isEqualTo("create VM");
            assertThat(failed.getOutcome()).isEqualTo("NoCapacity");
        });
        assertThat(decide(empty.vm(), new Allocated(ALLOCATED)).vm()).isEqualTo(empty.vm());
        assertThat(decide(empty.vm(), new Allocated(attempt(2))).vm()).isInstanceOf(Vm.Making.class);
    }

    @Test
    void theStorageThatWasFullIsNamed() {
        Failure full = new Failure(Failure.Kind.NO_CAPACITY, "no space left").on("local-lvm");

        Vm removing =
                decide(making(Step.CREATE_VM), new Failed(Step.CREATE_VM, full)).vm();
        Vm gone = decide(removing, new Observation.Gone(Step.LEAVE_HA)).vm();
        Decision empty = decide(gone, new Stands(Step.DELETE_CIDATA, "pve1"));

        assertThat(empty.events()).singleElement().isInstanceOfSatisfying(VmFailed.class, failed -> {
            assertThat(failed.getPlaceAnew()).isTrue();
            assertThat(failed.getStorage()).isEqualTo("local-lvm");
        });
    }

    @Test
    void aVmForHaIsAnnouncedWhenHaHasIt() {
        Vm starting = new Vm.Making(FOR_HA, Step.START_VM, Progress.due(NOW));

        Decision started = decide(starting, new Stands(Step.START_VM, "pve1"));

        assertThat(started.effect()).contains(new Effect.Pursue(FOR_HA.holdingData(), Step.REGISTER_HA));
        assertThat(started.events()).singleElement().isInstanceOfSatisfying(VmProgressed.class, progressed -> {
            assertThat(progressed.getNumber()).isEqualTo(5);
            assertThat(progressed.getOf()).isEqualTo(5);
        });
        Decision refused =
                decide(started.vm(), new Failed(Step.REGISTER_HA, new Failure(Failure.Kind.DENIED, "Sys.Console")));
        assertThat(refused.vm()).isInstanceOf(Vm.Making.class);
        Decision registered = decide(refused.vm(), new Stands(Step.REGISTER_HA, "pve2"));
        assertThat(registered.vm())
                .isEqualTo(new Vm.Running(FOR_HA.holdingData().at("pve2", 5000)));
        assertThat(registered.events()).singleElement().isInstanceOf(VmCreated.class);
    }

    @Test
    void everyVmIsTakenFromHaBeforeItIsStopped() {
        Decision ofClass = decide(new Vm.Running(FOR_HA), new Released());
        assertThat(ofClass.effect()).contains(new Effect.Pursue(FOR_HA, Step.LEAVE_HA));
        assertThat(ofClass.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        VmProgressed.class,
                        progressed -> assertThat(List.of(progressed.getNumber(), progressed.getOf()))
                                .containsExactly(1, 4));

        Decision quiet = decide(new Vm.Running(PLAN), new Released());
        assertThat(quiet.effect()).contains(new Effect.Pursue(PLAN, Step.LEAVE_HA));
        assertThat(quiet.events()).as("people don't count it there").isEmpty();

        Decision left = decide(quiet.vm(), new Stands(Step.LEAVE_HA, "pve3"));
        assertThat(left.effect()).contains(new Effect.Pursue(PLAN.at("pve3", 5000), Step.STOP_VM));
        assertThat(left.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        VmProgressed.class,
                        progressed -> assertThat(List.of(progressed.getNumber(), progressed.getOf()))
                                .containsExactly(1, 3));
    }

    @Test
    void aVmThatAPersonGivesToHaInTheMeantimeIsTakenFromItAgain() {
        Vm stopping = new Vm.Removing(PLAN, Step.STOP_VM, Progress.due(NOW), new Vm.Goal.Release());

        Decision seen = decide(stopping, new Observation.HaManaged(Step.STOP_VM));

        assertThat(seen.effect()).contains(new Effect.Pursue(PLAN, Step.LEAVE_HA));
        assertThat(pauses(
                        stopping,
                        List.of(new Observation.HaManaged(Step.STOP_VM), new Stands(Step.LEAVE_HA, "pve1")),
                        List.of(Step.STOP_VM, Step.LEAVE_HA)))
                .satisfies(LifecycleTest::growsToACeiling);
    }

    @Test
    void anIsoThatSomebodyRemovedIsBroughtAgain() {
        Failure failure = new Failure(Failure.Kind.REJECTED, "volume 'isos:iso/x.iso' does not exist");

        Decision decision = decide(making(Step.CREATE_VM), new Observation.IsoMissing(Step.CREATE_VM, failure));

        assertThat(step(decision.vm())).isEqualTo(Step.DOWNLOAD_IMAGE);
        assertThat(progress(decision.vm()).nextAt()).isAfter(NOW);
        assertThat(decision.effect()).isEmpty();
        assertThat(decision.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        VmFailed.class, failed -> assertThat(failed.getStep()).isEqualTo("create VM"));
        // Made already, it can't be given another plan: it goes, and comes again.
        Decision made = decide(making(Step.START_VM), new Observation.IsoMissing(Step.START_VM, failure));
        assertThat(made.vm())
                .isInstanceOfSatisfying(
                        Vm.Removing.class,
                        removing ->
                                assertThat(removing.goal()).isEqualTo(new Vm.Goal.PlaceAnew(Step.START_VM, failure)));
    }

    @Test
    void aWithdrawalDestroysNothing() {
        Decision decision = decide(making(Step.START_VM), new Withdrawn());

        assertThat(decision.vm()).isInstanceOf(Vm.Halted.class);
        assertThat(decision.effect()).isEmpty();
        assertThat(decide(decision.vm(), new Due()).effect()).isEmpty();
        assertThat(decide(new Vm.Running(PLAN), new Withdrawn()).vm()).isEqualTo(new Vm.Running(PLAN));
    }

    @Test
    void aTaskThatRunsEndsBeforeItsMachineIsRemoved() {
        Vm uploading = decide(making(Step.UPLOAD_CIDATA), new TaskStarted(Step.UPLOAD_CIDATA, "UPID:pve1:1", "pve1"))
                .vm();

        Decision decision = decide(uploading, new Released());

        assertThat(decision.effect()).contains(new Effect.Follow(PLAN, Step.AWAIT_TASK, "UPID:pve1:1"));
        Decision ended = decide(decision.vm(), new Stands(Step.AWAIT_TASK, "pve1"));
        assertThat(ended.effect()).contains(new Effect.Pursue(PLAN, Step.LEAVE_HA));
    }

    @Test
    void everyReleaseIsAnsweredOnceAndAgainWhenItComesAgain() {
        Vm looking = decide(UNKNOWN, new Released()).vm();
        Decision never = decide(looking, new Observation.Gone(Step.FIND_VM));
        assertThat(never.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        VmDeleted.class, deleted -> assertThat(deleted.hasVm()).isFalse());
        assertThat(never.again()).isFalse();

        Decision repeated = decide(never.vm(), new Released());

        assertThat(repeated.again()).isTrue();
        assertThat(repeated.events()).isEqualTo(never.events());
        assertThat(decide(never.vm(), new Allocated(ALLOCATED)).vm()).isEqualTo(never.vm());
    }

    @Test
    void aVmIsLookedForBeforeItIsSaidThatThereIsNone() {
        Decision asked = decide(UNKNOWN, new Released());

        assertThat(asked.events()).isEmpty();
        assertThat(asked.effect()).hasValueSatisfying(e -> assertThat(e.step()).isEqualTo(Step.FIND_VM));
        Decision unread =
                decide(asked.vm(), new Failed(Step.FIND_VM, new Failure(Failure.Kind.UNREACHABLE, "nobody answers")));
        assertThat(unread.vm()).isInstanceOf(Vm.Removing.class);
        assertThat(unread.events()).singleElement().isInstanceOf(VmFailed.class);
        assertThat(decide(asked.vm(), new Allocated(ALLOCATED)).vm()).isEqualTo(asked.vm());
    }

    @Test
    void aFoundVmIsRemovedByWhoeverActsInItsCluster() {
        Vm looking = decide(UNKNOWN, new Released()).vm();

        Decision adopted = decide(looking, new Observation.Adopted(PLAN));

        assertThat(adopted.effect()).isEmpty();
        assertThat(decide(adopted.vm(), new Due()).effect()).contains(new Effect.Pursue(PLAN, Step.LEAVE_HA));
    }

    @Test
    void aMachineWithoutAVmidIsLookedForToo() {
        Vm drawing = decide(UNKNOWN, new Allocated(ALLOCATED)).vm();

        Decision released = decide(drawing, new Released());
        assertThat(released.effect())
                .hasValueSatisfying(e -> assertThat(e.step()).isEqualTo(Step.FIND_VM));
        assertThat(decide(released.vm(), new Observation.Gone(Step.FIND_VM)).vm())
                .isEqualTo(new Vm.Deleted(Optional.empty()));

        Vm again = decide(making(Step.CREATE_VM), new Taken()).vm();
        Vm looking = decide(again, new Released()).vm();
        assertThat(decide(looking, new Observation.Gone(Step.FIND_VM)).effect())
                .as("its cidata was uploaded before its VMID was found taken")
                .hasValueSatisfying(e -> assertThat(e.step()).isEqualTo(Step.DELETE_CIDATA));
    }

    @Test
    void anAnswerAboutAnotherStepIsStale() {
        Vm creating = making(Step.CREATE_VM);

        assertThat(decide(creating, new Stands(Step.UPLOAD_CIDATA, "pve1"))).isEqualTo(Decision.stay(creating));
    }

    @Test
    void aHigherAttemptMovesTheVm() {
        Vm removing = decide(making(Step.START_VM), new Allocated(attempt(2))).vm();
        assertThat(removing).isInstanceOf(Vm.Removing.class);

        Vm gone = decide(removing, new Observation.Gone(Step.LEAVE_HA)).vm();
        Vm next = decide(gone, new Stands(Step.DELETE_CIDATA, "pve1")).vm();

        assertThat(next).isInstanceOfSatisfying(Vm.Making.class, making -> {
            assertThat(making.plan().attempt()).isEqualTo(2);
            assertThat(making.plan().vmid()).isZero();
        });
    }

    @Test
    void aVmRemovedByHandIsSaidAndNotMadeAgain() {
        Decision decision = decide(new Vm.Running(PLAN), new Missing());

        assertThat(decision.vm()).isEqualTo(new Vm.Lost(PLAN));
        assertThat(decision.events()).singleElement().isInstanceOfSatisfying(VmFailed.class, failed -> {
            assertThat(failed.getOutcome()).isEqualTo("NotFound");
            assertThat(failed.getPlaceAnew()).isFalse();
            assertThat(failed.hasNextAttemptAt()).isFalse();
        });
    }

    @Test
    void whatWaitsIsTriedWhenAPersonAsks() {
        Decision failed = decide(
                making(Step.CREATE_VM),
                new Failed(Step.CREATE_VM, new Failure(Failure.Kind.REJECTED, "bridge does not exist")));
        assertThat(decide(failed.vm(), new Due()).effect()).isEmpty();

        Vm asked = decide(failed.vm(), new RetryAsked()).vm();

        assertThat(decide(asked, new Due()).effect()).contains(new Effect.Pursue(PLAN, Step.CREATE_VM));
    }

    @Test
    void noCircleSpins() {
        assertThat(pauses(
                        making(Step.CREATE_VM),
                        List.of(new Taken(), new Drawn(5001)),
                        List.of(Step.CREATE_VM, Step.DRAW_VMID)))
                .as("every VMID is taken")
                .satisfies(LifecycleTest::growsToACeiling);
        assertThat(pauses(
                        making(Step.START_VM),
                        List.of(new Observation.Gone(Step.START_VM), new Stands(Step.CREATE_VM, "pve1")),
                        List.of(Step.START_VM, Step.CREATE_VM)))
                .as("somebody removes it each time")
                .satisfies(LifecycleTest::growsToACeiling);
        assertThat(pauses(
                        making(Step.UPLOAD_CIDATA),
                        List.of(
                                new TaskStarted(Step.UPLOAD_CIDATA, "UPID:pve1:1", "pve1"),
                                new Observation.TaskForgotten(Step.UPLOAD_CIDATA)),
                        List.of(Step.UPLOAD_CIDATA, Step.UPLOAD_CIDATA)))
                .as("its tasks are forgotten")
                .satisfies(LifecycleTest::growsToACeiling);
        Vm destroying = new Vm.Removing(PLAN, Step.DESTROY_VM, Progress.due(NOW), new Vm.Goal.Release());
        assertThat(pauses(
                        destroying,
                        List.of(new Observation.Runs(Step.DESTROY_VM), new Stands(Step.STOP_VM, "pve1")),
                        List.of(Step.DESTROY_VM, Step.STOP_VM)))
                .as("somebody starts it each time")
                .satisfies(LifecycleTest::growsToACeiling);
    }

    @Test
    void aCreateThatNeverEndsIsSaid() {
        Vm stuck = making(Step.CREATE_VM);
        List<Message> said = List.of();
        for (int polls = 0; said.isEmpty() && polls < 1000; polls++) {
            Decision decision = decide(stuck, new Observation.StillBusy(Step.CREATE_VM));
            stuck = decision.vm();
            said = decision.events();
        }

        assertThat(said)
                .singleElement()
                .isInstanceOfSatisfying(
                        VmFailed.class,
                        failed -> assertThat(failed.getError()).contains("VM 5000 on pve1", "does not end"));
    }

    @Test
    void anEditBeforeTheVmIsMadeBringsItsOwnImageAndCidata() {
        NetworkAllocated.Builder edited = ALLOCATED.toBuilder();
        edited.getSpecBuilder().getBootImageBuilder().setTalosVersion("1.13.9");

        Decision decision = decide(making(Step.UPLOAD_CIDATA), new Allocated(edited.build()));

        assertThat(decision.vm()).isInstanceOfSatisfying(Vm.Making.class, making -> {
            assertThat(making.step()).isEqualTo(Step.DOWNLOAD_IMAGE);
            assertThat(making.plan().image()).isEmpty();
            assertThat(making.plan().vmid()).isEqualTo(5000);
        });
        assertThat(decide(making(Step.UPLOAD_CIDATA), new Allocated(ALLOCATED)).vm())
                .isEqualTo(making(Step.UPLOAD_CIDATA));
    }

    /** The pauses, in ms, that come of answers that repeat for ever. */
    private static List<Long> pauses(Vm start, List<? extends Observation> answers, List<Step> steps) {
        List<Long> pauses = new ArrayList<>();
        Vm vm = start;
        for (int i = 0; i < 30; i++) {
            assertThat(step(vm)).isEqualTo(steps.get(i % steps.size()));
            vm = decide(vm, answers.get(i % answers.size())).vm();
            long pause = Duration.between(NOW, progress(vm).nextAt()).toMillis();
            if (i % 2 == (answers.getFirst() instanceof TaskStarted ? 1 : 0)) {
                pauses.add(pause);
            }
        }
        return pauses;
    }

    private static void growsToACeiling(List<? extends Long> pauses) {
        assertThat(pauses.get(0)).isZero();
        assertThat(pauses.get(1)).isBetween(250L, 500L);
        assertThat(pauses.get(4)).isBetween(2_000L, 4_000L);
        assertThat(pauses.subList(6, pauses.size())).allMatch(pause -> pause >= 7_500 && pause <= 15_000);
    }

    private static Step step(Vm vm) {
        return vm instanceof Vm.Removing removing ? removing.step() : ((Vm.Making) vm).step();
    }

    private static Progress progress(Vm vm) {
        return vm instanceof Vm.Removing removing ? removing.progress() : ((Vm.Making) vm).progress();
    }

    @Test
    void peopleCountFourStepsOfMaking() {
        List<Message> events = decide(making(Step.UPLOAD_CIDATA), new Stands(Step.UPLOAD_CIDATA, "pve1"))
                .events();

        assertThat(events).singleElement().isInstanceOfSatisfying(VmProgressed.class, progressed -> {
            assertThat(progressed.getStep()).isEqualTo("create VM");
            assertThat(progressed.getNumber()).isEqualTo(3);
            assertThat(progressed.getOf()).isEqualTo(4);
        });
    }

    private static Duration pause(Failure.Kind kind) {
        Decision decision = decide(making(Step.CREATE_VM), new Failed(Step.CREATE_VM, new Failure(kind, "why")));
        return Optional.of(decision.vm())
                .map(Vm.Making.class::cast)
                .map(making -> Duration.between(NOW, making.progress().nextAt()))
                .orElseThrow();
    }

    private static Vm making(Step step) {
        return new Vm.Making(PLAN, step, Progress.due(NOW));
    }

    private static NetworkAllocated attempt(int attempt) {
        return ALLOCATED.toBuilder().setAttempt(attempt).build();
    }

    private static Decision decide(Vm vm, Observation seen) {
        return Lifecycle.decide("m-1", vm, seen, NOW);
    }
}
