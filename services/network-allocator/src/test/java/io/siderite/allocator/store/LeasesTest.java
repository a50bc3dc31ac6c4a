package io.siderite.allocator.store;

import static io.siderite.allocator.store.Heard.event;
import static io.siderite.allocator.store.Heard.nic;
import static io.siderite.allocator.store.Heard.placed;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.allocator.messaging.AllocatorEvents;
import io.siderite.allocator.messaging.ConfiguredNetworks;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NetworkAllocated.Verdict;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.StaticAddressing;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmState;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "allocator"))
class LeasesTest {

    @Inject
    AllocatorEvents events;

    @Inject
    @PersistenceUnit("allocator")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Inject
    ConfiguredNetworks networks;

    private long inventoryRevision = System.nanoTime();

    @BeforeEach
    void nothingIsLeased() {
        events.handle(Records.batch());
        new Transactions(factory, vertx, () -> {})
                .inTransaction(session -> session.createNativeQuery("""
                        with a as (delete from waiting), b as (delete from outbox), c as (delete from seen_address),
                        d as (delete from quarantine), e as (delete from mac) delete from lease""")
                        .executeUpdate()
                        .chain(() -> session.createNativeQuery("delete from allocation")
                                .executeUpdate())
                        .chain(() -> session.createNativeQuery("delete from definition")
                                .executeUpdate())
                        .chain(() -> session.createNativeQuery("delete from seen_node")
                                .executeUpdate())
                        .chain(() ->
                                session.createNativeQuery("delete from network").executeUpdate())
                        .chain(() -> new Redefining(networks.read(), Duration.ofMillis(300)).apply(session)));
        inventory(NodeInventory.newBuilder());
    }

    @Test
    void theSeedsWorkersAndItsGpuWorkerGetTheirAddresses() throws Exception {
        for (int i = 1; i <= 3; i++) {
            place("workers-" + i, "workers", nic("storage"));
        }
        place("gpu-1", "gpu-workers", nic("storage"));
        place("gpu-2", "gpu-workers", nic("storage"));
        place("cp-1", "control-planes", NicPlan.newBuilder());

        assertThat(leases("storage"))
                .containsExactly(
                        "172.31.250.21 workers-1",
                        "172.31.250.22 workers-2",
                        "172.31.250.23 workers-3",
                        "172.31.250.24 gpu-2",
                        "172.31.250.30 gpu-1");
        NetworkAllocated told = told("workers-2");
        assertThat(told.getNics(1).getAddressesList()).containsExactly("172.31.250.22/24");
        assertThat(told.getNics(1).getNetwork()).isEqualTo("storage");
        assertThat(told.getTalosPatch())
                .contains("172.31.250.22/24", told.getNics(1).getMac());
        assertThat(told.getNetworkConfig()).contains("172.31.250.22/24", "mtu: 9000");
        assertThat(told("cp-1").getTalosPatch()).isEmpty();
    }

    @Test
    void aMachineKeepsItsAddressWhereverItIsPlaced() throws Exception {
        place("a", "workers", nic("storage"));
        place("b", "workers", nic("storage"));
        events.handle(Records.batch(event("a", 9, placed("a", "workers", 2, nic("storage")))));

        assertThat(told("a").getAttempt()).isEqualTo(2);
        assertThat(leases("storage")).containsExactly("172.31.250.21 a", "172.31.250.22 b");
    }

    @Test
    void whoFindsNoAddressWaitsAndGoesOnWhenOneHasRested() throws Exception {
        place("first", "workers", nic("tiny"));
        place("second", "workers", nic("tiny"));
        place("third", "workers", nic("tiny"));
        place("fourth", "workers", nic("tiny"));

        assertThat(told("third").getVerdict()).isEqualTo(Verdict.WAITING);
        assertThat(told("third").getReasonsList())
                .containsExactly("tiny network full: 2 of 2 leased; held by first, second");

        events.handle(Records.batch(event("second", 5, VmDeleted.getDefaultInstance())));
        assertThat(told("third").getVerdict()).isEqualTo(Verdict.WAITING);
        place("fifth", "workers", nic("tiny"));
        assertThat(told("fifth").getReasons(0))
                .startsWith("tiny network full: 1 of 2 leased, 1 in quarantine (the first until ");

        until(() -> told("third").getVerdict() == Verdict.ALLOCATED);
        assertThat(leases("tiny")).containsExactly("10.9.0.2 first", "10.9.0.3 third");
        assertThat(texts("select request_id from waiting order by asked")).containsExactly("fourth", "fifth");
        assertThat(told("third").getNics(1).getAddressesList()).containsExactly("10.9.0.3/29");
    }

