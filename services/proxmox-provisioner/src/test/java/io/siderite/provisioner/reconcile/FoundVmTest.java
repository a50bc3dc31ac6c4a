package io.siderite.provisioner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.ClusterView.Identity;
import io.siderite.provisioner.reconcile.ClusterView.Located;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.Records;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our memory is lost while a VM stands, halted, and its machine is announced again: its data is not ours to lose. */
class FoundVmTest {

    private static final NetworkAllocated ALLOCATED = Allocations.on("home", "pve1", "m-1");

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final MemoryMachines machines = new MemoryMachines(clock);
    private ClusterView view = view(Map.of());
    private int vmid;

    @BeforeEach
    void aHaltedVmThatNobodyRemembers() {
        proxmox.beKind();
        MemoryMachines forgotten = new MemoryMachines(clock);
        allocate(forgotten, ALLOCATED, 1);
        settle(forgotten);
        vmid = proxmox.vmsOf(ALLOCATED.getUuid()).getFirst();
        proxmox.halt(vmid);
        view = view(Map.of("m-1", new Located("pve1", vmid, ALLOCATED.getUuid())));
    }

    @Test
    void aLockedStartLeavesItStanding() {
        standsWhenItsStartIsRefused(new Outcome.Locked<>("can't lock file"), "Locked");
    }

    @Test
    void aNodeWithoutRoomLeavesItStanding() {
        standsWhenItsStartIsRefused(new Outcome.NoCapacity<>("cannot allocate memory"), "NoCapacity");
    }

    @Test
    void anIsoThatIsGoneLeavesItStanding() {
        proxmox.removeIsos();
        standsWhenItsStartIsRefused(
                new Outcome.Rejected<>("volume 'local:iso/x.iso' does not exist", Map.of()), "Rejected");
    }

    @Test
    void anotherAttemptLeavesItStandingAndARelease() {
        proxmox.answerStarts(Optional.of(new Outcome.NoCapacity<>("cannot allocate memory")));
        allocate(machines, ALLOCATED, 1);
        settle(machines);
        allocate(machines, ALLOCATED.toBuilder().setAttempt(2).build(), 2);
        settle(machines);
        assertThat(proxmox.exists(vmid)).isTrue();

        reconciler(machines)
                .hear(List.of(Records.event(
                        "m-1",
                        1,
                        MachineReleased.newBuilder().setRequestId("m-1").build())));
        settle(machines);

        assertThat(machines.vm("m-1")).isInstanceOf(Vm.Deleted.class);
        assertThat(proxmox.exists(vmid)).isFalse();
    }

    @Test
    void oneThatIsGoneAfterAllIsMade() {
        proxmox.destroyVm("pve1", vmid);
        clock.goTo(clock.instant().plus(Duration.ofMinutes(1)));
        allocate(machines, ALLOCATED, 1);
        settle(machines);

        assertThat(machines.vm("m-1")).isInstanceOfSatisfying(Vm.Running.class, running -> {
            assertThat(running.plan().image()).isNotEmpty();
            assertThat(running.plan().mayHoldData()).isFalse();
        });
        assertThat(proxmox.vmsOf(ALLOCATED.getUuid())).containsExactly(vmid);
    }

    private void standsWhenItsStartIsRefused(Outcome<Upid> answer, String outcome) {
        proxmox.answerStarts(Optional.of(answer));
        allocate(machines, ALLOCATED, 1);
        settle(machines);

        assertThat(proxmox.vmsOf(ALLOCATED.getUuid())).containsExactly(vmid);
        assertThat(machines.published().getLast().data()).isInstanceOfSatisfying(VmFailed.class, failed -> {
            assertThat(failed.getOutcome()).isEqualTo(outcome);
            assertThat(failed.getPlaceAnew()).isFalse();
            assertThat(failed.hasNextAttemptAt()).isTrue();
        });

        proxmox.answerStarts(Optional.empty());
        settle(machines);
        assertThat(machines.vm("m-1")).isInstanceOf(Vm.Running.class);
        assertThat(proxmox.runs(vmid)).isTrue();
    }

    private void allocate(MemoryMachines of, NetworkAllocated allocated, int revision) {
        reconciler(of).hear(List.of(Records.event("m-1", revision, allocated)));
    }

    private void settle(MemoryMachines of) {
        for (int i = 0; i < 60; i++) {
            List<Wakeup> wakeups = of.wakeups(Set.of(), Set.of());
            if (wakeups.isEmpty()) {
                return;
            }
            clock.goTo(wakeups.getFirst().at());
            try {
                reconciler(of).look("m-1");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Reconciler reconciler(MemoryMachines of) {
        Clusters clusters =
                new Clusters(Map.of("home", new ProxmoxHypervisor(proxmox, CrashTest.GATEWAY, clock)), Set.of());
        clusters.seen("home", view);
        return new Reconciler(
                of,
                new Effects(clusters, of, of, new VmidRange(5000, 5999)),
                new LockDomains(clusters, 100, 100),
                _ -> {},
                clock);
    }

    private static ClusterView view(Map<String, Located> ours) {
        return new ClusterView(
                Set.of(),
                ours.entrySet().stream()
                        .collect(Collectors.toMap(
                                vm -> new Identity(vm.getKey(), vm.getValue().uuid()), Map.Entry::getValue)),
                Set.of("pve1", "pve2", "pve3"),
                Set.of());
    }
}
