package io.siderite.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Transactions;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.Peers;
import io.siderite.provisioner.testing.Records;
import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxClusters;
import io.siderite.proxmoxsim.VmView;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** The whole service against a simulated Proxmox: events in, a VM and events out. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "provisioner"))
@QuarkusTestResource(Peers.class)
class ProvisionerTest {

    @Inject
    Provisioner provisioner;

    @Inject
    @PersistenceUnit("provisioner")
    Mutiny.SessionFactory factory;

    @Inject
    Vertx vertx;

    @Inject
    ProxmoxClusters clusters;

    @Test
    void aMachineIsMadeAndGoesWhenItIsReleased() {
        NetworkAllocated allocated = Allocations.on("home", "pve1", "one-abc123");

        allocate(allocated, 1);

        eventually(() -> assertThat(topics("one-abc123"))
                .containsExactly("vm.progressed", "vm.progressed", "vm.progressed", "vm.progressed", "vm.created"));
        VmView vm = vm("one-abc123").orElseThrow();
        assertThat(vm.running()).isTrue();
        assertThat(vm.uuid()).isEqualTo(allocated.getUuid());
        assertThat(vm.notes()).isEmpty();
        assertThat(vm.bootedFrom()).contains("siderite-0123abcd-1.13.8.iso");
        assertThat(Peers.proxmox().isoVolumes()).anyMatch(v -> v.contains(allocated.getUuid()));

        release("one-abc123", 1);

        eventually(() -> assertThat(topics("one-abc123")).endsWith("vm.deleted"));
        assertThat(vm("one-abc123")).isEmpty();
        assertThat(Peers.proxmox().isoVolumes()).noneMatch(v -> v.contains(allocated.getUuid()));

        release("one-abc123", 1);
        assertThat(topics("one-abc123").stream().filter("vm.deleted"::equals)).hasSize(2);
        assertThat(
                        texts(
                                        "select encode(headers, 'hex') from outbox where key = 'one-abc123' and topic = 'vm.deleted'")
                                .stream()
                                .map(ProvisionerTest::eventId))
                .as("the same event again")
                .hasSize(2)
                .containsOnly(eventId(texts("select encode(headers, 'hex') from outbox where key = 'one-abc123' and"
                                + " topic = 'vm.deleted' limit 1")
                        .getFirst()));
    }

    @Test
    void sixMachinesAreMadeAtOnceAndTheirImageComesOnceToEachNode() {
        List<String> ids = IntStream.rangeClosed(1, 6).mapToObj(i -> "six-" + i).toList();
        for (String id : ids) {
            allocate(Allocations.on("home", "pve" + (2 + id.hashCode() % 2), id), 1);
        }

        eventually(() -> assertThat(ids).allSatisfy(id -> assertThat(topics(id)).endsWith("vm.created")));

        assertThat(Peers.proxmox().vms().stream()
                        .filter(vm -> vm.name().startsWith("six-"))
                        .map(VmView::vmid))
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(Peers.proxmox().calls().stream()
                        .filter(call -> call.path().endsWith("pve2/storage/local/download-url")))
                .hasSize(1);
        ids.forEach(id -> release(id, 1));
        eventually(() -> assertThat(ids).allSatisfy(id -> assertThat(topics(id)).endsWith("vm.deleted")));
    }

    @Test
    void aMachineThatNeverHadAVmIsAnsweredAllTheSame() {
        release("never-1", 1);

        eventually(() -> assertThat(topics("never-1")).containsExactly("vm.deleted"));
    }

    @Test
    void aVmThatOnlyProxmoxRemembersIsFoundAndRemoved() {
        NetworkAllocated allocated = Allocations.on("home", "pve2", "forgotten-1");
        allocate(allocated, 1);
        eventually(() -> assertThat(topics("forgotten-1")).endsWith("vm.created"));
        forget("vm", "request_id", "forgotten-1");
        forget("vmid", "request_id", "forgotten-1");
        forget("snapshot", "key", "forgotten-1");
        forget("outbox", "key", "forgotten-1");

        release("forgotten-1", 1);

        eventually(() -> assertThat(topics("forgotten-1")).endsWith("vm.deleted"));
        assertThat(vm("forgotten-1")).isEmpty();
        assertThat(Peers.proxmox().isoVolumes()).noneMatch(v -> v.contains(allocated.getUuid()));
    }

    @Test
    void aRefusalIsSaidAndTheMachineWaits() {
        allocate(Allocations.on("home", "pve1", "refused-1"), 1);

        eventually(() -> assertThat(topics("refused-1")).endsWith("vm.failed"));
        assertThat(texts("select failure from vm where request_id = 'refused-1'"))
                .singleElement()
                .asString()
                .contains("Omni is older than 1.8");
    }

