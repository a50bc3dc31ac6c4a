package io.siderite.provisioner.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.IsoMissing;
import io.siderite.provisioner.core.Observation.Stands;
import io.siderite.provisioner.core.Observation.TaskForgotten;
import io.siderite.provisioner.core.Observation.Unheard;
import io.siderite.provisioner.testing.Allocations;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A VM that may hold data is removed on release alone. */
class KeepingDataTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Failure FULL = new Failure(Failure.Kind.NO_CAPACITY, "cannot allocate memory");
    private static final Plan PLAN = Plan.of(Allocations.forHa(Allocations.on("home", "pve1", "m-1")))
            .at("pve1", 5000)
            .withImage("x.iso");

    @Test
    void aVmThatRanStaysWhateverHaSays() {
        Vm registering = after(starting(PLAN), new Stands(Step.START_VM, "pve1"));

        assertThat(after(registering, new Failed(Step.REGISTER_HA, FULL))).isInstanceOf(Vm.Making.class);
    }

    @Test
    void aStartThatMayHaveWorkedCounts() {
        for (Observation lost : List.of(
                new TaskForgotten(Step.START_VM),
                new Unheard(Step.START_VM, new Failure(Failure.Kind.UNREACHABLE, "the answer was lost")))) {
            Vm again = after(starting(PLAN), lost);

            assertThat(after(again, new Failed(Step.START_VM, FULL)))
                    .as("%s", lost)
                    .isInstanceOf(Vm.Making.class);
            assertThat(after(again, new IsoMissing(Step.START_VM, FULL))).isInstanceOf(Vm.Making.class);
        }
    }

    @Test
    void aStartWhoseTaskIsOnlyNotHeardOfIsFollowedOn() {
        Vm following = after(starting(PLAN), new Observation.TaskStarted(Step.START_VM, "UPID:pve1:1", "pve1"));
        Vm unheard = after(following, new Unheard(Step.START_VM, new Failure(Failure.Kind.UNREACHABLE, "no answer")));

        assertThat(after(unheard, new Failed(Step.START_VM, FULL)))
                .as("the task was heard of after all, and nothing ran")
                .isInstanceOf(Vm.Removing.class);
    }

    private static Vm starting(Plan plan) {
        return new Vm.Making(plan, Step.START_VM, Progress.due(NOW));
    }

    private static Vm after(Vm vm, Observation seen) {
        return Lifecycle.decide("m-1", vm, seen, NOW).vm();
    }
}
