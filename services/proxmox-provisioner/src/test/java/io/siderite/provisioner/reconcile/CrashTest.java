package io.siderite.provisioner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.GrpcTunnel;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.gateway.Gateway;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.Crash;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.Records;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever dies, gets lost or fails: in the end each machine has exactly one VM, or none when it was released. */
class CrashTest {

    static final Gateway GATEWAY = new Gateway() {
        @Override
        public Answer<String> joinConfig(String requestId, GrpcTunnel tunnel) {
            return new Answer.Given<>("kind: SideroLinkConfig");
        }

        @Override
        public Answer<BootAsset> bootAsset(BootImage image) {
            return new Answer.Given<>(new BootAsset("http://127.0.0.1/image", "key", false, Map.of()));
        }
    };

    @Property(tries = 300)
    void everyMachineEndsWithOneVm(@ForAll long seed) {
        new Run().of(seed);
    }

    private static final class Run {

        private final VirtualClock clock = new VirtualClock();
        private final Map<String, NetworkAllocated> allocations = new HashMap<>();
        private final Map<String, Long> revisions = new HashMap<>();
        private final Set<Event> answered = new HashSet<>();

        void of(long seed) {
            Random random = new Random(seed);
            FakeProxmox proxmox = new FakeProxmox(clock, seed);
            MemoryMachines machines = new MemoryMachines(clock);
            proxmox.foreign(5000);
            List<String> ids = IntStream.rangeClosed(1, 1 + random.nextInt(4))
                    .mapToObj(i -> "m-" + i)
                    .toList();
            Set<String> released = new HashSet<>();
            Reconciler reconciler = start(proxmox, machines);
            proxmox.ha().put(new HaResource("vm:5000", "started", "theirs", 1, 1, Optional.empty(), ""));
            proxmox.ha().put(HaRule.nodeAffinity("theirs", List.of("vm:5000"), List.of("pve1"), true, ""));
            for (String id : ids) {
                NetworkAllocated allocated = Allocations.on("home", "pve" + (1 + random.nextInt(3)), id);
                hear(reconciler, id, random.nextBoolean() ? Allocations.forHa(allocated) : allocated);
            }

            for (int step = 0; step < 3000; step++) {
                if (step == 1500) {
                    proxmox.beKind();
                }
                if (step < 400 && random.nextInt(200) == 0) {
                    String id = ids.get(random.nextInt(ids.size()));
                    released.add(id);
                    withdrawAndRelease(reconciler, id, random.nextBoolean());
                }
                if (step < 1500 && random.nextInt(50) == 0) {
                    moveOne(proxmox, random);
                }
                placeAnewWhereAsked(reconciler, machines, random);
                List<Wakeup> wakeups = machines.wakeups(Set.of(), Set.of());
                if (wakeups.isEmpty()) {
                    break;
                }
                clock.goTo(wakeups.getFirst().at());
                try {
                    reconciler.look(wakeups.getFirst().requestId());
                } catch (Crash e) {
                    reconciler = start(proxmox, machines);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (String id : ids) {
                    assertThat(proxmox.vmsOf(allocation(id).getUuid()))
                            .as("VMs of %s at step %d", id, step)
                            .hasSizeLessThanOrEqualTo(1);
                }
            }

            assertThat(proxmox.exists(5000) && proxmox.runs(5000))
                    .as("the foreign VM")
                    .isTrue();
            assertHa(
                    proxmox,
                    ids.stream()
                            .filter(id -> !released.contains(id)
                                    && allocation(id).getSpec().hasHa())
                            .toList());
            for (String id : ids) {
                assertEnd(proxmox, machines, id, released.contains(id));
            }
        }

        private void moveOne(FakeProxmox proxmox, Random random) {
            List<Integer> movable = allocations.values().stream()
                    .flatMap(a -> proxmox.vmsOf(a.getUuid()).stream())
                    .toList();
            if (!movable.isEmpty()) {
                proxmox.move(movable.get(random.nextInt(movable.size())), "pve" + (1 + random.nextInt(3)));
            }
        }

        /** HA has just the machines that stand and are for it, and what was somebody else's. */
        private void assertHa(FakeProxmox proxmox, List<String> ids) {
            List<String> sids = ids.stream()
                    .flatMap(id -> proxmox.vmsOf(allocation(id).getUuid()).stream())
                    .map(HaResource::sid)
                    .toList();
            Set<String> all = new HashSet<>(sids);
            all.add("vm:5000");
            assertThat(proxmox.ha().sids()).isEqualTo(all);
            Map<String, List<String>> rules = proxmox.ha().members();
            assertThat(rules.remove("theirs")).containsExactly("vm:5000");
            assertThat(rules.keySet())
                    .isEqualTo(
                            switch (sids.size()) {
                                case 0 -> Set.of();
                                case 1 -> Set.of("omni-home-workers-naff");
                                default -> Set.of("omni-home-workers-naff", "omni-home-workers-raff");
                            });
            assertThat(rules.values())
                    .allSatisfy(members -> assertThat(members).containsExactlyInAnyOrderElementsOf(sids));
        }

        private void assertEnd(FakeProxmox proxmox, MemoryMachines machines, String id, boolean released) {
            NetworkAllocated allocated = allocation(id);
            List<Integer> vms = proxmox.vmsOf(allocated.getUuid());
            // A release that is announced again is answered again, by the same event.
            Map<UUID, Event> events = new LinkedHashMap<>();
            machines.published().stream()
                    .filter(event -> event.key().equals(id))
                    .forEach(event -> events.putIfAbsent(event.id(), event));
            List<String> said =
                    events.values().stream().map(event -> event.topic().name()).toList();
            if (released) {
                assertThat(vms).as("VMs of %s, %s", id, machines.vm(id)).isEmpty();
                assertThat(machines.vm(id)).isInstanceOf(Vm.Deleted.class);
                assertThat(said.stream().filter("vm.deleted"::equals)).hasSize(1);
                assertThat(said).endsWith("vm.deleted");
                assertThat(proxmox.hasIso("siderite-cidata-" + allocated.getUuid() + ".iso"))
                        .isFalse();
            } else {
                assertThat(vms).as("VMs of %s, %s", id, machines.vm(id)).hasSize(1);
                assertThat(proxmox.runs(vms.getFirst())).isTrue();
                assertThat(said.stream().filter("vm.created"::equals)).hasSize(1);
                assertThat(machines.vm(id)).isInstanceOf(Vm.Running.class);
            }
            List<Long> counted = events.values().stream().map(Event::revision).toList();
            assertThat(counted).isSorted().doesNotHaveDuplicates();
        }

        private Reconciler start(FakeProxmox proxmox, MemoryMachines machines) {
            Clusters clusters = new Clusters(Map.of("home", new ProxmoxHypervisor(proxmox, GATEWAY, clock)), Set.of());
            // The list of VMs lags: it shows neither the foreign VM nor ours.
            clusters.seen("home", new ClusterView(Set.of(), Map.of(), Set.of("pve1", "pve2", "pve3"), Set.of()));
            // One thread plays all machines here, so none may have to wait for another.
            LockDomains domains = new LockDomains(clusters, 100, 100);
            return new Reconciler(
                    machines,
                    new Effects(clusters, machines, machines, new VmidRange(5000, 5999)),
                    domains,
                    _ -> {},
                    clock);
        }

        private void hear(Reconciler reconciler, String id, NetworkAllocated allocated) {
            allocations.put(id, allocated);
            reconciler.hear(List.of(Records.event(id, revisions.merge(id, 1L, Long::sum), allocated)));
        }

        private void withdrawAndRelease(Reconciler reconciler, String id, boolean inOrder) {
            Event withdrawn = Records.event(
                    id,
                    revisions.merge(id, 1L, Long::sum),
                    allocation(id).toBuilder()
                            .setVerdict(NetworkAllocated.Verdict.WITHDRAWN)
                            .build());
            Event released = Records.event(
                    id, 1, MachineReleased.newBuilder().setRequestId(id).build());
            reconciler.hear(inOrder ? List.of(withdrawn, released) : List.of(released, withdrawn));
        }

        private void placeAnewWhereAsked(Reconciler reconciler, MemoryMachines machines, Random random) {
            for (Event event : List.copyOf(machines.published())) {
                if (event.data() instanceof VmFailed failed && failed.getPlaceAnew() && answered.add(event)) {
                    NetworkAllocated before = allocation(event.key());
                    var next = before.toBuilder().setAttempt(failed.getAttempt() + 1);
                    next.getPlacementBuilder().setNode("pve" + (1 + random.nextInt(3)));
                    hear(reconciler, event.key(), next.build());
                }
            }
        }

        private NetworkAllocated allocation(String id) {
            return Objects.requireNonNull(allocations.get(id), id);
        }
    }
}
