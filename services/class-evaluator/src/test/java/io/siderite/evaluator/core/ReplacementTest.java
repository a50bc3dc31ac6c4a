package io.siderite.evaluator.core;

import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.TestingCluster;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineEvaluated.Verdict;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Machines that are placed anew, and machines that wait for room: each round decides on what the last one saved. */
class ReplacementTest {

    private static final Consumer<NodeInventory.Builder> TWO_STORAGES =
            node -> node.addStorages(storage("fast", 500)).addStorages(storage("slow", 400));

    private final Map<String, Evaluation> saved = new HashMap<>();
    private final Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private TestingCluster cluster = new TestingCluster();

    @Test
    void aFullStorageIsLeftOutAndItsNodeIsNot() {
        cluster = new TestingCluster().node("pve1", 64, TWO_STORAGES).node("pve2", 16, TWO_STORAGES);
        round("w-1", requested("w-1"));

        round("w-1", failed("w-1", 1, 1, "fast", "create VM:\n no space left on fast"));

        assertThat(last("w-1").getPlacement().getNode()).isEqualTo("pve1");
        assertThat(last("w-1").getSpec().getDisks(0).getStorage()).isEqualTo("slow");
        assertThat(last("w-1").getAttempt()).isEqualTo(2);

        round("w-1", failed("w-1", 2, 2, "slow", "the same of slow"));

        assertThat(last("w-1").getPlacement().getNode()).isEqualTo("pve2");
        assertThat(last("w-1").getReasonsList())
                .contains("main/pve1 has no storage for the system disk of 20 GiB: local: does not accept images; fast:"
                        + " failed this machine once and is left out until 2026-05-01T12:01:00Z (create VM: no space left"
                        + " on fast); slow: failed this machine once and is left out until 2026-05-01T12:01:00Z (the same"
                        + " of slow)");
    }

    @Test
    void aFullSharedStorageIsLeftOutOnEveryNode() {
        Consumer<NodeInventory.Builder> shared =
                node -> node.addStorages(storage("ceph", 500).setShared(true));
        cluster = new TestingCluster().node("pve1", 64, shared).node("pve2", 16, shared);
        round("w-1", requested("w-1"));

        round("w-1", failed("w-1", 1, 1, "ceph", ""));

        assertThat(last("w-1").getVerdict()).isEqualTo(Verdict.WAITING);
        assertThat(last("w-1").getReasonsList())
                .hasSize(2)
                .allMatch(reason -> reason.endsWith(
                        "ceph: failed this machine once and is left out until" + " 2026-05-01T12:01:00Z"));
    }

    @Test
    void aNodeThatWentAwayIsLeftOutWithTheReasonOnRecord() {
        cluster = new TestingCluster().node("pve1", 64).node("pve2", 16);
        round("w-1", requested("w-1"));

        round("w-1", failed("w-1", 1, 1, "", "pve1 does not answer"));

        assertThat(last("w-1").getPlacement().getNode()).isEqualTo("pve2");
        assertThat(last("w-1").getReasonsList())
                .contains("main/pve1 failed this machine once and is left out until 2026-05-01T12:01:00Z (pve1 does not"
                        + " answer)");
    }

    @Test
    void aVmThatAnOldReadingShowsWhereItFailedDoesNotHideTheNewPromise() {
        long read = now.getEpochSecond() - 5;
        cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        at(read).andThen(node ->
                                node.addVms(vm(104, 4).setRequestId("w-1").setRequestSet("workers"))))
                // Room for one machine beside the host's 2 GiB.
                .node("pve2", 7, at(read));
        saved.put("w-1", placedOn("pve1"));

        round("w-1", failed("w-1", 1, 1, "", "no room"));
        assertThat(last("w-1").getPlacement().getNode()).isEqualTo("pve2");
        round("w-2", requested("w-2"));

