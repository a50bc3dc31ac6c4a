package io.siderite.allocator.store;

import static io.siderite.allocator.store.Heard.event;
import static io.siderite.allocator.store.Heard.nic;
import static io.siderite.allocator.store.Heard.placed;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.allocator.store.DyingSession.Killed;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.StandaloneStore;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmState;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killed before any single statement of what changes leases, nothing of it has happened; else all of it has. */
class StatementCrashTest {

    private static final Duration QUARANTINE = Duration.ofHours(1);
    private static final List<String> TABLES = List.of(
            "allocation",
            "mac",
            "lease",
            "quarantine",
            "free_interval",
            "network",
            "definition",
            "waiting",
            "waiting_for",
            "seen_mac",
            "seen_address",
            "seen_node",
            "operator_applied",
            "outbox",
            "snapshot");
    private static final Map<String, String> KEYS = Map.of(
            "siderite.networks.crash.bridge", "vmbr5",
            "siderite.networks.crash.subnet", "10.30.0.0/24",
            "siderite.networks.crash.ranges", "10.30.0.2-10.30.0.5");

    private static StandaloneStore store;

    @BeforeAll
    static void start() throws IOException {
        store = StandaloneStore.start("db/allocator", List.of(AllocationRow.class, SeenMacRow.class));
    }

    @AfterAll
    static void stop() throws IOException {
        store.close();
    }

    /** Three machines have addresses, the fourth address is reserved, and a machine waits. */
    @BeforeEach
    void aFullNetwork() {
        store.execute("truncate " + String.join(", ", TABLES));
        run(new Redefining(networks(KEYS), QUARANTINE)::apply);
        run(inventory(VmState.getDefaultInstance())::apply);
        for (String id : List.of("a", "b", "c")) {
            run(batch(place(id))::apply);
        }
        run(operating(1, "lease.reserve", change("10.30.0.5", "nas"))::apply);
        run(batch(place("d"))::apply);
        assertThat(leases()).containsExactly("10.30.0.2 a", "10.30.0.3 b", "10.30.0.4 c");
    }

    @Test
    void aReload() {
        Map<String, String> wider = new TreeMap<>(KEYS);
        wider.put("siderite.networks.crash.ranges", "10.30.0.2-10.30.0.6");
        wider.put("siderite.networks.more.bridge", "vmbr6");
        wider.put("siderite.networks.more.subnet", "10.31.0.0/24");

        killedEverywhere(new Redefining(networks(wider), QUARANTINE)::apply);

        assertThat(leases()).last().isEqualTo("10.30.0.6 d");
    }

    @Test
    void anImport() {
        killedEverywhere(
                operating(
                        2,
                        "lease.reserve",
                        change("10.30.0.50", "x"),
                        change("10.30.0.51", "y"),
                        change("10.30.0.52", "z"))::apply);

        assertThat(store.texts("select request_id from quarantine order by address"))
                .containsExactly("nas", "x", "y", "z");
    }

    @Test
    void aTakeOver() {
        store.execute("update definition set inventory_complete = false");
        store.execute("delete from seen_node");
        VmState ours = VmState.newBuilder()
                .setVmid(5000)
                .setRequestId("old")
                .setRequestSet("workers")
                .setUuid("uuid-old")
                .addAddresses(VmAddress.newBuilder()
                        .setNic(1)
                        .setAddress("10.30.0.77/24")
                        .setNetwork("crash")
                        .setBridge("vmbr5"))
                .build();

        killedEverywhere(inventory(ours)::apply);

        assertThat(leases()).last().isEqualTo("10.30.0.77 old");
    }

    @Test
    void aRelease() {
        killedEverywhere(operating(2, "lease.release", change("10.30.0.2", "a"), change("10.30.0.3", "b"))::apply);

        assertThat(leases()).containsExactly("10.30.0.4 c");
    }

    @Test
    void theEndOfAQuarantine() {
        run(operating(2, "lease.release", change("10.30.0.2", "a"))::apply);

        killedEverywhere(
                session -> session.createNativeQuery("update quarantine set until = now() where until <> 'infinity'")
                        .executeUpdate()
                        .chain(() -> new Resting(QUARANTINE).end(session)));

        assertThat(leases()).first().isEqualTo("10.30.0.2 d");
    }

    @Test
    void aBatchOfMachines() {
        killedEverywhere(batch(
                event("a", 2, VmDeleted.newBuilder().setRequestId("a").build()),
                event("b", 2, placed("b", "workers", 2, nic("crash"))),
                place("e"))::apply);

        assertThat(leases()).containsExactly("10.30.0.3 b", "10.30.0.4 c");
        assertThat(store.texts("select request_id from waiting order by asked")).containsExactly("d", "e");
    }

    /** Kills it before its first statement, its second, and so on, until it lives long enough. */
    private static <T> void killedEverywhere(Function<Mutiny.Session, Uni<T>> work) {
        String before = everything();
        int steps = 0;
        while (killed(work, steps)) {
            assertThat(everything()).as("killed after %d steps", steps).isEqualTo(before);
            steps++;
        }
        assertThat(steps).isGreaterThan(4);
        assertThat(everything()).isNotEqualTo(before);
    }

    private static <T> boolean killed(Function<Mutiny.Session, Uni<T>> work, int steps) {
        try {
            store.transactions().inTransaction(session -> work.apply(DyingSession.of(session, steps)));
            return false;
        } catch (IllegalStateException e) {
            assertThat(e.getCause()).isInstanceOf(Killed.class);
            return true;
        }
    }

    private static String everything() {
        return TABLES.stream()
                .map(table -> table + ": " + store.texts("select cast(t as text) from " + table + " t order by 1"))
                .collect(joining("\n"));
    }

    private static List<String> leases() {
        return store.texts("select host(address) || ' ' || request_id from lease order by address");
    }

    private static <T> void run(Function<Mutiny.Session, Uni<T>> work) {
        var _ = store.transactions().inTransaction(work);
    }

    private static Networks networks(Map<String, String> keys) {
        return ((Networks.Parsing.Parsed) Networks.parse(keys)).networks();
    }

    private static Event place(String id) {
        return event(id, 1, placed(id, "workers", 1, nic("crash")));
    }

    private static Batch batch(Event... events) {
        return new Batch(List.of(events), QUARANTINE);
    }

    private static InventoryBatch inventory(VmState vm) {
        NodeInventory node = NodeInventory.newBuilder()
                .setCluster("home")
                .setNode("pve1")
                .addClusterNodes("pve1")
                .addAllVms(vm.getVmid() == 0 ? List.of() : List.of(vm))
                .build();
        return new InventoryBatch(List.of(event("home/pve1", 1, node)), Set.of("home"), QUARANTINE);
    }

    private static Operating operating(long revision, String action, LeaseChange... changes) {
        OperatorRequested asked = OperatorRequested.newBuilder()
                .setAction(action)
                .addAllLeases(Stream.of(changes).toList())
                .build();
        return new Operating(List.of(event("leases", revision, asked)), QUARANTINE);
    }

    private static LeaseChange change(String address, String holder) {
        return LeaseChange.newBuilder()
                .setNetwork("crash")
                .setAddress(address)
                .setHolder(holder)
                .build();
    }
}
