package io.siderite.reporter.core;

import static io.siderite.reporter.core.Told.allocated;
import static io.siderite.reporter.core.Told.created;
import static io.siderite.reporter.core.Told.failed;
import static io.siderite.reporter.core.Told.machine;
import static io.siderite.reporter.core.Told.placed;
import static io.siderite.reporter.core.Told.progressed;
import static io.siderite.reporter.core.Told.refused;
import static io.siderite.reporter.core.Told.registered;
import static io.siderite.reporter.core.Told.requested;
import static io.siderite.reporter.core.Told.waiting;
import static io.siderite.reporter.core.Told.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DesiredTest {

    private static final Told REQUESTED = requested(1, 1);
    private static final Told PLACED = placed(1, 2, 1, "a");
    private static final Told ALLOCATED = allocated(1, 3, 1, "a", "machine: {}");
    private static final Told CREATING = progressed(1, 4, 1, "a", "create VM", 3);

    static Stream<Arguments> table() {
        return Stream.of(
                arguments(List.of(REQUESTED), "PROVISIONING", "", "evaluate the class", ""),
                arguments(
                        List.of(REQUESTED, waiting(1, 2, 0, "node a: 1 GiB free, 4 GiB needed")),
                        "PROVISIONING",
                        "",
                        "waiting: node a: 1 GiB free, 4 GiB needed",
                        ""),
                arguments(
                        List.of(REQUESTED, refused(1, 2, "cores: missing")),
                        "FAILED",
                        "",
                        "the machine class is refused",
                        "cores: missing"),
                arguments(
                        List.of(REQUESTED, PLACED),
                        "PROVISIONING",
                        Told.UUID,
                        "placed on pve/a; allocate the network",
                        ""),
                arguments(
                        List.of(REQUESTED, PLACED, ALLOCATED),
                        "PROVISIONING",
                        Told.UUID,
                        "network allocated; create the VM",
                        ""),
                arguments(
                        List.of(REQUESTED, PLACED, ALLOCATED, CREATING),
                        "PROVISIONING",
                        Told.UUID,
                        "create VM (3/5)",
                        ""),
                arguments(
                        List.of(
                                REQUESTED,
                                PLACED,
                                ALLOCATED,
                                CREATING,
                                failed(2, 5, 1, "a", "create VM", "storage is full")),
                        "PROVISIONING",
                        Told.UUID,
                        "create VM (3/5)",
                        "create VM: storage is full"),
                // Joined before we heard that it was made: still not made.
                arguments(
                        List.of(REQUESTED, PLACED, ALLOCATED, CREATING, registered(2, 9)),
                        "PROVISIONING",
                        Told.UUID,
                        "create VM (3/5)",
                        ""),
                arguments(
                        List.of(REQUESTED, PLACED, ALLOCATED, CREATING, created(2, 5, 1, "a")),
                        "PROVISIONED",
                        Told.UUID,
                        "the VM is started",
                        ""),
                arguments(
                        List.of(REQUESTED, PLACED, ALLOCATED, created(2, 5, 1, "a"), registered(2, 9)),
                        "PROVISIONED",
                        Told.UUID,
                        "registered",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("table")
    void omniShouldSay(List<Told> heard, String stage, String id, String status, String error) {
        Desired desired = Desired.of(machine(heard)).orElseThrow();

        assertThat(desired.status())
                .isEqualTo(MachineRequestStatusSpec.newBuilder()
                        .setStage(MachineRequestStatusSpec.Stage.valueOf(stage))
                        .setId(id)
                        .setStatus(status)
                        .setError(error)
                        .build());
    }

    @Test
    void aNetworkPatchIsWantedOnlyWhereThereIsOne() {
        assertThat(Desired.of(machine(REQUESTED, PLACED, ALLOCATED))
                        .orElseThrow()
                        .patch())
                .contains(new Desired.Patch("siderite-network-" + Told.REQUEST, "machine: {}"));
        assertThat(Desired.of(machine(REQUESTED, PLACED, allocated(1, 3, 1, "a", "")))
                        .orElseThrow()
                        .patch())
                .isEmpty();
    }

    @Test
    void nothingIsSaidOfAMachineThatIsLeaving() {
        assertThat(Desired.of(machine(REQUESTED, PLACED, withdrawn(2, 3)))).isEmpty();
    }
}
