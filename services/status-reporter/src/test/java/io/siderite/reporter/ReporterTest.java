package io.siderite.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.eventing.testing.Records;
import io.siderite.omni.Answer;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniState;
import io.siderite.omni.Specs;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.NodeRegistered;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.proto.events.v1.VmProgressed;
import io.siderite.proto.specs.InfraProviderHealthStatusSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec.Stage;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service between a real database and a simulated Omni; events are handed to it as Kafka's records. */
@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "reporter"))
class ReporterTest {

    private static final String CLASS =
            "cores: 2\nmemory: 4096\ndisk_size: 20\nstorage_selector: name == \"local-lvm\"\n";

    @Inject
    Reporter reporter;

    @Inject
    SimulatedOmni omni;

    @Inject
    OmniState state;

    @TestHTTPResource
    URI http = URI.create("http://127.0.0.1");

    private final ObjectMapper json = new ObjectMapper();
    private final String set = "set-" + UUID.randomUUID().toString().substring(0, 8);
    private final String uuid = UUID.randomUUID().toString();
    private String request = "";

    @BeforeEach
    void aMachineIsRequested() {
        eventually(() -> assertThat(
                        omni.sim().applyClass("workers", "proxmox", CLASS).problems())
                .isEmpty());
        omni.sim().applySet(set, "workers", 1, MachineTemplate.talos("1.13.8"));
        request = omni.sim().resources("MachineRequests.omni.sidero.dev").stream()
                .map(r -> r.getMetadata().getId())
                .filter(id -> id.startsWith(set))
                .findFirst()
                .orElseThrow();
        // As omni-watcher does before it announces a request.
        assertThat(state.update(
                        Kinds.MACHINE_REQUESTS,
                        request,
                        Optional.empty(),
                        r -> r.toBuilder()
                                .setMetadata(r.getMetadata().toBuilder().addFinalizers("proxmox.ProvisionController"))
                                .build()))
                .isInstanceOf(Answer.Done.class);
    }

    @AfterEach
    void omniIsWell() {
        omni.sim().faults().unavailable(false);
        omni.sim().leaveClusterDelay(Duration.ofMillis(50));
    }

    @Test
    void aMachineGoesItsWholeRoad() throws IOException, InterruptedException {
        hear(1, MachineRequested.newBuilder().setRequest(request()).build());
        eventually(() -> assertThat(status().getStage()).isEqualTo(Stage.PROVISIONING));

        hear(1, placed());
        eventually(() -> assertThat(status().getId()).isEqualTo(uuid));
        hear(1, allocated());
        eventually(() -> assertThat(patches()).singleElement().isEqualTo("siderite-network-" + request));

        hear(
                1,
                VmProgressed.newBuilder()
                        .setVm(vm())
                        .setAttempt(1)
                        .setStep("create VM")
                        .setNumber(3)
                        .setOf(5)
                        .build());
        eventually(() -> assertThat(status().getStatus()).isEqualTo("create VM (3/5)"));
        hear(
                2,
                VmFailed.newBuilder()
                        .setVm(vm())
                        .setAttempt(1)
                        .setStep("create VM")
                        .setError("storage is full")
                        .build());
        eventually(() -> assertThat(status().getError()).isEqualTo("create VM: storage is full"));
        assertThat(status().getStage()).isEqualTo(Stage.PROVISIONING);

        hear(
                3,
                VmCreated.newBuilder()
                        .setVm(vm())
                        .setAttempt(1)
                        .addStorages("local-lvm")
                        .build());
        eventually(() -> assertThat(status().getStage()).isEqualTo(Stage.PROVISIONED));
        assertThat(status().getError()).isEmpty();
        hear(9, NodeRegistered.newBuilder().setUuid(uuid).build());
        eventually(() -> assertThat(status().getStatus()).isEqualTo("registered"));

        JsonNode shown = get("/api/v1/machines/" + request);
        assertThat(shown.at("/stage").asText()).isEqualTo("registered");
        assertThat(shown.at("/vmid").asInt()).isEqualTo(101);
        assertThat(shown.at("/macs/0").asText()).isEqualTo("bc:24:11:00:00:01");
        assertThat(shown.at("/registered").asBoolean()).isTrue();
        assertThat(shown.at("/error").isNull()).isTrue();
        assertThat(shown.at("/timeline")).hasSize(6);
        assertThat(Instant.parse(shown.at("/requestedAt").asText())).isBefore(Instant.now());

        omni.sim().leaveClusterDelay(Duration.ofSeconds(2));
        omni.sim().deleteSet(set);
        hear(2, withdrawn());
        eventually(() -> assertThat(statusResource().map(Specs::tearingDown)).contains(true));
        assertThat(patches()).isEmpty();
        assertThat(releases()).isZero();
        eventually(() -> assertThat(releases()).isEqualTo(1));
        assertThat(statusResource()).isEmpty();
        assertThat(requestInOmni()).isPresent();

        hear(
                4,
                VmFailed.newBuilder()
                        .setVm(vm())
                        .setStep("destroy VM")
                        .setError("node is offline")
                        .build());
        eventually(() -> assertThat(health().getError()).contains(request + " (destroy VM: node is offline)"));

        hear(5, VmDeleted.newBuilder().setVm(vm()).build());
        eventually(() -> assertThat(requestInOmni()).isEmpty());
        eventually(
                () -> assertThat(get("/api/v1/machines/" + request).at("/stage").asText())
                        .isEqualTo("gone"));
        assertThat(omni.sim().leftovers())
                .noneMatch(r -> r.getMetadata().getId().contains(request));
        assertThat(get("/api/v1/machines").findValuesAsText("request")).doesNotContain(request);
        assertThat(get("/api/v1/machines?gone=true").findValuesAsText("request"))
                .contains(request);
        assertThat(count("select count(*) from snapshot where key = '" + request + "'"))
                .isZero();
        eventually(() -> assertThat(health().getError()).doesNotContain(request));
    }