    @Test
    void anImageBehindAHeaderIsBroughtByUs() {
        NetworkAllocated.Builder guarded = Allocations.on("home", "pve1", "guarded-1").toBuilder();
        guarded.getSpecBuilder().getBootImageBuilder().setTalosVersion(Peers.GUARDED);

        allocate(guarded.build(), 1);

        eventually(() -> assertThat(topics("guarded-1")).endsWith("vm.created"));
        assertThat(vm("guarded-1").orElseThrow().bootedFrom()).contains("siderite-0123abcd-1.99.0.iso");
        assertThat(Peers.proxmox().calls())
                .filteredOn(call -> call.path().endsWith("download-url"))
                .noneMatch(call -> call.toString().contains("guarded"));
        assertThat(texts("select cast(t as text) from vm t"))
                .noneMatch(row -> row.contains(Peers.IMAGE_KEY) || row.contains(hex(Peers.IMAGE_KEY)));
    }

    @Test
    void theMachinesOfASetAreGivenToHaTogetherAndTakenFromIt() {
        List<String> ids = List.of("ha-1", "ha-2");
        allocate(Allocations.forHa(Allocations.on("home", "pve1", "ha-1")), 1);
        allocate(Allocations.forHa(Allocations.on("home", "pve2", "ha-2")), 1);

        eventually(() -> assertThat(ids).allSatisfy(id -> assertThat(topics(id)).endsWith("vm.created")));

        assertThat(topics("ha-1").stream().filter("vm.progressed"::equals)).hasSize(5);
        List<String> sids = ids.stream()
                .map(id -> HaResource.sid(vm(id).orElseThrow().vmid()))
                .toList();
        assertThat(done(ha().resources())).extracting(HaResource::sid).containsExactlyInAnyOrderElementsOf(sids);
        assertThat(done(ha().rules()))
                .extracting(HaRule::name)
                .containsExactlyInAnyOrder("omni-home-workers-naff", "omni-home-workers-raff");
        assertThat(done(ha().rules()))
                .allSatisfy(rule -> assertThat(rule.resources()).containsExactlyInAnyOrderElementsOf(sids));

        ids.forEach(id -> release(id, 1));

        eventually(() -> assertThat(ids).allSatisfy(id -> assertThat(topics(id)).endsWith("vm.deleted")));
        assertThat(done(ha().resources())).isEmpty();
        assertThat(done(ha().rules())).isEmpty();
        assertThat(ids).noneMatch(id -> vm(id).isPresent());
    }

    @Test
    void whatANodeLacksIsFoundOutAtTheStartAndAnotherPlaceIsAskedFor() {
        NetworkAllocated.Builder mapped = Allocations.on("home", "pve2", "mapped-1").toBuilder();
        mapped.getSpecBuilder().addPciDevices(PciDevice.newBuilder().setMapping("nvidia-gpu-1"));
        NetworkAllocated.Builder large = Allocations.on("home", "pve3", "large-1").toBuilder();
        large.getSpecBuilder().setMemory(500L << 30);

        allocate(mapped.build(), 1);
        allocate(large.build(), 1);

        for (String id : List.of("mapped-1", "large-1")) {
            eventually(() -> assertThat(texts("select state from vm where request_id = '" + id + "'"))
                    .containsExactly("Displaced"));
            assertThat(topics(id)).endsWith("vm.failed").doesNotContain("vm.created");
            assertThat(vm(id)).isEmpty();
        }
    }

    @Test
    void noSecretIsStored() {
        allocate(Allocations.on("home", "pve3", "secret-1"), 1);
        eventually(() -> assertThat(topics("secret-1")).endsWith("vm.created"));

        for (String table : List.of("vm", "outbox", "snapshot", "image_claim", "vmid")) {
            assertThat(texts("select cast(t as text) from " + table + " t"))
                    .noneMatch(row -> row.contains(Peers.JOIN_TOKEN)
                            || row.contains(hex(Peers.JOIN_TOKEN))
                            || row.contains(hex("image.iso")));
        }
    }

    private HaManager ha() {
        return clusters.named("home").orElseThrow().ha();
    }

    private static <T> T done(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return outcome instanceof Outcome.Done<T> done ? done.value() : fail(outcome.why());
    }

    private void allocate(NetworkAllocated allocated, long revision) {
        provisioner.handle(Records.batch(Records.event(allocated.getRequest().getRequestId(), revision, allocated)));
    }

    private void release(String requestId, long revision) {
        provisioner.handle(Records.batch(Records.event(
                requestId,
                revision,
                MachineReleased.newBuilder().setRequestId(requestId).build())));
    }

    private static Optional<VmView> vm(String name) {
        return Peers.proxmox().vms().stream()
                .filter(vm -> vm.name().equals(name))
                .findFirst();
    }

    private List<String> topics(String requestId) {
        return texts("select topic from outbox where key = '" + requestId + "' order by id");
    }

    private List<String> texts(String sql) {
        return new Transactions(factory, vertx, () -> {})
                .inTransaction(s -> s.createNativeQuery(sql, String.class).getResultList());
    }

    private void forget(String table, String column, String key) {
        new Transactions(factory, vertx, () -> {})
                .inTransaction(
                        s -> s.createNativeQuery("delete from " + table + " where " + column + " = '" + key + "'")
                                .executeUpdate());
    }

    private static String eventId(String headers) {
        String text = new String(java.util.HexFormat.of().parseHex(headers), StandardCharsets.ISO_8859_1);
        var id = java.util.regex.Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                .matcher(text);
        assertThat(id.find()).isTrue();
        return id.group();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                try {
                    Thread.sleep(20);
                } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                }
            }
        }
    }
}
