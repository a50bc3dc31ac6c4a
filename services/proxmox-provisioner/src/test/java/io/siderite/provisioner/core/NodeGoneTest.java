package io.siderite.provisioner.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Observation.Failed;
import io.siderite.provisioner.core.Observation.NodeGone;
import io.siderite.provisioner.images.ImageClaims;
import io.siderite.provisioner.proxmox.Discovery;
import io.siderite.provisioner.proxmox.Hypervisor;
import io.siderite.provisioner.reconcile.ClusterView;
import io.siderite.provisioner.reconcile.Clusters;
import io.siderite.provisioner.reconcile.Effects;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.MemoryMachines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node goes away for good while a machine is on its way there. */
class NodeGoneTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Failure SILENT = new Failure(Failure.Kind.UNREACHABLE, "no route to host");
    private static final Plan PLAN =
            Plan.of(Allocations.on("home", "pve1", "m-1")).at("pve1", 5000).withImage("x.iso");

    @ParameterizedTest
    @EnumSource(names = {"DOWNLOAD_IMAGE", "UPLOAD_CIDATA"})
    void whatWasNotAskedForYetIsPlacedAnewAfterTwoMinutes(Step step) {
        Vm vm = new Vm.Making(PLAN, step, Progress.due(NOW));
        Instant now = NOW;
        Decision decision = Decision.stay(vm);
        while (decision.vm() instanceof Vm.Making making && now.isBefore(NOW.plus(Duration.ofHours(1)))) {
            now = making.progress().nextAt();
            decision = Lifecycle.decide("m-1", making, new NodeGone(step, SILENT), now);
        }

        assertThat(Duration.between(NOW, now)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(4));
        assertThat(decision.vm()).isEqualTo(new Vm.Displaced(1));
        assertThat(decision.vm().vmid()).isZero();
        assertThat(decision.events()).singleElement().isInstanceOfSatisfying(VmFailed.class, failed -> {
            assertThat(failed.getPlaceAnew()).isTrue();
            assertThat(failed.hasVm()).isFalse();
            assertThat(failed.getOutcome()).isEqualTo("Unreachable");
        });
    }

    @Test
    void aVmThatMayStandThereIsWaitedFor() {
        Progress lasting = new Progress("", NOW, 0, 50, java.util.Optional.of(SILENT));

        assertThat(Lifecycle.decide(
                                "m-1",
                                new Vm.Making(PLAN, Step.CREATE_VM, lasting),
                                new NodeGone(Step.CREATE_VM, SILENT),
                                NOW)
                        .vm())
                .isInstanceOf(Vm.Making.class);
    }

    @Test
    void itIsGoneWhenTheClusterSaysSoToo() {
        assertThat(answer(Step.UPLOAD_CIDATA, Set.of("pve2"))).isEqualTo(new NodeGone(Step.UPLOAD_CIDATA, SILENT));
        assertThat(answer(Step.UPLOAD_CIDATA, Set.of("pve1", "pve2")))
                .isEqualTo(new Failed(Step.UPLOAD_CIDATA, SILENT));
        assertThat(answer(Step.CREATE_VM, Set.of("pve2"))).isEqualTo(new Failed(Step.CREATE_VM, SILENT));
    }

    private static Observation.Answer answer(Step step, Set<String> online) {
        Clusters clusters = new Clusters(Map.of("home", new Silent()), Set.of());
        clusters.seen("home", new ClusterView(Set.of(), Map.of(), online, Set.of()));
        MemoryMachines machines = new MemoryMachines();
        ImageClaims claims = machines;
        return new Effects(clusters, machines, claims, new VmidRange(5000, 5999)).run(new Effect.Pursue(PLAN, step));
    }

    private static final class Silent implements Hypervisor {

        @Override
        public Observation.Answer pursue(Plan plan, Step step) {
            return new Failed(step, SILENT);
        }

        @Override
        public Observation.Answer follow(Plan plan, Step step, String upid) {
            return new Failed(step, SILENT);
        }

        @Override
        public Observation.Answer lookForImage(Plan plan) {
            return new Failed(Step.DOWNLOAD_IMAGE, SILENT);
        }

        @Override
        public Observation.Answer lookForVm(Plan plan) {
            return new Failed(Step.START_VM, SILENT);
        }

        @Override
        public Discovery search(String requestId) {
            return new Discovery.Found(List.of());
        }
    }
}
