package io.siderite.reporter.core;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NodeRegistered;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.proto.events.v1.VmProgressed;
import io.siderite.proto.events.v1.VmSpec;
import java.time.Instant;
import java.util.List;

/**
 * One event of a machine, as its writers tell it.
 *
 * @param second of the day, at which it is told
 */
public record Told(long revision, int second, Message data) {

    public static final String REQUEST = "demo-workers-abc123";
    public static final String SET = "demo-workers";
    public static final String UUID = "0e4f8f3e-6f6e-4b0e-9e1c-2d8f6a1b3c4d";
    public static final Instant DAY = Instant.parse("2026-11-24T00:00:00Z");

    public Instant at() {
        return DAY.plusSeconds(second);
    }

    /** What a machine is after these, in this order. */
    public static Machine machine(Told... events) {
        return machine(List.of(events));
    }

    public static Machine machine(List<Told> events) {
        Machine machine = Machine.unknown(REQUEST);
        for (Told told : events) {
            machine = machine.hear(told.revision, told.at(), told.data);
        }
        return machine;
    }

    public static Told requested(long revision, int second) {
        return new Told(revision, second, requestedMessage().build());
    }

    public static Told withdrawn(long revision, int second) {
        return new Told(revision, second, requestedMessage().setWithdrawn(true).build());
    }

    public static Told placed(long revision, int second, int attempt, String node) {
        return new Told(
                revision,
                second,
                evaluated(attempt)
                        .setVerdict(MachineEvaluated.Verdict.PLACED)
                        .setUuid(UUID)
                        .setPlacement(placement(node))
                        .setSpec(spec())
                        .build());
    }

    public static Told waiting(long revision, int second, int attempt, String... reasons) {
        return new Told(
                revision,
                second,
                evaluated(attempt)
                        .setVerdict(MachineEvaluated.Verdict.WAITING)
                        .addAllReasons(List.of(reasons))
                        .build());
    }

    public static Told refused(long revision, int second, String... reasons) {
        return new Told(
                revision,
                second,
                evaluated(0)
                        .setVerdict(MachineEvaluated.Verdict.REFUSED)
                        .addAllReasons(List.of(reasons))
                        .build());
    }

    public static Told allocated(long revision, int second, int attempt, String node, String patch) {
        return new Told(
                revision,
                second,
                NetworkAllocated.newBuilder()
                        .setRequest(request())
                        .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                        .setUuid(UUID)
                        .setAttempt(attempt)
                        .setPlacement(placement(node))
                        .setSpec(spec())
                        .setTalosPatch(patch)
                        .addNics(Nic.newBuilder().setMac("bc:24:11:00:00:01").addAddresses("10.0.0.5/24"))
                        .build());
    }

    public static Told progressed(long revision, int second, int attempt, String node, String step, int number) {
        return new Told(
                revision,
                second,
                VmProgressed.newBuilder()
                        .setRequestId(REQUEST)
                        .setVm(vm(node))
                        .setAttempt(attempt)
                        .setStep(step)
                        .setNumber(number)
                        .setOf(5)
                        .build());
    }

    public static Told removing(long revision, int second, int attempt, String node, String step, int number) {
        Told making = progressed(revision, second, attempt, node, step, number);
        return new Told(
                revision,
                second,
                ((VmProgressed) making.data()).toBuilder().setOf(3).build());
    }

    public static Told failed(long revision, int second, int attempt, String node, String step, String error) {
        return new Told(revision, second, failure(attempt, node, step, error).build());
    }

    public static Told placeAnew(long revision, int second, int attempt, String node, String step, String error) {
        return new Told(
                revision,
                second,
                failure(attempt, node, step, error).setPlaceAnew(true).build());
    }

    public static Told created(long revision, int second, int attempt, String node) {
        return new Told(
                revision,
                second,
                VmCreated.newBuilder()
                        .setRequestId(REQUEST)
                        .setVm(vm(node))
                        .setAttempt(attempt)
                        .addStorages("local-lvm")
                        .build());
    }

    public static Told registered(long revision, int second) {
        return new Told(
                revision,
                second,
                NodeRegistered.newBuilder()
                        .setRequestId(REQUEST)
                        .setUuid(UUID)
                        .setRegisteredAt(timestamp(second))
                        .build());
    }

    public static Told deleted(long revision, int second) {
        return new Told(
                revision, second, VmDeleted.newBuilder().setRequestId(REQUEST).build());
    }

    private static VmFailed.Builder failure(int attempt, String node, String step, String error) {
        return VmFailed.newBuilder()
                .setRequestId(REQUEST)
                .setVm(vm(node))
                .setAttempt(attempt)
                .setStep(step)
                .setError(error);
    }

    private static MachineRequested.Builder requestedMessage() {
        return MachineRequested.newBuilder().setRequest(request()).setRequestedAt(timestamp(1));
    }

    private static MachineEvaluated.Builder evaluated(int attempt) {
        return MachineEvaluated.newBuilder()
                .setRequest(request())
                .setAttempt(attempt)
                .setRequestedAt(timestamp(1));
    }

    private static MachineRequest request() {
        return MachineRequest.newBuilder()
                .setRequestId(REQUEST)
                .setRequestSet(SET)
                .build();
    }

    private static Placement placement(String node) {
        return Placement.newBuilder().setCluster("pve").setNode(node).build();
    }

    private static VmSpec spec() {
        return VmSpec.newBuilder()
                .addDisks(Disk.newBuilder().setStorage("local-lvm"))
                .build();
    }

    private static VmIdentity vm(String node) {
        return VmIdentity.newBuilder()
                .setCluster("pve")
                .setNode(node)
                .setVmid(101)
                .setUuid(UUID)
                .setName(REQUEST)
                .build();
    }

    private static Timestamp timestamp(int second) {
        return Timestamp.newBuilder().setSeconds(DAY.getEpochSecond() + second).build();
    }
}