    @Test
    void omnisAbsenceDegradesAndNeverReleasesAMachine() throws IOException, InterruptedException {
        hear(1, MachineRequested.newBuilder().setRequest(request()).build());
        eventually(() -> assertThat(statusResource()).isPresent());
        omni.sim().faults().unavailable(true);

        hear(2, withdrawn());

        eventually(() -> assertThat(
                        get("/api/v1/machines/" + request).at("/omniError").asText())
                .contains("unavailable"));
        JsonNode ready = get("/q/health/ready");
        assertThat(ready.at("/checks").toString()).contains("degraded");
        assertThat(releases()).isZero();

        omni.sim().faults().unavailable(false);
        eventually(() -> assertThat(releases()).isEqualTo(1));
    }

    @Test
    void aWaitingOrRefusedMachineSaysSoInOmni() throws IOException, InterruptedException {
        hear(1, MachineRequested.newBuilder().setRequest(request()).build());
        hear(
                1,
                MachineEvaluated.newBuilder()
                        .setVerdict(MachineEvaluated.Verdict.WAITING)
                        .addReasons("node a: 1 GiB free, 4 GiB needed")
                        .build());
        eventually(() -> assertThat(status().getStatus()).isEqualTo("waiting: node a: 1 GiB free, 4 GiB needed"));
        assertThat(get("/api/v1/machines/" + request).at("/waitingReasons/0").asText())
                .isEqualTo("node a: 1 GiB free, 4 GiB needed");

        hear(
                2,
                MachineEvaluated.newBuilder()
                        .setVerdict(MachineEvaluated.Verdict.REFUSED)
                        .addReasons("cores: expected a number")
                        .build());

        eventually(() -> assertThat(status().getStage()).isEqualTo(Stage.FAILED));
        assertThat(status().getError()).isEqualTo("cores: expected a number");
    }

    @Test
    void aStatusThatSomebodyElseToreDownIsMadeAnew() {
        hear(1, MachineRequested.newBuilder().setRequest(request()).build());
        eventually(() -> assertThat(statusResource()).isPresent());

        assertThat(state.teardown(Kinds.MACHINE_REQUEST_STATUSES, request, "proxmox.ProvisionController"))
                .isInstanceOf(Answer.Done.class);
        eventually(() -> assertThat(statusResource().map(Specs::tearingDown)).contains(false));
    }

