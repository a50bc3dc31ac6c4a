package io.siderite.reporter.core;

import static io.siderite.reporter.core.Told.allocated;
import static io.siderite.reporter.core.Told.created;
import static io.siderite.reporter.core.Told.deleted;
import static io.siderite.reporter.core.Told.failed;
import static io.siderite.reporter.core.Told.machine;
import static io.siderite.reporter.core.Told.placeAnew;
import static io.siderite.reporter.core.Told.placed;
import static io.siderite.reporter.core.Told.progressed;
import static io.siderite.reporter.core.Told.refused;
import static io.siderite.reporter.core.Told.registered;
import static io.siderite.reporter.core.Told.removing;
import static io.siderite.reporter.core.Told.requested;
import static io.siderite.reporter.core.Told.waiting;
import static io.siderite.reporter.core.Told.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void passesTheStagesOfTheRoad() {
        Machine machine = Machine.unknown(Told.REQUEST);
        List<Told> road = List.of(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                allocated(1, 3, 1, "a", ""),
                progressed(1, 4, 1, "a", "create VM", 3),
                created(2, 5, 1, "a"),
                registered(2, 6));

        List<Stage> stages = new ArrayList<>();
        for (Told told : road) {
            machine = machine.hear(told.revision(), told.at(), told.data());
            stages.add(machine.stage());
        }

        assertThat(stages)
                .containsExactly(
                        new Stage.Requested(),
                        new Stage.Placed("pve", "a"),
                        new Stage.Allocated(),
                        new Stage.Creating("create VM", 3, 5, Optional.empty()),
                        new Stage.Created(),
                        new Stage.Registered());
        assertThat(machine.timeline().durations())
                .containsEntry(Milestone.REQUESTED, Duration.ofSeconds(1))
                .containsEntry(Milestone.CREATED, Duration.ofSeconds(1))
                .hasSize(5);
        assertThat(machine.requestSet()).isEqualTo(Told.SET);
        assertThat(machine.uuid()).contains(Told.UUID);
        assertThat(machine.place()).contains(new Place("pve", "a"));
        assertThat(machine.storages()).containsExactly("local-lvm");
    }

    @Test
    void isRegisteredOnlyOnceItsVmIsKnownToBeCreated() {
        Machine early = machine(requested(1, 1), placed(1, 2, 1, "a"), registered(2, 6));

        assertThat(early.stage()).isEqualTo(new Stage.Placed("pve", "a"));
        assertThat(early.registered()).isTrue();
    }

    @Test
    void keepsItsErrorWhileTheFailedStepIsRetriedAndLosesItAtTheNextStep() {
        List<Told> failing = List.of(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                progressed(1, 3, 1, "a", "create VM", 3),
                failed(2, 4, 1, "a", "create VM", "storage is full"));
        List<Told> retrying = plus(failing, progressed(3, 5, 1, "a", "download image", 1));
        List<Told> again = plus(retrying, progressed(4, 6, 1, "a", "create VM", 3));
        List<Told> further = plus(again, progressed(5, 7, 1, "a", "start VM", 4));
        List<Told> restarted = plus(further, progressed(6, 8, 1, "a", "create VM", 3));

        assertThat(machine(failing).error()).contains("create VM: storage is full");
        assertThat(machine(retrying).error()).contains("create VM: storage is full");
        assertThat(machine(again).error()).contains("create VM: storage is full");
        assertThat(machine(further).error()).isEmpty();
        assertThat(machine(restarted).error()).isEmpty();
    }

    @Test
    void keepsItsErrorWhileItsOldPlaceIsEmptied() {
        Machine machine = machine(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                progressed(1, 3, 1, "a", "download image", 1),
                failed(2, 4, 1, "a", "download image", "no such storage"),
                removing(3, 5, 1, "a", "destroy VM", 2));

        assertThat(machine.error()).contains("download image: no such storage");
    }

    @Test
    void waitsAgainWhenItsPlaceFailedAndNoOtherIsFree() {
        Machine machine = machine(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                allocated(1, 3, 1, "a", ""),
                progressed(1, 4, 1, "a", "create VM", 3),
                placeAnew(2, 5, 1, "a", "create VM", "node is gone"),
                waiting(2, 6, 1, "node a: left out after a failure"));

        assertThat(machine.stage()).isEqualTo(new Stage.Waiting(List.of("node a: left out after a failure")));
        assertThat(machine.error()).contains("create VM: node is gone");
    }

    @Test
    void goesByTheNewestPlacement() {
        Machine machine = machine(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                allocated(1, 3, 1, "a", ""),
                placeAnew(2, 5, 1, "a", "create VM", "node is gone"),
                placed(3, 7, 2, "b"));

        assertThat(machine.stage()).isEqualTo(new Stage.Placed("pve", "b"));
        assertThat(machine.place()).contains(new Place("pve", "b"));
        assertThat(machine.vm()).isEmpty();
        assertThat(machine.attempt()).isEqualTo(2);
    }

    @Test
    void isRefusedWithEveryReasonAsItsError() {
        Machine machine = machine(requested(1, 1), refused(1, 2, "cores: missing", "memory: missing"));

        assertThat(machine.stage()).isInstanceOf(Stage.Refused.class);
        assertThat(machine.error()).contains("cores: missing; memory: missing");
    }

    @Test
    void leavesTheRoadOnlyWhenWithdrawnAndHearsNothingOnceGone() {
        Machine withdrawn = machine(requested(1, 1), placed(1, 2, 1, "a"), created(1, 3, 1, "a"), withdrawn(2, 9));
        Machine released = withdrawn.released(Told.DAY.plusSeconds(10));
        Told deletion = deleted(5, 11);
        Machine deleted = released.hear(deletion.revision(), deletion.at(), deletion.data());
        Machine gone = deleted.gone(Told.DAY.plusSeconds(12));

        assertThat(withdrawn.stage()).isEqualTo(new Stage.Withdrawn());
        assertThat(released.stage()).isEqualTo(new Stage.Released());
        assertThat(deleted.stage()).isEqualTo(new Stage.Deleted());
        assertThat(gone.stage()).isEqualTo(new Stage.Gone());
        assertThat(gone.hear(9, Told.DAY, requested(9, 20).data())).isEqualTo(gone);
        assertThat(gone.requestSet()).isEqualTo(Told.SET);
    }

    @Test
    void tellsWhyItsVmIsNotDestroyedOnlyOfFailuresAfterItsRelease() {
        Machine released = machine(
                        requested(1, 1), failed(1, 2, 1, "a", "create VM", "storage is full"), withdrawn(2, 3))
                .released(Told.DAY.plusSeconds(4));
        Told failure = failed(2, 5, 1, "a", "destroy VM", "node is offline");

        assertThat(released.deletionError()).isEmpty();
        assertThat(released.hear(failure.revision(), failure.at(), failure.data())
                        .deletionError())
                .contains("destroy VM: node is offline");
    }

    private static List<Told> plus(List<Told> events, Told one) {
        return Stream.concat(events.stream(), Stream.of(one)).toList();
    }
}