    @Test
    void whoIsWithdrawnWaitsNoLonger() throws Exception {
        place("first", "workers", nic("tiny"));
        place("second", "workers", nic("tiny"));
        place("third", "workers", nic("tiny"));
        events.handle(Records.batch(event(
                "third",
                2,
                MachineEvaluated.newBuilder()
                        .setVerdict(MachineEvaluated.Verdict.WITHDRAWN)
                        .build())));

        assertThat(texts("select request_id from waiting")).isEmpty();
        assertThat(told("third").getVerdict()).isEqualTo(Verdict.WITHDRAWN);
        events.handle(Records.batch(event("third", 3, VmDeleted.getDefaultInstance())));
        assertThat(leases("tiny")).containsExactly("10.9.0.2 first", "10.9.0.3 second");
    }

    @Test
    void theAddressThatAClassAsksForIsGivenToOneMachineAlone() throws Exception {
        place("a", "workers", nic("storage").setAddress("172.31.250.77"));
        place("b", "workers", nic("storage").setAddress("172.31.250.77"));
        place("c", "workers", nic("storage").setAddress("172.31.250.30"));
        place("d", "workers", nic("storage").setAddress("172.31.250.22"));
        place("e", "workers", nic("storage"));
        place("f", "workers", nic("storage"));

        assertThat(told("b").getReasonsList())
                .containsExactly("the address 172.31.250.77 of network storage is leased to a");
        assertThat(told("c").getReasonsList())
                .containsExactly("net1: 172.31.250.30 of network storage is reserved for set:*gpu*");
        assertThat(leases("storage"))
                .containsExactly("172.31.250.21 e", "172.31.250.22 d", "172.31.250.23 f", "172.31.250.77 a");

        events.handle(Records.batch(event("a", 5, VmDeleted.getDefaultInstance())));
        until(() -> told("b").getVerdict() == Verdict.ALLOCATED);
    }

    @Test
    void anAddressThatAnotherVmHasIsNotLeasedUntilItHasItNoLonger() throws Exception {
        inventory(foreign("10.9.0.2/29", "vmbr2"));
        place("a", "workers", nic("tiny"));
        place("b", "workers", nic("tiny"));
        place("c", "workers", nic("tiny").setAddress("10.9.0.2"));

        assertThat(leases("tiny")).containsExactly("10.9.0.3 a");
        assertThat(told("b").getReasonsList())
                .containsExactly("tiny network full: 1 of 2 leased, 1 in use by VMs that are not ours; held by a");
        assertThat(told("c").getReasonsList())
                .containsExactly("the address 10.9.0.2 of network tiny is in use by VM 900 on home/pve1");

        inventory(foreign("10.9.0.2/29", "vmbr9"));
        assertThat(leases("tiny")).containsExactly("10.9.0.2 b", "10.9.0.3 a");
        assertThat(told("b").getVerdict()).isEqualTo(Verdict.ALLOCATED);
    }

    @Test
    void bothFamiliesAndTheRoutesOfANetwork() throws Exception {
        place("a", "workers", nic("dual"));

        assertThat(told("a").getNics(1).getAddressesList()).containsExactly("10.8.1.0/16", "fd00:8::1/64");
        assertThat(told("a").getNetworkConfig())
                .contains("gateway4: \"10.8.0.1\"", "to: \"10.7.0.0/16\", via: \"10.8.0.3\"");
        assertThat(told("a").getTalosPatch())
                .contains("network: \"0.0.0.0/0\", gateway: \"10.8.0.1\"", "nameservers: [\"10.8.0.2\"]");
    }

