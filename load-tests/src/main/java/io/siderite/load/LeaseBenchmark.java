package io.siderite.load;

import com.google.protobuf.Message;
import io.siderite.allocator.store.AllocationRow;
import io.siderite.allocator.store.Batch;
import io.siderite.allocator.store.InventoryBatch;
import io.siderite.allocator.store.Redefining;
import io.siderite.allocator.store.Resting;
import io.siderite.allocator.store.SeenMacRow;
import io.siderite.eventing.Event;
import io.siderite.eventing.testing.StandaloneStore;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A lease, from the event of a placed machine to the commit on a PostgreSQL that waits for its disk: its part of a batch of
 * forty, as Kafka hands them over when many come, and a machine that comes alone. What was leased is given back before the
 * next one, outside of what is measured, so that the number of leases stays what it says.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
public class LeaseBenchmark {

    private static final int BATCH = 40;
    private static final Duration NO_QUARANTINE = Duration.ZERO;

    /** How many addresses are leased already; as many pieces the free ones are in. */
    @Param({"10", "50000"})
    int leases;

    private @Nullable StandaloneStore opened;
    private List<Event> batch = List.of();
    private int number;

    /** A network with its leases. */
    @Setup
    public void lease() throws IOException {
        StandaloneStore store = StandaloneStore.durable("db/allocator", List.of(AllocationRow.class, SeenMacRow.class));
        opened = store;
        Networks networks = ((Networks.Parsing.Parsed) Networks.parse(Map.of(
                        "siderite.networks.huge.bridge", "vmbr1",
                        "siderite.networks.huge.subnet", "10.64.0.0/14",
                        "siderite.networks.huge.ranges", "10.66.0.0-10.67.255.254")))
                .networks();
        var _ = store.transactions().inTransaction(new Redefining(networks, NO_QUARANTINE)::apply);
        NodeInventory node = NodeInventory.newBuilder()
                .setCluster("home")
                .setNode("pve1")
                .addClusterNodes("pve1")
                .build();
        store.transactions()
                .inTransaction(
                        new InventoryBatch(List.of(event("home/pve1", node)), Set.of("home"), NO_QUARANTINE)::apply);
        store.execute("insert into allocation (request_id, stage, uuid, attempt, macs, evaluated_revision, vm_revision,"
                + " revision) select 'filled-' || n, 'ALLOCATED', '', 1, '', 1, -1, 1 from generate_series(1, " + leases
                + ") n");
        store.execute("insert into lease (network, address, prefix, audience, request_id, request_set, nic, leased_at)"
                + " select 'huge', cast('10.66.0.0' as inet) + 2 * n, 14, '', 'filled-' || n, 'workers', 0, now() from"
                + " generate_series(1, " + leases + ") n");
        store.execute("delete from free_interval");
        store.execute(
                "insert into free_interval (network, audience, first, last) select 'huge', '', cast('10.66.0.1' as"
                        + " inet) + 2 * n, cast('10.66.0.1' as inet) + 2 * n from generate_series(0, " + (leases - 1)
                        + ") n");
        store.execute(
                "insert into free_interval (network, audience, first, last) values ('huge', '', cast('10.66.0.1' as"
                        + " inet) + 2 * " + leases + ", '10.67.255.254')");
        store.execute("analyze");
    }

    /** The end of it. */
    @TearDown
    public void close() throws IOException {
        store().close();
    }

    /** Gives back what was leased, and forgets who had it. */
    @TearDown(Level.Invocation)
    public void giveBack() {
        StandaloneStore store = store();
        List<Event> gone = batch.stream()
                .map(e -> event(
                        e.key(), VmDeleted.newBuilder().setRequestId(e.key()).build()))
                .toList();
        store.transactions().inTransaction(new Batch(gone, NO_QUARANTINE)::apply);
        var _ = store.transactions().inTransaction(new Resting(NO_QUARANTINE)::end);
        store.execute("delete from allocation where request_id like 'bench-%'");
        store.execute("delete from outbox");
    }

    /** A machine that comes alone: the whole transaction. */
    @Benchmark
    public void alone() {
        take(1);
    }

    /** One of forty that come together: its part of their transaction. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void oneOfForty() {
        take(BATCH);
    }

    private void take(int machines) {
        batch = IntStream.range(0, machines)
                .mapToObj(_ -> "bench-" + number++)
                .map(id -> event(id, placed(id)))
                .toList();
        store().transactions().inTransaction(new Batch(batch, NO_QUARANTINE)::apply);
    }

    /** How many are leased now. */
    long leased() {
        return Long.parseLong(
                store().texts("select cast(count(*) as text) from lease").getFirst());
    }

    private StandaloneStore store() {
        return Objects.requireNonNull(opened, "not set up");
    }

    private static MachineEvaluated placed(String id) {
        return MachineEvaluated.newBuilder()
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setRequest(MachineRequest.newBuilder().setRequestId(id).setRequestSet("workers"))
                .setUuid("uuid-" + id)
                .setAttempt(1)
                .setSpec(VmSpec.newBuilder()
                        .addNics(NicPlan.newBuilder().setBridge("vmbr0"))
                        .addNics(NicPlan.newBuilder().setBridge("vmbr1").setNetwork("huge")))
                .build();
    }

    private static Event event(String key, Message data) {
        return Event.of(key, 1, Instant.EPOCH, Optional.empty(), data);
    }
}
