package io.siderite.provisioner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.inventory.ClusterSettings;
import io.siderite.inventory.FactsReader;
import io.siderite.inventory.InventoryReader;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.proxmox.VmParameters;
import io.siderite.provisioner.reconcile.ClusterView;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of a VM, also where the cluster's list, as here, says neither memory nor CPUs. */
class VmStatesTest {

    private static final NetworkAllocated ALLOCATED = Allocations.on("home", "pve1", "m-1");

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final InventoryReader reader = new InventoryReader(
            proxmox, new ClusterSettings("", Map.of()), new FactsReader(proxmox, Duration.ofMinutes(1), clock));

    @BeforeEach
    void aVmOfOurs() {
        proxmox.beKind();
        Plan plan = Plan.of(ALLOCATED).at("pve1", 5000).withImage("x.iso");
        proxmox.putIso("pve1", "local", "x.iso");
        proxmox.putIso("pve1", "local", plan.cidata());
        assertThat(VmParameters.of(plan).then(parameters -> proxmox.createVm("pve1", 5000, parameters)))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void aVmThatIsBeingCreatedIsNotSeenAsTheMachines() {
        assertThat(seen(5000).getMemory()).isZero();
        assertThat(seen(5000).getRequestId()).isEmpty();
    }

    @Test
    void itsConfigurationSaysWhatTheListDoesNotKnowYet() {
        made();

        assertThat(seen(5000).getRequestId()).isEqualTo("m-1");
        assertThat(seen(5000).getMemory()).isEqualTo(8L << 30);
        assertThat(seen(5000).getCpus()).isEqualTo(4);
        assertThat(seen(5000).getName()).isEqualTo("m-1");
    }

    @Test
    void memoryIsReadAsAPropertyStringToo() {
        made();
        proxmox.edit(5000, "memory", "current=2048");
        proxmox.edit(5000, "sockets", "2");

        assertThat(seen(5000).getMemory()).isEqualTo(2L << 30);
        assertThat(seen(5000).getCpus()).isEqualTo(8);
    }

    @Test
    void aCloneIsNobodysAndHidesNothing() {
        made();
        proxmox.clone(5000, 300);
        proxmox.clone(5000, 9000);

        assertThat(List.of(seen(300), seen(9000)))
                .allSatisfy(clone -> assertThat(clone.getRequestId()).isEmpty());
        ClusterView view = ClusterView.of(read());
        assertThat(view.find("m-1", ALLOCATED.getUuid()))
                .hasValueSatisfying(found -> assertThat(found.vmid()).isEqualTo(5000));
        assertThat(view.ours()).hasSize(1);
    }

    @Test
    void aContainerCountsAsNoCpus() {
        proxmox.list(new VmResource(200, "pve2", "lxc", "dns", "running", false, 1L << 30, 64, List.of()));

        assertThat(seen(200).getCpus()).isZero();
        assertThat(seen(200).getMemory()).isEqualTo(1L << 30);
    }

    private void made() {
        clock.goTo(clock.instant().plus(Duration.ofMinutes(1)));
    }

    private VmState seen(int vmid) {
        return read().stream()
                .flatMap(node -> node.getVmsList().stream())
                .filter(vm -> vm.getVmid() == vmid)
                .findFirst()
                .orElseThrow();
    }

    private List<NodeInventory> read() {
        Outcome<List<NodeInventory>> outcome = reader.read();
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<List<NodeInventory>>) outcome).value();
    }
}
