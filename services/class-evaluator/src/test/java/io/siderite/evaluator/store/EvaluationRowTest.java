package io.siderite.evaluator.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.siderite.evaluator.core.Evaluation;
import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.evaluator.core.Evaluator;
import io.siderite.evaluator.core.Observation;
import io.siderite.placement.TestingCluster;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EvaluationRowTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.123456Z");
    private static final MachineRequest REQUEST = TestingCluster.request("w-1", "workers");
    private static final World ONE_NODE = new TestingCluster().node("pve1", 64).world();

    @Test
    void everyStateOfALifeComesBackExactly() {
        var life = live(
                requested(REQUEST, 1, false),
                new Observation.Looked(ONE_NODE),
                new Observation.Failed(
                        VmFailed.newBuilder()
                                .setRequestId("w-1")
                                .setAttempt(1)
                                .setPlaceAnew(true)
                                .setStorage("fast")
                                .setError("create VM:\tno space\nleft on fast")
                                .build(),
                        4),
                new Observation.Looked(ONE_NODE),
                new Observation.Looked(
                        new TestingCluster().node("pve1", 64).node("pve2", 64).world()),
                requested(REQUEST, 2, true),
                new Observation.Deleted(
                        VmDeleted.newBuilder().setRequestId("w-1").build(), 5));

        assertThat(life)
                .extracting(state -> state.getClass().getSimpleName())
                .containsExactly("Waiting", "Placed", "Waiting", "Waiting", "Placed", "Withdrawn", "Gone");
        assertThat(life.get(3))
                .isInstanceOfSatisfying(
                        Waiting.class, w -> assertThat(w.lookAgainAt(NOW)).isPresent());
        assertThat(life).allSatisfy(EvaluationRowTest::assertComesBack);
    }

    @Test
    void aRefusedMachineAndOneWithdrawnWithoutAPlaceComeBackExactly() {
        var life = live(
                requested(REQUEST.toBuilder().setProviderData("cores: 0").build(), 1, false),
                requested(REQUEST, 2, true));

        assertThat(life).extracting(state -> state.getClass().getSimpleName()).containsExactly("Refused", "Withdrawn");
        assertThat(life).allSatisfy(EvaluationRowTest::assertComesBack);
    }

    private static void assertComesBack(Evaluation state) {
        var row = new EvaluationRow(state.requestId());
        row.set(state, Optional.of("00-trace"));

        assertThat(row.evaluation()).isEqualTo(state);
        assertThat(row.traceparent()).contains("00-trace");
    }

    private static List<Evaluation> live(Observation... observations) {
        var life = new ArrayList<Evaluation>();
        Optional<Evaluation> state = Optional.empty();
        for (var observation : observations) {
            state = Evaluator.decide(state, observation, NOW, UUID::randomUUID).next();
            life.add(state.orElseThrow());
        }
        return life;
    }

    private static Observation requested(MachineRequest request, long revision, boolean withdrawn) {
        return new Observation.Requested(
                MachineRequested.newBuilder()
                        .setRequest(request)
                        .setWithdrawn(withdrawn)
                        .setRequestedAt(Timestamp.newBuilder().setSeconds(77).setNanos(123456789))
                        .build(),
                revision);
    }
}
