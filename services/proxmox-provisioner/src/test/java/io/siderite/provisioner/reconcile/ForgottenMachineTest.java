package io.siderite.provisioner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.Crash;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.Records;
import io.siderite.provisioner.testing.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Our memory is lost while VMs stand, and then a machine is released: what is said of it is still true. */
class ForgottenMachineTest {

    private final VirtualClock clock = new VirtualClock();

    @Property(tries = 200)
    void nobodySaysDeletedWhileTheVmStands(@ForAll long seed) {
        FakeProxmox proxmox = new FakeProxmox(clock, seed);
        proxmox.foreign(5000);
        NetworkAllocated allocated = made(proxmox);
        proxmox.beUnkind();
        MemoryMachines empty = new MemoryMachines(clock);

        release(proxmox, empty, "m-1");
        for (int step = 0; step < 600 && !(empty.vm("m-1") instanceof Vm.Deleted); step++) {
            if (step == 300) {
                proxmox.beKind();
            }
            lookAtNext(proxmox, empty);
        }

        assertThat(topics(empty)).endsWith("vm.deleted").containsOnlyOnce("vm.deleted");
        assertThat(proxmox.vmsOf(allocated.getUuid())).isEmpty();
        assertThat(proxmox.hasIso("siderite-cidata-" + allocated.getUuid() + ".iso"))
                .isFalse();
        assertThat(proxmox.runs(5000)).as("the foreign VM").isTrue();
    }

    @Test
    void aCloneIsSomebodyElses() {
        FakeProxmox proxmox = kind();
        NetworkAllocated allocated = made(proxmox);
        int vmid = proxmox.vmsOf(allocated.getUuid()).getFirst();
        proxmox.clone(vmid, 300);
        MemoryMachines empty = new MemoryMachines(clock);

        release(proxmox, empty, "m-1");
        settle(proxmox, empty);

        assertThat(empty.vm("m-1")).isInstanceOf(Vm.Deleted.class);
        assertThat(proxmox.exists(vmid)).isFalse();
        assertThat(proxmox.runs(300)).isTrue();
    }

    @Test
    void aVmThatNoLongerProvesWhoseItIsHoldsTheAnswerBack() {
        FakeProxmox proxmox = kind();
        int vmid = proxmox.vmsOf(made(proxmox).getUuid()).getFirst();
        proxmox.edit(vmid, "description", "my notes");
        MemoryMachines empty = new MemoryMachines(clock);

        release(proxmox, empty, "m-1");
        lookAtNext(proxmox, empty);
        lookAtNext(proxmox, empty);

        assertThat(proxmox.runs(vmid)).isTrue();
        assertThat(topics(empty)).doesNotContain("vm.deleted");
        assertThat(empty.published().getLast().data())
                .isInstanceOfSatisfying(
                        VmFailed.class,
                        failed ->
                                assertThat(failed.getError()).contains("VM " + vmid + " on pve1", "omni-request-m-1"));

        proxmox.edit(vmid, "tags", "mine");
        settle(proxmox, empty);
        assertThat(topics(empty)).endsWith("vm.deleted");
        assertThat(proxmox.runs(vmid)).as("it is a person's now").isTrue();
    }

    @Test
    void ofTwoThatClaimToBeItNoneIsTouched() {
        FakeProxmox proxmox = kind();
        int vmid = proxmox.vmsOf(made(proxmox).getUuid()).getFirst();
        proxmox.restore(vmid, 301);
        MemoryMachines empty = new MemoryMachines(clock);

        release(proxmox, empty, "m-1");
        lookAtNext(proxmox, empty);

        assertThat(proxmox.runs(vmid) && proxmox.runs(301)).isTrue();
        assertThat(topics(empty)).containsExactly("vm.failed");
    }

    @Test
    void aClusterThatCannotBeAskedHoldsTheAnswerBack() {
        MemoryMachines machines = new MemoryMachines(clock);
        Clusters clusters =
                new Clusters(Map.of("home", new ProxmoxHypervisor(kind(), CrashTest.GATEWAY, clock)), Set.of("lab"));
        Reconciler reconciler = reconciler(clusters, machines);

        reconciler.hear(List.of(released("m-1")));
        look(reconciler, machines);

        assertThat(machines.published())
                .singleElement()
                .extracting(Event::data)
                .isInstanceOfSatisfying(
                        VmFailed.class, failed -> assertThat(failed.getError()).contains("[lab]"));
    }

    private FakeProxmox kind() {
        FakeProxmox proxmox = new FakeProxmox(clock, 1);
        proxmox.beKind();
        return proxmox;
    }

    /** A machine's VM, made by those who then forget it. */
    private NetworkAllocated made(FakeProxmox proxmox) {
        proxmox.beKind();
        NetworkAllocated allocated = Allocations.on("home", "pve1", "m-1");
        MemoryMachines machines = new MemoryMachines(clock);
        reconciler(proxmox, machines).hear(List.of(Records.event("m-1", 1, allocated)));
        settle(proxmox, machines);
        assertThat(proxmox.vmsOf(allocated.getUuid())).hasSize(1);
        return allocated;
    }

    private void release(FakeProxmox proxmox, MemoryMachines machines, String id) {
        reconciler(proxmox, machines).hear(List.of(released(id)));
    }

    private static Event released(String id) {
        return Records.event(
                id, 1, MachineReleased.newBuilder().setRequestId(id).build());
    }

    private void settle(FakeProxmox proxmox, MemoryMachines machines) {
        for (int i = 0; i < 200; i++) {
            lookAtNext(proxmox, machines);
        }
    }

    private void lookAtNext(FakeProxmox proxmox, MemoryMachines machines) {
        look(reconciler(proxmox, machines), machines);
    }

    private void look(Reconciler reconciler, MemoryMachines machines) {
        List<Wakeup> wakeups = machines.wakeups(Set.of(), Set.of());
        if (wakeups.isEmpty()) {
            return;
        }
        clock.goTo(wakeups.getFirst().at());
        try {
            reconciler.look(wakeups.getFirst().requestId());
        } catch (Crash e) {
            // The next look is a new process's.
            assertThat(machines.wakeups(Set.of(), Set.of())).isNotEmpty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Reconciler reconciler(FakeProxmox proxmox, MemoryMachines machines) {
        return reconciler(
                new Clusters(Map.of("home", new ProxmoxHypervisor(proxmox, CrashTest.GATEWAY, clock)), Set.of()),
                machines);
    }

    private Reconciler reconciler(Clusters clusters, MemoryMachines machines) {
        clusters.seen("home", new ClusterView(Set.of(), Map.of(), Set.of("pve1", "pve2", "pve3"), Set.of()));
        LockDomains domains = new LockDomains(clusters, 100, 100);
        return new Reconciler(
                machines,
                new Effects(clusters, machines, machines, new VmidRange(5000, 5999)),
                domains,
                _ -> {},
                clock);
    }

    private static List<String> topics(MemoryMachines machines) {
        return machines.published().stream().map(event -> event.topic().name()).toList();
    }
}
