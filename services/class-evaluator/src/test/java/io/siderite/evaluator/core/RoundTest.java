package io.siderite.evaluator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.Timestamp;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.TestingCluster;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.VmDeleted;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoundTest {

    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    /** Room for one machine beside the host's 2 GiB. */
    private static World onePlace() {
        return new TestingCluster().node("pve1", 7).world();
    }

    @Test
    void theOldestIsServedFirstHoweverTheRequestsArrive() {
        var round = round(onePlace(), List.of());
        round.see("young", requested("young", 20));
        round.see("old", requested("old", 10));

        round.look(false);

        assertThat(round.said())
                .extracting(Round.Said::requestId, said -> said.event().getVerdict())
                .containsExactly(tuple("old", Verdict.PLACED), tuple("young", Verdict.WAITING));
    }

    @Test
    void aFreedPlaceIsForThoseThatWaitedBeforeThoseThatCome() {
        var first = round(onePlace(), List.of());
        first.see("holder", requested("holder", 1));
        first.see("waits", requested("waits", 2));
        first.look(false);
        var saved = first.changed();
        var taken = saved.stream().flatMap(s -> s.reservation().stream()).toList();

        var second = round(World.of(onePlace().inventory(), taken, PlacingPolicy.DEFAULT), saved);
        second.see("comes", requested("comes", 3));
        second.see(
                "holder",
                new Observation.Deleted(
                        VmDeleted.newBuilder().setRequestId("holder").build(), 5));
        second.look(false);

        assertThat(second.said())
                .filteredOn(said -> said.event().getVerdict() == Verdict.PLACED)
                .extracting(Round.Said::requestId)
                .containsExactly("waits");
    }

    @Test
    void thoseThatWaitAreNotLookedAtWhereNothingTheyWaitForChanged() {
        var first = round(new TestingCluster().node("pve1", 3).world(), List.of());
        first.see("waits", requested("waits", 1));
        first.look(false);

        var second = round(onePlace(), first.changed());
        second.look(false);
        assertThat(second.changed()).isEmpty();

        second.look(true);
        assertThat(second.said())
                .extracting(Round.Said::event)
                .extracting(MachineEvaluated::getVerdict)
                .containsExactly(Verdict.PLACED);
    }

    @Test
    void aRequestWithdrawnInTheSameRoundIsNeverPlaced() {
        var round = round(onePlace(), List.of());
        assertThat(round.see("brief", requested("brief", 1))).isTrue();
        assertThat(round.see("brief", requested("brief", 1))).isFalse();
        round.see(
                "brief",
                new Observation.Requested(
                        MachineRequested.newBuilder()
                                .setRequest(TestingCluster.request("brief", "workers"))
                                .setWithdrawn(true)
                                .build(),
                        2));
        round.look(false);

        assertThat(round.said())
                .extracting(Round.Said::event)
                .extracting(MachineEvaluated::getVerdict)
                .containsExactly(Verdict.WITHDRAWN);
    }

    private static Round round(World world, Collection<? extends Evaluation> saved) {
        return new Round(world, saved, NOW, UUID::randomUUID);
    }

    private static Observation requested(String id, long requestedAt) {
        return new Observation.Requested(
                MachineRequested.newBuilder()
                        .setRequest(TestingCluster.request(id, "workers"))
                        .setRequestedAt(Timestamp.newBuilder().setSeconds(requestedAt))
                        .build(),
                1);
    }
}