    @Test
    void aClassesOwnRangeIsLeasedLowestFirst() throws Exception {
        NicPlan.Builder own = NicPlan.newBuilder()
                .setBridge("vmbr0")
                .setAddressing(StaticAddressing.newBuilder()
                        .setSubnet("192.168.10.0/24")
                        .setGateway("192.168.10.41")
                        .addNameservers("192.168.10.1")
                        .setFirst("192.168.10.40")
                        .setLast("192.168.10.43")
                        .setMtu(1400));
        for (String id : List.of("a", "b", "c", "d")) {
            events.handle(Records.batch(event(id, 1, placed(id, "workers", 1, own, null))));
        }

        assertThat(leases("class:192.168.10.0/24"))
                .containsExactly("192.168.10.40 a", "192.168.10.42 b", "192.168.10.43 c");
        assertThat(told("d").getReasonsList())
                .containsExactly("192.168.10.40-192.168.10.43 of the class full: 3 of 3 leased; held by a, b, c");
        assertThat(told("a").getTalosPatch()).contains("mtu: 1400", "gateway: \"192.168.10.41\"");
    }

    @Test
    void leasesAreReadBackFromTheVmsBeforeAnythingIsLeased() throws Exception {
        new Transactions(factory, vertx, () -> {})
                .inTransaction(session -> session.createNativeQuery("update definition set inventory_complete = false")
                        .executeUpdate()
                        .chain(() -> session.createNativeQuery("delete from seen_node")
                                .executeUpdate()));
        place("new", "workers", nic("tiny"));
        assertThat(told("new").getReasons(0)).contains("waits for the inventory");

        VmState.Builder ours = VmState.newBuilder()
                .setVmid(5000)
                .setRequestId("old")
                .setRequestSet("workers")
                .addAddresses(VmAddress.newBuilder()
                        .setNic(1)
                        .setAddress("10.9.0.2/29")
                        .setNetwork("tiny")
                        .setBridge("vmbr2"));
        inventory(NodeInventory.newBuilder().addVms(ours));
        assertThat(leases("tiny")).isEmpty();

        inventory(NodeInventory.newBuilder().addVms(ours.setUuid("uuid-old")));

        assertThat(leases("tiny")).containsExactly("10.9.0.2 old", "10.9.0.3 new");
        place("old", "workers", nic("tiny"));
        assertThat(told("old").getNics(1).getAddressesList()).containsExactly("10.9.0.2/29");
    }

    @Test
    void aChangeThatWouldOrphanLeasesIsRefusedAndOneThatMakesRoomLetsThemGoOn() throws Exception {
        place("first", "workers", nic("tiny"));
        place("second", "workers", nic("tiny"));
        place("third", "workers", nic("tiny"));
        Map<String, String> keys = new TreeMap<>(networks.read().keys());

        keys.put("siderite.networks.tiny.exclude", "10.9.0.3");
        assertThat(redefine(keys))
                .isEqualTo(new Redefining.Outcome.Refused(List.of(new Redefining.Orphan(
                        "tiny", "second has 10.9.0.3 of network tiny: 10.9.0.3 is excluded from network tiny"))));
        keys.remove("siderite.networks.tiny.exclude");
        keys.put("siderite.networks.tiny.subnet", "10.9.0.0/28");
        assertThat(((Redefining.Outcome.Refused) redefine(keys)).orphans())
                .contains(
                        new Redefining.Orphan(
                                "tiny",
                                "first has 10.9.0.2 of network tiny: its subnet would be 10.9.0.0/28, but the machine was told /29"));
        keys.keySet().removeIf(key -> key.startsWith("siderite.networks.tiny."));
        assertThat(((Redefining.Outcome.Refused) redefine(keys)).orphans()).hasSize(2);
        assertThat(leases("tiny")).hasSize(2);

        keys = new TreeMap<>(networks.read().keys());
        keys.put("siderite.networks.tiny.ranges", "10.9.0.3-10.9.0.4");
        assertThat(redefine(keys)).isEqualTo(new Redefining.Outcome.InForce());
        assertThat(redefine(keys)).isEqualTo(new Redefining.Outcome.Same());
        assertThat(leases("tiny")).containsExactly("10.9.0.2 first", "10.9.0.3 second", "10.9.0.4 third");

        events.handle(Records.batch(event("first", 5, VmDeleted.getDefaultInstance())));
        place("fourth", "workers", nic("tiny"));
        until(() -> texts("select host(address) from quarantine").isEmpty());
        assertThat(told("fourth").getVerdict()).isEqualTo(Verdict.WAITING);
    }

