package io.siderite.allocator.store;

import static io.siderite.allocator.store.Heard.event;
import static io.siderite.allocator.store.Heard.placed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.messaging.AllocatorEvents;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StaticAddressing;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proto.events.v1.VmState;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** Nodes that leave their Proxmox cluster, here g2, and with it the one address that a class asks for. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class GoneNodesTest {

    private static final String MAC = "bc:24:11:00:90:01";

    @Inject
    AllocatorEvents events;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    private long revision = System.nanoTime();

    @Test
    void whatWasSeenOnOneIsForgottenAndWhoWaitedForItGoesOn() {
        reading(100, "g1", "g1", "g2");
        reading(100, "g2", "g1", "g2");
        NicPlan.Builder nic = NicPlan.newBuilder()
                .setBridge("vmbr7")
                .setAddressing(StaticAddressing.newBuilder()
                        .setSubnet("10.40.0.0/24")
                        .setFirst("10.40.0.2")
                        .setLast("10.40.0.2"));
        events.handle(Records.batch(event("waits-for-g2", 1, placed("waits-for-g2", "workers", 1, nic, null))));
        assertThat(seen()).containsExactly("g2 10.40.0.2", "g2 " + MAC);
        assertThat(texts("select host(address) from lease where request_id = 'waits-for-g2'"))
                .isEmpty();

        reading(200, "g1", "g1");

        assertThat(seen()).isEmpty();
        assertThat(texts("select node from seen_node where cluster = 'gone'")).containsExactly("g1");
        assertThat(texts("select host(address) from lease where request_id = 'waits-for-g2'"))
                .containsExactly("10.40.0.2");

        reading(100, "g2", "g1", "g2");

        assertThat(seen()).as("its last words, read again").isEmpty();
    }

    @Test
    void anOlderReadingThatComesLateForgetsNothing() {
        reading(400, "g1", "g1", "g2");
        reading(400, "g2", "g1", "g2");

        reading(300, "g1", "g1");
        assertThat(seen()).containsExactly("g2 10.40.0.2", "g2 " + MAC);

        reading(500, "g1");
        assertThat(seen()).as("a reading that names no node").hasSize(2);

        reading(600, "g1", "g1");
        assertThat(seen()).isEmpty();
    }

    /** On g2 there is always the same VM, on others none. */
    private void reading(long seconds, String node, String... clusterNodes) {
        NodeInventory.Builder inventory = NodeInventory.newBuilder()
                .setCluster("gone")
                .setNode(node)
                .setReadAt(Timestamp.newBuilder().setSeconds(seconds))
                .addAllClusterNodes(List.of(clusterNodes));
        if (node.equals("g2")) {
            inventory.addVms(VmState.newBuilder()
                    .setVmid(900)
                    .addMacs(MAC)
                    .addAddresses(
                            VmAddress.newBuilder().setAddress("10.40.0.2/24").setBridge("vmbr7")));
        }
        events.handle(Records.batch(event("gone/" + node, revision++, inventory.build())));
    }

    private List<String> seen() {
        return texts("select node || ' ' || host(address) from seen_address where cluster = 'gone' union all"
                + " select node || ' ' || mac from seen_mac where cluster = 'gone' order by 1");
    }

    private List<String> texts(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }
}