        assertThat(last("w-2").getPlacement().getNode()).isEqualTo("pve1");
    }

    @Test
    void aMachineThatWaitsIsPlacedWhenAVmIsDeleted() {
        cluster = new TestingCluster().node("pve1", 7);
        round("w-1", requested("w-1"));
        round("w-2", requested("w-2"));
        assertThat(last("w-2").getVerdict()).isEqualTo(Verdict.WAITING);

        round(
                "w-1",
                new Observation.Deleted(
                        VmDeleted.newBuilder().setRequestId("w-1").build(), 7));

        assertThat(last("w-2").getVerdict()).isEqualTo(Verdict.PLACED);
    }

    @Test
    void aMachineThatWaitsIsPlacedWhenANodeIsBack() {
        cluster = new TestingCluster().node("pve1", 64, node -> node.setOnline(false));
        round("w-1", requested("w-1"));
        assertThat(last("w-1").getReasonsList()).containsExactly("main/pve1 is offline");

        cluster = new TestingCluster().node("pve1", 64);
        round();

        assertThat(last("w-1").getVerdict()).isEqualTo(Verdict.PLACED);
    }

    @Test
    void aMachineThatWaitsIsPlacedWhenAStorageIsActivatedOrABridgeMade() {
        cluster = new TestingCluster()
                .node(
                        "pve1",
                        64,
                        node -> node.clearBridges()
                                .addBridges(BridgeState.newBuilder()
                                        .setName("vmbr9")
                                        .setActive(true))
                                .addStorages(storage("fast", 500).setActive(false)));
        round("w-1", requested("w-1"));
        assertThat(last("w-1").getReasonsList()).hasSize(2);

        cluster = new TestingCluster().node("pve1", 64);
        round();

        assertThat(last("w-1").getVerdict()).isEqualTo(Verdict.PLACED);
    }

    @Test
    void aMachineThatWaitsIsPlacedWhenALabelOrAMappingIsThere() {
        var asked = TestingCluster.request("w-1", "workers").toBuilder()
                .setProviderData("""
                        cores: 2
                        memory: 4096
                        disk_size: 20
                        machine_type: q35
                        node_selector: '"rack" in labels && labels["rack"] == "r1"'
                        pci_devices:
                          - mapping: gpu
                        """)
                .build();
        Consumer<NodeInventory.Builder> node =
                n -> n.addStorages(storage("fast", 500)).setMappingsRead(true);
        cluster = new TestingCluster().node("pve1", 64, node);
        round(
                "w-1",
                new Observation.Requested(
                        MachineRequested.newBuilder().setRequest(asked).build(), 1));
        assertThat(last("w-1").getReasonsList())
                .containsExactly(
                        "main has no PCI resource mapping gpu with a device; there is none",
                        "main/pve1 the node selector is false: \"rack\" in labels && labels[\"rack\"] == \"r1\"");

        cluster = new TestingCluster().node("pve1", 64, node.andThen(n -> n.addPciMappings("gpu")));
        round();
        assertThat(last("w-1").getReasonsList()).hasSize(1);

        cluster = new TestingCluster()
                .node("pve1", 64, node.andThen(n -> n.addPciMappings("gpu").putLabels("rack", "r1")));
        round();
        assertThat(last("w-1").getVerdict()).isEqualTo(Verdict.PLACED);
    }

    @Test
    void hundredsThatWaitAlikeAreToldTheSame() {
        cluster = new TestingCluster().node("pve1", 4);
        for (int i = 0; i < 300; i++) {
            saved.put("w-" + i, waiting("w-" + i));
        }

        round();

        assertThat(saved.values())
                .allSatisfy(state -> assertThat(state)
                        .isInstanceOfSatisfying(
                                Evaluation.Waiting.class,
                                waiting -> assertThat(waiting.reasons())
                                        .singleElement()
                                        .asString()
                                        .contains("asked 4 GiB, free 2 GiB")));
    }

    private void round(String requestId, Observation observation) {
        var round = begin();
        round.see(requestId, observation);
        round.look(false);
        round.changed().forEach(state -> saved.put(state.requestId(), state));
    }

    /** A newer inventory came. */
    private void round() {
        var round = begin();
        round.look(true);
        round.changed().forEach(state -> saved.put(state.requestId(), state));
    }

    private Round begin() {
        var taken = saved.values().stream()
                .flatMap(state -> state.reservation().stream())
                .toList();
        var world = World.of(cluster.inventory(), taken, PlacingPolicy.DEFAULT);
        return new Round(world, saved.values(), now, UUID::randomUUID);
    }

    private MachineEvaluated last(String requestId) {
        return switch (saved.get(requestId)) {
            case Evaluation.Known known -> Snapshot.of(known);
            case Evaluation.Gone gone -> throw new AssertionError(gone.toString());
            case null -> throw new AssertionError("never heard of " + requestId);
        };
    }

    private Evaluation placedOn(String node) {
        var only = new TestingCluster().node(node, 64).world();
        var round = new Round(only, List.of(), now, UUID::randomUUID);
        round.see("w-1", requested("w-1"));
        round.look(false);
        return round.changed().iterator().next();
    }

    private static Evaluation waiting(String requestId) {
        return Evaluator.decide(Optional.empty(), requested(requestId), Instant.EPOCH, UUID::randomUUID)
                .next()
                .orElseThrow();
    }

    private static Consumer<NodeInventory.Builder> at(long second) {
        return node -> node.addStorages(storage("fast", 500))
                .setReadAt(Timestamp.newBuilder().setSeconds(second));
    }

    private static Observation requested(String id) {
        return new Observation.Requested(
                MachineRequested.newBuilder()
                        .setRequest(TestingCluster.request(id, "workers"))
                        .build(),
                1);
    }

    private static Observation failed(String id, int attempt, long revision, String storage, String error) {
        return new Observation.Failed(
                VmFailed.newBuilder()
                        .setRequestId(id)
                        .setAttempt(attempt)
                        .setPlaceAnew(true)
                        .setStorage(storage)
                        .setError(error)
                        .build(),
                revision);
    }
}
