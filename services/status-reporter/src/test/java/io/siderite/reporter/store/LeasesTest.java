package io.siderite.reporter.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.reporter.Reporter;
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
