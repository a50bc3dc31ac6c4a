package io.siderite.allocator.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.core.Macs;
import io.siderite.allocator.messaging.AllocatorEvents;
import io.siderite.eventing.Event;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.proto.events.v1.VmState;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class AllocatorStoreTest {

    @Inject
    AllocatorEvents events;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Test
    void aMachineIsAllocatedOnceHoweverOftenItsEventComes() {
        Event placed = event("once-1", 1, placed("uuid-once"));

        events.handle(Records.batch(placed, placed));
        events.handle(Records.batch(placed));

        assertThat(texts("select mac from mac where request_id = 'once-1' order by nic"))
                .hasSize(2);
        assertThat(texts("select stage from allocation where request_id = 'once-1'"))
                .containsExactly("ALLOCATED");
        assertThat(texts("select topic from outbox where key = 'once-1'")).containsExactly("network.allocated");
    }

    @Test
    void aMacSeenOnAForeignVmIsNotDrawn() {
        String usual = Macs.candidates("uuid-clash", 1, 1).findFirst().orElseThrow();
        NodeInventory node = NodeInventory.newBuilder()
                .setCluster("home")
                .setNode("pve1")
                .addVms(VmState.newBuilder().setVmid(100).addMacs(usual))
                .build();

        events.handle(Records.batch(event("home/pve1", 1, node)));
        events.handle(Records.batch(event("clash-1", 1, placed("uuid-clash"))));

        assertThat(texts("select mac from mac where request_id = 'clash-1'"))
                .hasSize(2)
                .doesNotContain(usual);

        events.handle(
                Records.batch(event("home/pve1", 2, node.toBuilder().clearVms().build())));
        assertThat(texts("select mac from seen_mac where node = 'pve1'")).isEmpty();
    }

    @Test
    void macsAreGivenBackWhenTheVmIsGoneAndTheMachineStaysATombstone() {
        events.handle(Records.batch(event("gone-1", 1, placed("uuid-gone"))));
        events.handle(Records.batch(
                event("gone-1", 7, VmDeleted.newBuilder().setRequestId("gone-1").build())));
        events.handle(Records.batch(event("gone-1", 2, placed("uuid-gone"))));

        assertThat(texts("select mac from mac where request_id = 'gone-1'")).isEmpty();
        assertThat(texts("select stage from allocation where request_id = 'gone-1'"))
                .containsExactly("GONE");
        assertThat(texts("select key from snapshot where key = 'gone-1'")).isEmpty();
    }

    private List<String> texts(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }

    private static MachineEvaluated placed(String uuid) {
        return MachineEvaluated.newBuilder()
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setUuid(uuid)
                .setAttempt(1)
                .setSpec(VmSpec.newBuilder()
                        .addNics(NicPlan.newBuilder().setBridge("vmbr0"))
                        .addNics(NicPlan.newBuilder().setBridge("vmbr1")))
                .build();
    }

    private static Event event(String key, long revision, Message data) {
        return Event.of(key, revision, Instant.EPOCH, Optional.empty(), data);
    }
}