    @Test
    void whatPeopleReserveIsNotLeasedAndWhatTheyReleaseIs() throws Exception {
        long revision = System.nanoTime();
        events.handle(Records.batch(event("leases", revision, asked("lease.reserve", "10.9.0.2", "nas"))));
        place("a", "workers", nic("tiny"));
        place("b", "workers", nic("tiny"));
        place("c", "workers", nic("tiny").setAddress("10.9.0.2"));

        assertThat(leases("tiny")).containsExactly("10.9.0.3 a");
        assertThat(told("b").getReasonsList())
                .containsExactly("tiny network full: 1 of 2 leased, 1 reserved by hand; held by a");
        assertThat(told("c").getReasonsList())
                .containsExactly("the address 10.9.0.2 of network tiny is reserved for nas");
        // All or none: .3 is a machine's.
        events.handle(Records.batch(event(
                "leases",
                revision + 1,
                OperatorRequested.newBuilder()
                        .setAction("lease.reserve")
                        .addLeases(LeaseChange.newBuilder()
                                .setNetwork("tiny")
                                .setAddress("10.9.0.4")
                                .setHolder("x"))
                        .addLeases(LeaseChange.newBuilder()
                                .setNetwork("tiny")
                                .setAddress("10.9.0.3")
                                .setHolder("x"))
                        .build())));
        assertThat(texts("select host(address) from quarantine")).containsExactly("10.9.0.2");

        events.handle(Records.batch(event("leases", revision + 2, asked("lease.release", "10.9.0.2", ""))));
        until(() -> leases("tiny").equals(List.of("10.9.0.2 b", "10.9.0.3 a")));
        events.handle(Records.batch(event("leases", revision + 3, asked("lease.release", "10.9.0.3", "a"))));
        // What comes twice releases nothing of somebody else's.
        events.handle(Records.batch(event("leases", revision + 2, asked("lease.release", "10.9.0.2", "b"))));
        assertThat(leases("tiny")).containsExactly("10.9.0.2 b");
    }

