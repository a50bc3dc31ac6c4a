package io.siderite.provisioner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmidRange;
import io.siderite.provisioner.core.Effect;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Drawn;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.Vmids.Draw.Exhausted;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.VirtualClock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoVmidTest {

    private final MemoryMachines machines = new MemoryMachines();
    private final Clusters clusters = new Clusters(
            Map.of("home", new ProxmoxHypervisor(new FakeProxmox(new VirtualClock(), 1), CrashTest.GATEWAY)), Set.of());
    private final Effects effects =
            new Effects(clusters, machines, machines, new io.siderite.provisioner.VmidRange(5000, 5999));

    @Test
    void aClassHasARangeOfItsOwn() {
        clusters.seen("home", new ClusterView(Set.of(5300), Map.of(), Set.of("pve1", "pve2", "pve3"), Set.of()));

        assertThat(draw("m-1", 5300, 5301)).isEqualTo(new Drawn(5301));
        assertThat(draw("m-1", 5300, 5301)).as("drawn once").isEqualTo(new Drawn(5301));
        assertThat(draw("m-2", 5300, 5301)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.EXHAUSTED);
            assertThat(failed.failure().why())
                    .isEqualTo("no VMID of 5300-5301 (vmid_range of its class) is free for m-2 in home: 1 in use in"
                            + " Proxmox (5300), 1 held by machines that are being made (5301). It is tried again by"
                            + " itself; widen the range, or remove VMs from it");
        });
        assertThat(effects.run(new Effect.Pursue(Plan.of(Allocations.on("home", "pve1", "m-3")), Step.DRAW_VMID)))
                .as("others have the provisioner's")
                .isEqualTo(new Drawn(5000));
    }

    @Test
    void whatRestsIsSaidWithItsEndAndLongListsAreShort() {
        Set<Integer> used = IntStream.range(0, 20).mapToObj(i -> 5000 + 2 * i).collect(Collectors.toSet());

        Failure failure = NoVmid.failure(
                Plan.of(Allocations.on("home", "pve1", "m-1")),
                false,
                new io.siderite.provisioner.VmidRange(5000, 5040),
                used,
                new Exhausted(
                        Set.of(5001), Map.of(5003, Instant.parse("2026-01-01T01:00:00.5Z"), 5002, Instant.EPOCH)));

        assertThat(failure.why())
                .contains(
                        "siderite.provisioner.vmid-range",
                        "20 in use in Proxmox (5000, 5002, 5004, 5006, 5008, 5010, …)",
                        "1 resting after their VMs went, the first until 2026-01-01T01:00:00Z (5003)");
    }

    private Observation.Answer draw(String id, int first, int last) {
        NetworkAllocated.Builder allocated = Allocations.on("home", "pve1", id).toBuilder();
        allocated
                .getSpecBuilder()
                .setVmidRange(VmidRange.newBuilder().setFirst(first).setLast(last));
        return effects.run(new Effect.Pursue(Plan.of(allocated.build()), Step.DRAW_VMID));
    }
}
