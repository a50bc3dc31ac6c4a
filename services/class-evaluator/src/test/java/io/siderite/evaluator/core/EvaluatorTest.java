package io.siderite.evaluator.core;

import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.siderite.evaluator.core.Evaluation.Gone;
import io.siderite.evaluator.core.Evaluation.Placed;
import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.evaluator.core.Evaluation.Withdrawn;
import io.siderite.placement.Inventory;
import io.siderite.placement.Place;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.Reservation;
import io.siderite.placement.TestingCluster;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final UUID DRAWN = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final MachineRequest REQUEST = request("w-1", "workers");
    private static final World ROOM =
            new TestingCluster().node("pve1", 64).node("pve2", 32).world();
    private static final World FULL = new TestingCluster().node("pve1", 4).world();

    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private Optional<Evaluation> state = Optional.empty();
    private final List<MachineEvaluated> published = new ArrayList<>();
    private int drawn;

    @Test
    void aRequestIsPlacedWithItsUuidSpecAndPlace() {
        see(requested(REQUEST, 1));
        assertThat(state).get().isInstanceOf(Waiting.class);
        assertThat(published).isEmpty();

        see(new Observation.Looked(ROOM));

        assertThat(state).get().isInstanceOfSatisfying(Placed.class, placed -> {
            assertThat(placed.place()).isEqualTo(new Place("main", "pve1"));
            assertThat(placed.reservation())
                    .get()
                    .extracting(Reservation::memory)
                    .isEqualTo(4L << 30);
            assertThat(placed.revisions()).isEqualTo(new Revisions(1, 0, 1));
        });
        var event = published.getFirst();
        assertThat(event.getVerdict()).isEqualTo(Verdict.PLACED);
        assertThat(event.getUuid()).isEqualTo(DRAWN.toString());
        assertThat(event.getAttempt()).isEqualTo(1);
        assertThat(event.getRequest()).isEqualTo(REQUEST);
        assertThat(event.getSpec().getDisks(0).getStorage()).isEqualTo("fast");
        assertThat(event.getPlacement().getIsoStorage()).isEqualTo("local");
        assertThat(event.getRequestedAt().getSeconds()).isEqualTo(77);
        assertThat(event.getReasonsList()).isNotEmpty();
    }

    @Test
    void theUuidThatOmniKnowsWins() {
        placed(REQUEST.toBuilder()
                .setMachineUuid("AAAAAAAA-2222-3333-4444-555555555555")
                .build());

        assertThat(last().getUuid()).isEqualTo("aaaaaaaa-2222-3333-4444-555555555555");
        assertThat(drawn).isZero();
    }

    @Test
    void aWrongClassIsRefusedWithEveryProblemAndMendedByAnEdit() {
        see(requested(REQUEST.toBuilder().setProviderData("cores: 0\nmemory: 1").build(), 1));
        assertThat(last().getVerdict()).isEqualTo(Verdict.REFUSED);
        assertThat(last().getReasonsList()).hasSize(3).first().asString().startsWith("cores (line 1): expected");

        see(requested(REQUEST, 2), new Observation.Looked(ROOM));

        assertThat(last().getVerdict()).isEqualTo(Verdict.PLACED);
        assertThat(drawn).isEqualTo(1);
    }

    @Test
    void aMachineThatFitsNowhereWaitsAndIsPlacedWhenThereIsRoom() {
        see(requested(REQUEST, 1), new Observation.Looked(FULL));
        assertThat(last().getVerdict()).isEqualTo(Verdict.WAITING);
        assertThat(last().getReasonsList()).singleElement().asString().contains("asked 4 GiB, free 2 GiB");
        assertThat(last().hasPlacement()).isFalse();

        see(new Observation.Looked(ROOM));

        assertThat(last().getVerdict()).isEqualTo(Verdict.PLACED);
    }

    @Test
    void reasonsThatDifferInNumbersAloneAreToldSeldom() {
        var alsoFull = new TestingCluster().node("pve1", 5).world();
        see(requested(REQUEST, 1), new Observation.Looked(FULL), new Observation.Looked(alsoFull));
        assertThat(published).hasSize(1);

        see(new Observation.Looked(
                new TestingCluster().node("pve1", 4, n -> n.setOnline(false)).world()));
        assertThat(published).hasSize(2);

        now = now.plus(Duration.ofMinutes(6));
        see(new Observation.Looked(
                new TestingCluster().node("pve1", 4, n -> n.setOnline(false)).world()));
        assertThat(published).hasSize(3);
    }

    @Test
    void anEchoIsNoEditAndAnOldRevisionIsDropped() {
        placed(REQUEST);
        see(requested(REQUEST.toBuilder().setMachineUuid(DRAWN.toString()).build(), 5));
        see(requested(REQUEST.toBuilder().setProviderData("nonsense").build(), 4));

        assertThat(published).hasSize(1);
        assertThat(state).get().isInstanceOfSatisfying(Placed.class, placed -> {
            assertThat(placed.revisions().requested()).isEqualTo(5);
            assertThat(placed.machine().request().getMachineUuid()).isEqualTo(DRAWN.toString());
        });
    }

    @Test
    void anEditAfterThePlacementIsSaidAndChangesNothing() {
        placed(REQUEST);
        var spec = last().getSpec();
        var edited = REQUEST.toBuilder()
                .setProviderData("cores: 8\nmemory: 8192\ndisk_size: 20")
                .build();

        see(requested(edited, 2), requested(edited, 3));

        assertThat(published).hasSize(2);
        assertThat(last().getVerdict()).isEqualTo(Verdict.PLACED);
        assertThat(last().getSpec()).isEqualTo(spec);
        assertThat(last().getRequest()).isEqualTo(edited);
        assertThat(last().getAttempt()).isEqualTo(1);
        assertThat(last().getReasonsList()).last().isEqualTo(Placed.EDITED);
    }

    @Test
    void placeAnewLeavesThePlaceOutAndKeepsTheUuid() {
        placed(REQUEST);

        see(failed(1, 1, true), new Observation.Looked(ROOM));

        assertThat(last().getPlacement().getNode()).isEqualTo("pve2");
        assertThat(last().getAttempt()).isEqualTo(2);
        assertThat(last().getUuid()).isEqualTo(DRAWN.toString());
        assertThat(last().getReasonsList()).anyMatch(r -> r.startsWith("main/pve1 failed this machine once"));
    }

    @Test
    void anExclusionEndsAndIsLongerEachTime() {
        var one = new TestingCluster().node("pve1", 64).world();
        see(requested(REQUEST, 1), new Observation.Looked(one), failed(1, 1, true), new Observation.Looked(one));
        assertThat(last().getVerdict()).isEqualTo(Verdict.WAITING);
        assertThat(lookAgainAt()).contains(now.plus(Duration.ofMinutes(1)));

        now = now.plus(Duration.ofMinutes(1));
        see(new Observation.Looked(one));
        assertThat(last().getVerdict()).isEqualTo(Verdict.PLACED);

        see(failed(2, 2, true), new Observation.Looked(one));
        assertThat(lookAgainAt()).contains(now.plus(Duration.ofMinutes(2)));
    }

    @Test
    void aFailureThatIsTriedAgainOrOfAnEarlierAttemptOrTwiceHeardChangesNothing() {
        placed(REQUEST);
        see(failed(1, 1, false), failed(0, 2, true), failed(1, 2, true));

        assertThat(state).get().isInstanceOf(Placed.class);
        assertThat(published).hasSize(1);
    }

    @Test
    void aWithdrawalGoesDownTheRoadFromEveryStateAndThePlaceStaysTaken() {
        placed(REQUEST);
        see(withdrawn(2));

        assertThat(last().getVerdict()).isEqualTo(Verdict.WITHDRAWN);
        assertThat(last().getPlacement().getNode()).isEqualTo("pve1");
        assertThat(state)
                .get()
                .isInstanceOfSatisfying(
                        Withdrawn.class, w -> assertThat(w.reservation()).isPresent());

        see(withdrawn(3), requested(REQUEST, 4), new Observation.Looked(ROOM), failed(1, 1, true));
        assertThat(published).hasSize(2);
        assertThat(state).get().isInstanceOf(Withdrawn.class);
    }

    @Test
    void aWithdrawalOfAMachineNeverHeardOfAndOfOneThatWaitsGoesDownTheRoadToo() {
        see(withdrawn(7));
        assertThat(last().getVerdict()).isEqualTo(Verdict.WITHDRAWN);
        assertThat(last().getRequest().getRequestId()).isEqualTo("w-1");

        state = Optional.empty();
        see(requested(REQUEST, 1), new Observation.Looked(FULL), withdrawn(2));
        assertThat(last().getVerdict()).isEqualTo(Verdict.WITHDRAWN);
        assertThat(last().hasPlacement()).isFalse();
    }

    @Test
    void aDeletedMachineLeavesATombstoneThatNothingWakes() {
        placed(REQUEST);
        see(withdrawn(2), deleted(9));
        assertThat(state).get().isEqualTo(new Gone("w-1", new Revisions(2, 9, 2)));
        assertThat(state.flatMap(Evaluation::reservation)).isEmpty();

        see(requested(REQUEST, 3), withdrawn(4), failed(1, 10, true), new Observation.Looked(ROOM));
        assertThat(state).get().isInstanceOf(Gone.class);
        assertThat(published).hasSize(2);
    }

    @Test
    void aDeletionHeardBeforeItsRequestStillLeavesATombstone() {
        see(deleted(3), withdrawn(2));

        assertThat(state).get().isInstanceOf(Gone.class);
        assertThat(published).isEmpty();
    }

    @Test
    void aVmThatStandsAlreadyIsFoundAgainEvenOnAFullNode() {
        var rebuilt = new TestingCluster()
                .node("pve1", 64)
                .node(
                        "pve2",
                        6,
                        node -> node.addStorages(storage("fast", 100))
                                .addVms(vm(104, 4).setRequestId("w-1").setUuid("99999999-2222-3333-4444-555555555555")))
                .world();

        see(requested(REQUEST, 1), new Observation.Looked(rebuilt));

        assertThat(last().getPlacement().getNode()).isEqualTo("pve2");
        assertThat(last().getUuid()).isEqualTo("99999999-2222-3333-4444-555555555555");
    }

    @Test
    void aVmThatStandsOnAFullNodeInMaintenanceIsItsOwnPlace() {
        var rebuilt = new TestingCluster()
                .node("pve1", 64)
                .node(
                        "pve2",
                        3,
                        node -> node.setMaintenance(true)
                                .setCpus(1)
                                .addStorages(storage("fast", 1000).setAvailable(0))
                                .addVms(vm(104, 4).setRequestId("w-1")))
                .world();

        see(requested(REQUEST, 1), new Observation.Looked(rebuilt));

        assertThat(last().getPlacement().getNode()).isEqualTo("pve2");
        assertThat(last().getSpec().getDisks(0).getStorage()).isEqualTo("fast");
        assertThat(last().getReasonsList())
                .containsExactly(
                        "its VM 104 stands on main/pve2 already: it stays there, whether it would fit now or not",
                        "by its class its disks are taken to be on fast, its ISO on local");
    }

    @Test
    void nothingIsPlacedBeforeTheClusterIsReadCompletely() {
        var half = Inventory.of(List.of(NodeInventory.newBuilder()
                .setCluster("main")
                .setNode("pve1")
                .setOnline(true)
                .addClusterNodes("pve1")
                .addClusterNodes("pve2")
                .build()));
        see(requested(REQUEST, 1), new Observation.Looked(World.of(half, List.of(), PlacingPolicy.DEFAULT)));

        assertThat(last().getReasonsList()).containsExactly("main is not read completely yet: pve2 is missing");
    }

    @Test
    void theStateIsTheSameWhetherAnObservationComesOnceOrTwice() {
        placed(REQUEST);
        for (var observation : List.of(failed(1, 1, true), requested(REQUEST, 2), withdrawn(3), deleted(4))) {
            see(observation);
            var once = state;
            int said = published.size();
            see(observation);
            assertThat(state).isEqualTo(once);
            assertThat(published).hasSize(said);
        }
    }

    private void placed(MachineRequest request) {
        see(requested(request, 1), new Observation.Looked(ROOM));
        assertThat(last().getVerdict()).isEqualTo(Verdict.PLACED);
    }

    private void see(Observation... observations) {
        for (var observation : observations) {
            var decision = Evaluator.decide(state, observation, now, () -> {
                drawn++;
                return DRAWN;
            });
            state = decision.next();
            decision.event().ifPresent(published::add);
            if (decision.event().isPresent()) {
                assertThat(state.orElseThrow().revisions().published()).isPositive();
            }
        }
    }

    private MachineEvaluated last() {
        return published.getLast();
    }

    private Optional<Instant> lookAgainAt() {
        return state.orElseThrow() instanceof Waiting waiting ? waiting.lookAgainAt(now) : Optional.empty();
    }

    private static Observation requested(MachineRequest request, long revision) {
        return new Observation.Requested(
                MachineRequested.newBuilder()
                        .setRequest(request)
                        .setRequestedAt(Timestamp.newBuilder().setSeconds(77))
                        .build(),
                revision);
    }

    private static Observation withdrawn(long revision) {
        return new Observation.Requested(
                MachineRequested.newBuilder()
                        .setRequest(REQUEST)
                        .setWithdrawn(true)
                        .build(),
                revision);
    }

    private static Observation failed(int attempt, long revision, boolean anew) {
        return new Observation.Failed(
                VmFailed.newBuilder()
                        .setRequestId("w-1")
                        .setAttempt(attempt)
                        .setPlaceAnew(anew)
                        .build(),
                revision);
    }

    private static Observation deleted(long revision) {
        return new Observation.Deleted(
                VmDeleted.newBuilder().setRequestId("w-1").build(), revision);
    }
}