    @Test
    void whoWaitsHearsWhyAsThatChanges() throws Exception {
        place("a", "workers", nic("tiny"));
        place("b", "workers", nic("tiny"));
        place("c", "workers", nic("tiny"));
        assertThat(told("c").getReasonsList()).containsExactly("tiny network full: 2 of 2 leased; held by a, b");
        retell(Duration.ZERO);
        assertThat(timesTold("c")).isEqualTo(1);

        Duration minutes = Duration.ofMinutes(5);
        new Transactions(factory, vertx, () -> {})
                .inTransaction(new Batch(List.of(event("a", 5, VmDeleted.getDefaultInstance())), minutes)::apply);
        retell(Duration.ofHours(1));
        assertThat(timesTold("c")).isEqualTo(1);
        retell(Duration.ZERO);
        retell(Duration.ZERO);

        assertThat(timesTold("c")).isEqualTo(2);
        assertThat(told("c").getReasonsList())
                .singleElement()
                .asString()
                .startsWith("tiny network full: 1 of 2 leased, 1 in quarantine (the first until ")
                .endsWith("; held by b");
        // What it was told counts its revisions on, so that readers take it.
        new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery("update quarantine set until = now()")
                        .executeUpdate()
                        .chain(() -> new Resting(minutes).end(s)));
        assertThat(told("c").getVerdict()).isEqualTo(Verdict.ALLOCATED);
        assertThat(texts("select cast(revision as text) from allocation where request_id = 'c'"))
                .containsExactly("3");
    }

    private void retell(Duration period) {
        var _ = new Transactions(factory, vertx, () -> {})
                .inTransaction(new Retelling(Duration.ofMillis(300), period)::tell);
    }

    private int timesTold(String id) {
        return texts("select topic from outbox where key = '" + id + "'").size();
    }

    @Test
    void whoeverAsksHearsWhatBecameOfIt() throws Exception {
        long revision = System.nanoTime();
        place("a", "workers", nic("tiny"));
        ask(revision, asked("lease.reserve", "10.9.0.3", "nas"));
        assertThat(answer().getDone()).isTrue();

        ask(
                revision + 1,
                OperatorRequested.newBuilder()
                        .setAction("lease.reserve")
                        .addLeases(change("tiny", "10.9.0.2", "x"))
                        .addLeases(change("tiny", "10.9.0.4", "x"))
                        .addLeases(change("tiny", "10.9.0.3", "x"))
                        .addLeases(change("gone", "10.9.0.3", "x"))
                        .build());
        assertThat(answer().getDone()).isFalse();
        assertThat(reasons())
                .containsExactly(
                        "0 10.9.0.2 is leased to a",
                        "2 10.9.0.3 is reserved for nas",
                        "3 the network gone is not in force: in force are crash, dual, huge, storage, tiny, wide");
        assertThat(texts("select host(address) from quarantine")).containsExactly("10.9.0.3");

        ask(revision + 2, asked("lease.release", "10.9.0.4", ""));
        assertThat(reasons())
                .containsExactly(
                        "0 10.9.0.4 of network tiny is neither leased nor reserved: there is nothing to give back");
        ask(revision + 3, asked("lease.release", "10.9.0.3", "a"));
        assertThat(reasons()).containsExactly("0 10.9.0.3 is reserved for nas, not leased to a");
        ask(revision + 4, asked("lease.release", "10.9.0.2", "a"));
        assertThat(answer().getDone()).isTrue();
        ask(revision + 5, asked("lease.reserve", "10.9.0.2", "nas"));
        assertThat(reasons()).singleElement().asString().startsWith("0 10.9.0.2 was a's and rests until ");

        // What comes twice is done once, and answered once.
        ask(revision + 4, asked("lease.release", "10.9.0.2", "a"));
        assertThat(texts("select topic from outbox where topic = 'operator.answered'"))
                .hasSize(6);
    }

    private void ask(long revision, OperatorRequested asked) {
        events.handle(Records.batch(event("leases", revision, asked)));
    }

    /** What was answered last. */
    private OperatorAnswered answer() throws InvalidProtocolBufferException {
        byte[] value = new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(
                                "select value from outbox where topic = 'operator.answered' order by id desc limit 1",
                                byte[].class)
                        .getSingleResult());
        return OperatorAnswered.parseFrom(value);
    }

    private List<String> reasons() throws InvalidProtocolBufferException {
        return answer().getRefusalsList().stream()
                .map(r -> r.getIndex() + " " + r.getReason())
                .toList();
    }

    private static LeaseChange change(String network, String address, String holder) {
        return LeaseChange.newBuilder()
                .setNetwork(network)
                .setAddress(address)
                .setHolder(holder)
                .build();
    }

    private static OperatorRequested asked(String action, String address, String holder) {
        return OperatorRequested.newBuilder()
                .setAction(action)
                .addLeases(LeaseChange.newBuilder()
                        .setNetwork("tiny")
                        .setAddress(address)
                        .setHolder(holder))
                .build();
    }

    private Redefining.Outcome redefine(Map<String, String> keys) {
        Networks wanted = ((Networks.Parsing.Parsed) Networks.parse(keys)).networks();
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(new Redefining(wanted, Duration.ofMillis(300))::apply);
    }

    private static NodeInventory.Builder foreign(String address, String bridge) {
        return NodeInventory.newBuilder()
                .addVms(VmState.newBuilder()
                        .setVmid(900)
                        .addAddresses(VmAddress.newBuilder().setAddress(address).setBridge(bridge)));
    }

    private void inventory(NodeInventory.Builder node) {
        node.setCluster("home").setNode("pve1").addClusterNodes("pve1");
        events.handle(Records.batch(event("home/pve1", inventoryRevision++, node.build())));
    }

    private void place(String id, String set, NicPlan.Builder second) {
        events.handle(Records.batch(event(id, 1, placed(id, set, 1, second))));
    }

    private List<String> leases(String network) {
        return texts("select host(address) || ' ' || request_id from lease where network = '" + network
                + "' order by address");
    }

    private List<String> texts(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }

    /** What was last told of a machine. */
    private NetworkAllocated told(String id) throws InvalidProtocolBufferException {
        byte[] value = new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(
                                "select value from outbox where key = :id order by id desc limit 1", byte[].class)
                        .setParameter("id", id)
                        .getSingleResult());
        return NetworkAllocated.parseFrom(value);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
