package io.siderite.provisioner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.StoreUnavailable;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.proxmox.Discovery;
import io.siderite.provisioner.proxmox.Hypervisor;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.Records;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who uses the database ends before its pool does. */
class StoppingTest {

    private final Pool pool = new Pool();
    private final CountDownLatch acting = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    @Test
    void whatIsUnderWayEndsAndItsOutcomeIsSaved() throws InterruptedException {
        Waker waker = wakerThatActs(() -> answered.await(10, TimeUnit.SECONDS));
        Thread stopping = Thread.ofVirtual().start(waker::close);
        answered.countDown();

        assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
        pool.close();

        assertThat(pool.vm("m-1"))
                .as("its answer counts, and nothing else was begun")
                .isInstanceOfSatisfying(
                        Vm.Making.class, making -> assertThat(making.step()).isEqualTo(Step.CREATE_VM));
        assertThat(pool.usedAfterClosing).hasValue(0);
    }

    @Test
    void whatTakesLongIsBrokenOffAndStaysToBeDone() throws InterruptedException {
        Waker waker = wakerThatActs(() -> answered.await(1, TimeUnit.HOURS));

        waker.close();
        pool.close();

        assertThat(pool.vm("m-1"))
                .isInstanceOfSatisfying(
                        Vm.Making.class, making -> assertThat(making.step()).isEqualTo(Step.UPLOAD_CIDATA));
        assertThat(pool.wakeups(Set.of(), Set.of())).hasSize(1);
        assertThat(pool.usedAfterClosing).hasValue(0);
    }

    @Test
    void leasesAreGivenBackLast() throws InterruptedException {
        AtomicInteger holders = new AtomicInteger();
        CountDownLatch renewed = new CountDownLatch(1);
        Leases leases = new Leases() {
            @Override
            public Set<String> renew(Set<String> clusters, String holder, Duration length) {
                holders.set(1);
                renewed.countDown();
                return clusters;
            }

            @Override
            public void release(String holder) {
                holders.set(0);
            }
        };
        LeaseKeeper keeper = new LeaseKeeper(leases, Set.of("home"), "one", () -> {});
        keeper.start();
        assertThat(renewed.await(10, TimeUnit.SECONDS)).isTrue();

        keeper.close();

        assertThat(holders).hasValue(0);
        assertThat(keeper.held()).isEmpty();
    }

    private interface Work {
        boolean run() throws InterruptedException;
    }

    /** A waker whose one machine is at its cidata, which takes as long as the work. */
    private Waker wakerThatActs(Work work) throws InterruptedException {
        Clusters clusters = new Clusters(Map.of("home", new Slow(work)), Set.of());
        clusters.seen("home", new ClusterView(Set.of(), Map.of(), Set.of("pve1", "pve2", "pve3"), Set.of()));
        Reconciler reconciler = new Reconciler(
                pool,
                new Effects(clusters, pool.memory, pool.memory, new VmidRange(5000, 5999)),
                new LockDomains(clusters, 1, 1),
                _ -> {},
                InstantSource.system());
        reconciler.hear(List.of(Records.event("m-1", 1, Allocations.on("home", "pve1", "m-1"))));
        Waker waker = new Waker(pool, reconciler, () -> Set.of("home"), Set.of("home"), InstantSource.system());
        assertThat(acting.await(10, TimeUnit.SECONDS)).isTrue();
        return waker;
    }

    /** Rows behind a pool that can be closed, and that an interrupted thread gets nothing from. */
    private static final class Pool implements Machines {

        private final MemoryMachines memory = new MemoryMachines();
        private final AtomicInteger usedAfterClosing = new AtomicInteger();
        private volatile boolean closed;

        void close() {
            closed = true;
        }

        Vm vm(String requestId) {
            return memory.vm(requestId);
        }

        @Override
        public synchronized <T> T change(Set<String> requestIds, Function<Map<String, Machine>, Changes<T>> decide) {
            use();
            return memory.change(requestIds, decide);
        }

        @Override
        public synchronized List<Wakeup> wakeups(Set<String> ours, Set<String> configured) {
            if (!ours.isEmpty()) {
                use();
            }
            return memory.wakeups(ours, configured);
        }

        @Override
        public List<Plan> settled(String cluster, java.time.Instant before) {
            return memory.settled(cluster, before);
        }

        private void use() {
            if (closed) {
                usedAfterClosing.incrementAndGet();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreUnavailable(new IOException("interrupted"));
            }
        }
    }

    private final class Slow implements Hypervisor {

        private final Work work;

        Slow(Work work) {
            this.work = work;
        }

        @Override
        public Observation.Answer pursue(Plan plan, Step step) {
            return switch (step) {
                case DOWNLOAD_IMAGE ->
                    plan.image().isEmpty() ? new Observation.ImageNamed("x.iso") : new Observation.Stands(step, "pve1");
                case UPLOAD_CIDATA -> {
                    acting.countDown();
                    try {
                        assertThat(work.run()).isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    yield new Observation.Stands(step, "pve1");
                }
                case DRAW_VMID,
                        CREATE_VM,
                        START_VM,
                        REGISTER_HA,
                        AWAIT_TASK,
                        FIND_VM,
                        LEAVE_HA,
                        STOP_VM,
                        DESTROY_VM,
                        DELETE_CIDATA -> throw new AssertionError(step + " was begun while stopping");
            };
        }

        @Override
        public Observation.Answer follow(Plan plan, Step step, String upid) {
            throw new AssertionError("no task was begun");
        }

        @Override
        public Observation.Answer lookForImage(Plan plan) {
            return new Observation.Stands(Step.DOWNLOAD_IMAGE, "pve1");
        }

        @Override
        public Observation.Answer lookForVm(Plan plan) {
            return new Observation.Gone(Step.START_VM);
        }

        @Override
        public Discovery search(String requestId) {
            return new Discovery.Found(List.of());
        }
    }
}
