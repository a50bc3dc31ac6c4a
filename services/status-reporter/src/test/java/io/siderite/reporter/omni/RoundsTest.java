package io.siderite.reporter.omni;

import static io.siderite.omni.Kinds.CONFIG_PATCH_REQUESTS;
import static io.siderite.omni.Kinds.MACHINE_REQUESTS;
import static io.siderite.omni.Kinds.MACHINE_REQUEST_STATUSES;
import static io.siderite.reporter.core.Told.REQUEST;
import static io.siderite.reporter.core.Told.allocated;
import static io.siderite.reporter.core.Told.created;
import static io.siderite.reporter.core.Told.deleted;
import static io.siderite.reporter.core.Told.machine;
import static io.siderite.reporter.core.Told.placed;
import static io.siderite.reporter.core.Told.requested;
import static io.siderite.reporter.core.Told.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.Answer;
import io.siderite.omni.Labels;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.core.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundsTest {

    private static final String OURS = "proxmox.ProvisionController";
    private static final String OMNIS = "MachineRequestLinkController";
    private static final String PATCH = "siderite-network-" + REQUEST;

    private final FakeOmni omni = new FakeOmni();
    private Set<String> labelled = Set.of();
    private final Rounds rounds = new Rounds(omni, new ProviderNames("proxmox"), _ -> Optional.of(labelled));

    @BeforeEach
    void omniHasTheRequest() {
        omni.put(MACHINE_REQUESTS, REQUEST, r -> {
            r.getMetadataBuilder()
                    .putLabels(Labels.INFRA_PROVIDER_ID, "proxmox")
                    .putLabels(Labels.MACHINE_REQUEST_SET, Told.SET)
                    .addFinalizers("another.controller")
                    .addFinalizers(OURS);
            return r;
        });
    }

    @Test
    void theStatusIsMadeWithTheRequestsLabelsBeforeThePatch() {
        Round round = rounds.run(living());

        assertThat(round).isInstanceOf(Round.Settled.class);
        assertThat(omni.calls)
                .containsExactly("create MachineRequestStatuses " + REQUEST, "create ConfigPatchRequests " + PATCH);
        Resource status = omni.find(MACHINE_REQUEST_STATUSES, REQUEST).orElseThrow();
        assertThat(status.getMetadata().getOwner()).isEqualTo(OURS);
        assertThat(status.getMetadata().getLabelsMap())
                .isEqualTo(Map.of(Labels.INFRA_PROVIDER_ID, "proxmox", Labels.MACHINE_REQUEST_SET, Told.SET));
        assertThat(spec(status).getStage()).isEqualTo(MachineRequestStatusSpec.Stage.PROVISIONED);
        Resource patch = omni.find(CONFIG_PATCH_REQUESTS, PATCH).orElseThrow();
        assertThat(patch.getMetadata().getLabelsMap()).containsEntry(Labels.MACHINE_REQUEST, REQUEST);
        assertThat(Specs.unpack(patch, ConfigPatchRequestSpec.parser()).map(ConfigPatchRequestSpec::getData))
                .isEqualTo(new Answer.Done<>("machine: {}"));
    }

    @Test
    void whatOmniHasAlreadyIsNotWrittenAgainAndOthersFinalizersStay() {
        var _ = rounds.run(living());
        omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, true);
        omni.calls.clear();

        Round round = rounds.run(living());

        assertThat(omni.calls).isEmpty();
        Resource status = omni.find(MACHINE_REQUEST_STATUSES, REQUEST).orElseThrow();
        assertThat(status.getMetadata().getFinalizersList()).containsExactly(OMNIS);
        assertThat(round)
                .isInstanceOfSatisfying(
                        Round.Settled.class,
                        settled -> assertThat(settled.seen().status())
                                .isEqualTo(status.getMetadata().getVersion()));
    }

    @Test
    void aPatchThatIsNotYamlIsNotGivenToOmni() {
        Round round = rounds.run(machine(requested(1, 1), allocated(1, 3, 1, "a", "machine: [")));

        assertThat(round)
                .isInstanceOfSatisfying(
                        Round.Failed.class, failed -> assertThat(failed.why()).contains(REQUEST));
        assertThat(omni.find(CONFIG_PATCH_REQUESTS, PATCH)).isEmpty();
    }

    @Test
    void aPatchThatIsNoLongerNeededGoes() {
        var _ = rounds.run(living());
        labelled = Set.of(PATCH);
        omni.finalizer(CONFIG_PATCH_REQUESTS, PATCH, "ConfigPatchRequestController", true);
        Machine without = machine(requested(1, 1), allocated(2, 3, 1, "a", ""));

        var _ = rounds.run(without);
        assertThat(omni.find(CONFIG_PATCH_REQUESTS, PATCH).map(Specs::tearingDown))
                .contains(true);
        omni.finalizer(CONFIG_PATCH_REQUESTS, PATCH, "ConfigPatchRequestController", false);
        Round round = rounds.run(without);

        assertThat(round).isInstanceOf(Round.Settled.class);
        assertThat(omni.find(CONFIG_PATCH_REQUESTS, PATCH)).isEmpty();
    }

    @Test
    void aStatusThatSomebodyElseToreDownIsMadeAnewOnceOmniLetsItGo() {
        var _ = rounds.run(living());
        omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, true);
        assertThat(omni.teardown(MACHINE_REQUEST_STATUSES, REQUEST, OURS)).isEqualTo(new Answer.Done<>(false));

        Round held = rounds.run(living());
        omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, false);
        Round anew = rounds.run(living());

        assertThat(held)
                .isInstanceOfSatisfying(
                        Round.Failed.class, failed -> assertThat(failed.why()).contains(OMNIS));
        assertThat(anew).isInstanceOf(Round.Settled.class);
        assertThat(omni.find(MACHINE_REQUEST_STATUSES, REQUEST).map(Specs::tearingDown))
                .contains(false);
    }

    @Test
    void aRequestThatIsMissingIsAnOrphanToReportAndGetsNoStatus() {
        FakeOmni other = new FakeOmni();

        Round round = new Rounds(other, new ProviderNames("proxmox"), _ -> Optional.of(Set.of())).run(living());

        assertThat(round)
                .isInstanceOfSatisfying(
                        Round.Failed.class, failed -> assertThat(failed.why()).contains("is not in Omni"));
        assertThat(other.calls).isEmpty();
    }

    @Test
    void aMachineIsLetGoInOmnisOrder() {
        var _ = rounds.run(living());
        omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, true);
        omni.finalizer(CONFIG_PATCH_REQUESTS, PATCH, "ConfigPatchRequestController", true);
        omni.calls.clear();
        Machine leaving = leaving();

        Round first = rounds.run(leaving);
        omni.finalizer(CONFIG_PATCH_REQUESTS, PATCH, "ConfigPatchRequestController", false);
        Round second = rounds.run(leaving);
        Round third = rounds.run(leaving);
        omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, false);
        Round fourth = rounds.run(leaving);
        Machine released = leaving.released(Told.DAY.plusSeconds(20));
        Round fifth = rounds.run(released);
        Told deletion = deleted(9, 21);
        Round sixth = rounds.run(released.hear(deletion.revision(), deletion.at(), deletion.data()));

        assertThat(first)
                .isInstanceOfSatisfying(
                        Round.AwaitsOmni.class, a -> assertThat(a.what()).contains(PATCH));
        assertThat(second)
                .isInstanceOfSatisfying(
                        Round.AwaitsOmni.class, a -> assertThat(a.what()).contains(OMNIS));
        assertThat(third).isInstanceOf(Round.AwaitsOmni.class);
        assertThat(fourth).isEqualTo(new Round.Released());
        assertThat(fifth).isInstanceOf(Round.Settled.class);
        assertThat(sixth).isEqualTo(new Round.Gone());
        assertThat(omni.calls)
                .containsExactly(
                        "teardown ConfigPatchRequests " + PATCH,
                        "destroy ConfigPatchRequests " + PATCH,
                        "teardown MachineRequestStatuses " + REQUEST,
                        "destroy MachineRequestStatuses " + REQUEST,
                        "update MachineRequests " + REQUEST);
        assertThat(omni.find(MACHINE_REQUESTS, REQUEST)
                        .orElseThrow()
                        .getMetadata()
                        .getFinalizersList())
                .containsExactly("another.controller");
    }

    @Test
    void patchesOfAnotherBinaryOfThisProviderGoToo() {
        omni.put(CONFIG_PATCH_REQUESTS, "reference-patch", r -> {
            r.getMetadataBuilder().setOwner(OURS);
            return r;
        });
        labelled = Set.of("reference-patch");

        Round round = rounds.run(leaving());

        assertThat(round).isEqualTo(new Round.Released());
        assertThat(omni.find(CONFIG_PATCH_REQUESTS, "reference-patch")).isEmpty();
    }

    @Test
    void whatIsNotThereByNameIsDone() {
        FakeOmni other = new FakeOmni();
        Rounds rounds = new Rounds(other, new ProviderNames("proxmox"), _ -> Optional.of(Set.of()));
        Told deletion = deleted(9, 21);
        Machine deleted =
                leaving().released(Told.DAY.plusSeconds(20)).hear(deletion.revision(), deletion.at(), deletion.data());

        assertThat(rounds.run(leaving())).isEqualTo(new Round.Released());
        assertThat(rounds.run(deleted)).isEqualTo(new Round.Gone());
    }

    static Stream<Answer<?>> failures() {
        return Stream.of(
                new Answer.Unreachable<>("nobody answers"),
                new Answer.Unauthenticated<>("the key expired"),
                new Answer.Denied<>("not allowed"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anOmniThatDoesNotAnswerNeverReleasesAMachine(Answer<?> failure) {
        omni.down = failure;
        Told deletion = deleted(9, 21);
        Machine deleted =
                leaving().released(Told.DAY.plusSeconds(20)).hear(deletion.revision(), deletion.at(), deletion.data());

        assertThat(rounds.run(leaving())).isEqualTo(new Round.Failed(failure.why()));
        assertThat(rounds.run(deleted)).isEqualTo(new Round.Failed(failure.why()));
    }

    @Test
    void nothingIsReleasedBeforeOmniHasToldItsPatches() {
        Rounds early = new Rounds(omni, new ProviderNames("proxmox"), _ -> Optional.empty());

        assertThat(early.run(leaving())).isInstanceOf(Round.Failed.class);
    }

    @Test
    void aFinalizerThatComesBackWhileDestroyingIsWaitedFor() {
        var _ = rounds.run(living());
        omni.beforeWrite = () -> {
            if (omni.calls.getLast().startsWith("teardown MachineRequestStatuses")) {
                omni.beforeWrite = () -> {};
                omni.finalizer(MACHINE_REQUEST_STATUSES, REQUEST, OMNIS, true);
            }
        };

        Round round = rounds.run(leaving());

        assertThat(round).isInstanceOf(Round.AwaitsOmni.class);
        assertThat(omni.find(MACHINE_REQUEST_STATUSES, REQUEST)).isPresent();
    }

    @Test
    void aMachineDeletedWithoutOurReleaseStillLeavesOmniInOrder() {
        var _ = rounds.run(living());
        omni.calls.clear();
        Told deletion = deleted(9, 21);

        Round round = rounds.run(leaving().hear(deletion.revision(), deletion.at(), deletion.data()));

        assertThat(round).isEqualTo(new Round.Gone());
        assertThat(omni.calls)
                .isEqualTo(List.of(
                        "teardown ConfigPatchRequests " + PATCH,
                        "destroy ConfigPatchRequests " + PATCH,
                        "teardown MachineRequestStatuses " + REQUEST,
                        "destroy MachineRequestStatuses " + REQUEST,
                        "update MachineRequests " + REQUEST));
    }

    private static Machine living() {
        return machine(
                requested(1, 1), placed(1, 2, 1, "a"), allocated(1, 3, 1, "a", "machine: {}"), created(1, 4, 1, "a"));
    }

    private static Machine leaving() {
        return machine(
                requested(1, 1),
                placed(1, 2, 1, "a"),
                allocated(1, 3, 1, "a", "machine: {}"),
                created(1, 4, 1, "a"),
                withdrawn(2, 10));
    }

    private static MachineRequestStatusSpec spec(Resource status) {
        return Specs.unpack(status, MachineRequestStatusSpec.parser())
                        instanceof Answer.Done<MachineRequestStatusSpec> done
                ? done.value()
                : MachineRequestStatusSpec.getDefaultInstance();
    }
}