    @Test
    void nodesAreShownAsTheyLastWereAnnounced() throws IOException, InterruptedException {
        Event newer = inventory(2, true);
        reporter.handle(Records.batch(newer, inventory(1, false)));

        JsonNode nodes = get("/api/v1/nodes");

        assertThat(nodes).hasSize(1);
        assertThat(nodes.at("/0/node").asText()).isEqualTo("a");
        assertThat(nodes.at("/0/online").asBoolean()).isTrue();
    }

    @Test
    void machinesAreCountedByStage() {
        hear(1, MachineRequested.newBuilder().setRequest(request()).build());

        eventually(() -> assertThat(text("/q/metrics"))
                .containsPattern("siderite_machines\\{stage=\"requested\"[^}]*\\} [1-9]"));
    }

    private void hear(long revision, Message message) {
        reporter.handle(Records.batch(Event.of(request, revision, Instant.now(), Optional.empty(), message)));
    }

    private MachineRequest.Builder request() {
        return MachineRequest.newBuilder().setRequestId(request).setRequestSet(set);
    }

    private Message withdrawn() {
        return MachineRequested.newBuilder()
                .setRequest(request())
                .setWithdrawn(true)
                .build();
    }

    private Message placed() {
        return MachineEvaluated.newBuilder()
                .setRequest(request())
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setAttempt(1)
                .setUuid(uuid)
                .setPlacement(Placement.newBuilder().setCluster("pve").setNode("a"))
                .build();
    }

    private Message allocated() {
        return NetworkAllocated.newBuilder()
                .setRequest(request())
                .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                .setAttempt(1)
                .setUuid(uuid)
                .setPlacement(Placement.newBuilder().setCluster("pve").setNode("a"))
                .addNics(Nic.newBuilder().setMac("bc:24:11:00:00:01"))
                .setTalosPatch("machine:\n  network: {}\n")
                .build();
    }

    private VmIdentity vm() {
        return VmIdentity.newBuilder()
                .setCluster("pve")
                .setNode("a")
                .setVmid(101)
                .setUuid(uuid)
                .setName(request)
                .build();
    }

    private static Event inventory(long revision, boolean online) {
        return Event.of(
                "pve/a",
                revision,
                Instant.now(),
                Optional.empty(),
                NodeInventory.newBuilder()
                        .setCluster("pve")
                        .setNode("a")
                        .setOnline(online)
                        .build());
    }

    private Optional<Resource> requestInOmni() {
        return find("MachineRequests.omni.sidero.dev", request);
    }

    private Optional<Resource> statusResource() {
        return find("MachineRequestStatuses.omni.sidero.dev", request);
    }

    private MachineRequestStatusSpec status() {
        Resource status = statusResource().orElseThrow(() -> new AssertionError("no status of " + request));
        return Specs.unpack(status, MachineRequestStatusSpec.parser())
                        instanceof Answer.Done<MachineRequestStatusSpec> done
                ? done.value()
                : MachineRequestStatusSpec.getDefaultInstance();
    }

    private InfraProviderHealthStatusSpec health() {
        Resource health = find("InfraProviderHealthStatuses.omni.sidero.dev", "proxmox")
                .orElseThrow(() -> new AssertionError("no heartbeat"));
        return Specs.unpack(health, InfraProviderHealthStatusSpec.parser())
                        instanceof Answer.Done<InfraProviderHealthStatusSpec> done
                ? done.value()
                : InfraProviderHealthStatusSpec.getDefaultInstance();
    }

    private List<String> patches() {
        return omni.sim().resources("ConfigPatchRequests.omni.sidero.dev").stream()
                .map(r -> r.getMetadata().getId())
                .filter(id -> id.contains(request))
                .toList();
    }

    private Optional<Resource> find(String type, String id) {
        return omni.sim().resources(type).stream()
                .filter(r -> r.getMetadata().getId().equals(id))
                .findFirst();
    }

    private long releases() {
        return count("select count(*) from outbox where topic = 'machine.released' and key = '" + request + "'");
    }

    private long count(String sql) {
        return reporter.transactions()
                .inTransaction(s -> s.createNativeQuery(sql, Long.class).getSingleResult());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(text(path));
    }

    private String text(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(http.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private interface Assertion {
        void run() throws IOException, InterruptedException;
    }

    private static void eventually(Assertion assertion) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
