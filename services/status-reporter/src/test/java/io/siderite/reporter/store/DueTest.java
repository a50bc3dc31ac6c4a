package io.siderite.reporter.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import io.siderite.reporter.core.Round.Versions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who works on what, and when again. In a time of its own, so that the running service leaves these machines alone. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "reporter"))
class DueTest {

    private static final Instant THEN = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(5);

    @Inject
    Reporter reporter;

    private final String id = "due-" + UUID.randomUUID();

    @Test
    void aMachineIsClaimedByOneUntilItIsSettled() {
        hear(1);

        assertThat(claim("one", THEN)).contains(id);
        assertThat(claim("two", THEN.plusSeconds(1))).doesNotContain(id);
        settle(new Round.Settled(Versions.NONE), THEN.plusSeconds(2));
        assertThat(claim("two", THEN.plusSeconds(3))).doesNotContain(id);
    }

    @Test
    void whatIsHeardWhileItIsWorkedOnMakesItDueAgain() {
        hear(1);
        assertThat(claim("one", THEN)).contains(id);

        hear(2);

        assertThat(claim("two", THEN.plusSeconds(1))).doesNotContain(id);
        settle(new Round.Settled(Versions.NONE), THEN.plusSeconds(2));
        assertThat(claim("two", THEN.plusSeconds(3))).contains(id);
    }

    @Test
    void theClaimOfAnInstanceThatDiedRunsOutOrEndsWithItsRestart() {
        hear(1);
        assertThat(claim("one", THEN)).contains(id);
        assertThat(claim("two", THEN.plus(LEASE))).contains(id);

        var _ = reporter.transactions().inTransaction(s -> Due.resume(s, "two", THEN));

        assertThat(claim("one", THEN.plusSeconds(1))).contains(id);
    }

    @Test
    void aFailureIsTriedAgainAfterAWhileThatGrows() {
        hear(1);
        assertThat(claim("one", THEN)).contains(id);
        settle(new Round.Failed("Omni is away"), THEN);

        assertThat(view().omniError()).contains("Omni is away");
        assertThat(claim("one", THEN.plusMillis(200))).doesNotContain(id);
        assertThat(claim("one", THEN.plusMillis(500))).contains(id);
        settle(new Round.Failed("Omni is away"), THEN);
        assertThat(claim("one", THEN.plusMillis(450))).doesNotContain(id);
        assertThat(claim("one", THEN.plusMillis(1000))).contains(id);
        settle(new Round.Settled(new Versions("7", "")), THEN);
        assertThat(view().omniError()).isEmpty();
    }

    @Test
    void onlyNewsOfOmniMakeAMachineDue() {
        hear(1);
        assertThat(claim("one", THEN)).contains(id);
        settle(new Round.Settled(new Versions("7", "")), THEN);

        noticed("7");
        listed(Set.of(id));
        assertThat(claim("one", THEN.plusSeconds(1))).doesNotContain(id);

        noticed("8");
        assertThat(claim("one", THEN.plusSeconds(1))).contains(id);
        settle(new Round.Settled(new Versions("8", "")), THEN);

        listed(Set.of());
        assertThat(claim("one", THEN.plusSeconds(1))).contains(id);
    }

    @Test
    void aReplayedEventMakesNothingDue() {
        hear(1);
        assertThat(claim("one", THEN)).contains(id);
        settle(new Round.Settled(Versions.NONE), THEN);

        hear(1);

        assertThat(claim("one", THEN.plusSeconds(1))).doesNotContain(id);
    }

    private void hear(long revision) {
        Event event = Event.of(
                id,
                revision,
                THEN.minusSeconds(10),
                Optional.empty(),
                MachineRequested.newBuilder()
                        .setRequest(MachineRequest.newBuilder().setRequestId(id))
                        .build());
        var _ = reporter.transactions().inTransaction(s -> Projection.hear(s, List.of(event), THEN));
    }

    private List<String> claim(String instance, Instant now) {
        return reporter.transactions().inTransaction(s -> Due.claim(s, instance, now, LEASE, 1000)).stream()
                .map(Machine::id)
                .toList();
    }

    private void settle(Round round, Instant now) {
        var _ = reporter.transactions().inTransaction(s -> Due.settle(s, id, round, now));
    }

    private void noticed(String version) {
        var _ = reporter.transactions().inTransaction(s -> Due.noticed(s, Map.of(id, version), Map.of(), THEN));
    }

    private void listed(Set<String> ids) {
        var _ = reporter.transactions().inTransaction(s -> Due.listed(s, Optional.of(ids), Optional.empty(), THEN));
    }

    private Stored view() {
        return reporter.transactions().inTransaction(s -> Views.machine(s, id)).orElseThrow();
    }
}
