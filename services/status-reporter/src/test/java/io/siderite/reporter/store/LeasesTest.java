package io.siderite.reporter.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.Refusal;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.reporter.Reporter;
import io.siderite.reporter.store.LeaseRequests.Outcome;
import io.siderite.reporter.store.Leases.Lease;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who had an address on any day. In a time of its own, so that the running service leaves these machines alone. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "reporter"))
class LeasesTest {

    private static final Instant DAY = Instant.parse("2100-03-01T00:00:00Z");

    @Inject
    Reporter reporter;

    @Test
    void anAddressHasItsHistory() {
        hear("first", 1, DAY, allocated("first", "172.31.250.22/24"));
        hear("first", 2, DAY.plusSeconds(5), allocated("first", "172.31.250.22/24"));
        hear("first", 1, DAY.plusSeconds(60), VmDeleted.getDefaultInstance());
        hear("second", 1, DAY.plusSeconds(90), allocated("second", "172.31.250.22/24"));

        assertThat(history("172.31.250.22"))
                .containsExactly(
                        lease("first", DAY, Optional.of(DAY.plusSeconds(60))),
                        lease("second", DAY.plusSeconds(90), Optional.empty()));
        assertThat(held("history-test")).containsExactly(lease("second", DAY.plusSeconds(90), Optional.empty()));
    }

    @Test
    void whatComesLateTellsNothing() {
        hear("late", 3, DAY, allocated("late", "172.31.250.24/24"));
        hear("late", 2, DAY, allocated("late", "172.31.250.23/24"));
        hear("over", 1, DAY, VmDeleted.getDefaultInstance());
        hear("over", 1, DAY, allocated("over", "172.31.250.25/24"));
        hear("moved", 1, DAY, allocated("moved", "172.31.250.26/24"));
        hear("moved", 2, DAY.plusSeconds(1), allocated("moved", "172.31.250.27/24"));

        assertThat(history("172.31.250.23")).isEmpty();
        assertThat(history("172.31.250.24")).hasSize(1);
        assertThat(history("172.31.250.25")).isEmpty();
        assertThat(history("172.31.250.26"))
                .singleElement()
                .satisfies(l -> assertThat(l.until()).contains(DAY.plusSeconds(1)));
        assertThat(history("172.31.250.27"))
                .singleElement()
                .satisfies(l -> assertThat(l.until()).isEmpty());
    }

    @Test
    void whatPeopleAskIsUndecidedUntilItIsAnswered() {
        hear("asked", 1, DAY, allocated("asked", "172.31.250.40/24"));
        LeaseChange change = LeaseChange.newBuilder()
                .setNetwork("late-test")
                .setAddress("172.31.250.40")
                .setHolder("asked")
                .build();
        long refused = ask("lease.release", change);
        long done = ask("lease.release", change);

        assertThat(done).isGreaterThan(refused);
        assertThat(outcome(done)).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(done + 1_000_000)).isInstanceOf(Outcome.Unknown.class);
        Refusal why = Refusal.newBuilder().setIndex(0).setReason("is not").build();
        hear("leases", refused, DAY, answered(change).addRefusals(why).build());
        assertThat(outcome(refused)).isEqualTo(new Outcome.Refused(List.of(why)));
        assertThat(history("172.31.250.40"))
                .singleElement()
                .satisfies(l -> assertThat(l.until()).isEmpty());

        hear("leases", done, DAY.plusSeconds(9), answered(change).setDone(true).build());
        assertThat(outcome(done)).isInstanceOf(Outcome.Done.class);
        // Neither what is told again nor an answer that comes twice changes the history.
        hear("asked", 1, DAY, allocated("asked", "172.31.250.40/24"));
        hear("leases", done, DAY.plusSeconds(20), answered(change).setDone(true).build());
        assertThat(history("172.31.250.40"))
                .singleElement()
                .satisfies(l -> assertThat(l.until()).contains(DAY.plusSeconds(9)));
    }

    private long ask(String action, LeaseChange change) {
        return reporter.transactions().inTransaction(s -> LeaseRequests.ask(s, action, List.of(change), DAY));
    }

    private Outcome outcome(long number) {
        return reporter.transactions().inTransaction(s -> LeaseRequests.outcome(s, number));
    }

    private static OperatorAnswered.Builder answered(LeaseChange change) {
        return OperatorAnswered.newBuilder()
                .setAsked(OperatorRequested.newBuilder()
                        .setAction("lease.release")
                        .addLeases(change));
    }

    private static Lease lease(String id, Instant since, Optional<Instant> until) {
        return new Lease(id, "workers", 0, "history-test", "172.31.250.22/24", "bc:24:11:00:00:01", since, until);
    }

    private static NetworkAllocated allocated(String id, String address) {
        return NetworkAllocated.newBuilder()
                .setRequest(MachineRequest.newBuilder().setRequestId(id).setRequestSet("workers"))
                .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                .addNics(Nic.newBuilder()
                        .setMac("bc:24:11:00:00:01")
                        .setNetwork(address.contains(".22/") ? "history-test" : "late-test")
                        .addAddresses(address))
                .build();
    }

    private void hear(String id, long revision, Instant at, Message data) {
        Event event = Event.of(id, revision, at, Optional.empty(), data);
        var _ = reporter.transactions().inTransaction(s -> Projection.hear(s, List.of(event), at));
    }

    private List<Lease> history(String address) {
        return reporter.transactions().inTransaction(s -> Leases.history(s, address));
    }

    private List<Lease> held(String network) {
        return reporter.transactions().inTransaction(s -> Leases.held(s, Optional.of(network)));
    }
}
