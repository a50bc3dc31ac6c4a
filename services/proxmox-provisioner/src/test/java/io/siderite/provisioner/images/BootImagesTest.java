package io.siderite.provisioner.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.GrpcTunnel;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.gateway.Gateway;
import io.siderite.provisioner.proxmox.ProxmoxHypervisor;
import io.siderite.provisioner.reconcile.ClusterView;
import io.siderite.provisioner.reconcile.Clusters;
import io.siderite.provisioner.reconcile.Effects;
import io.siderite.provisioner.reconcile.LockDomains;
import io.siderite.provisioner.reconcile.Machines.Wakeup;
import io.siderite.provisioner.reconcile.Reconciler;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.MemoryMachines;
import io.siderite.provisioner.testing.Records;
import io.siderite.provisioner.testing.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many machines and one image: through the reconciler, against a Proxmox in virtual time. */
class BootImagesTest {

    private static final Gateway GATEWAY = new Gateway() {
        @Override
        public Answer<String> joinConfig(String requestId, GrpcTunnel tunnel) {
            return new Answer.Given<>("kind: SideroLinkConfig");
        }

        @Override
        public Answer<BootAsset> bootAsset(BootImage image) {
            return new Answer.Given<>(new BootAsset("http://127.0.0.1:1/image.iso", "key", false, Map.of()));
        }
    };

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final MemoryMachines machines = new MemoryMachines(clock);
    private Reconciler reconciler = start();

    @BeforeEach
    void allIsWell() {
        proxmox.beKind();
    }

    @Test
    void machinesOfTwoNodesWaitForOneDownloadToTheirSharedStorageAlsoOverRestarts() {
        proxmox.share("isos");
        reconciler = start();
        List<String> ids = allocate(6);

        for (int i = 0; i < 400 && !allRun(ids); i++) {
            step();
            reconciler = start();
        }

        assertThat(ids).allSatisfy(id -> assertThat(machines.vm(id)).isInstanceOf(Vm.Running.class));
        assertThat(proxmox.downloads()).isEqualTo(1);
    }

    @Test
    void theDownloadOfAMachineThatIsReleasedMidWayServesTheOthers() {
        proxmox.share("isos");
        reconciler = start();
        allocate(1);
        while (proxmox.downloads() == 0) {
            step();
        }
        List<String> ids = allocate(4);
        reconciler.hear(List.of(
                Records.event("m-1", 2, withdrawn("m-1")),
                Records.event(
                        "m-1",
                        1,
                        MachineReleased.newBuilder().setRequestId("m-1").build())));

        for (int i = 0; i < 400 && !allRun(ids.subList(1, 4)); i++) {
            step();
        }

        assertThat(machines.vm("m-1")).isInstanceOf(Vm.Deleted.class);
        assertThat(ids.subList(1, 4))
                .allSatisfy(id -> assertThat(machines.vm(id)).isInstanceOf(Vm.Running.class));
        assertThat(proxmox.downloads()).isEqualTo(1);
    }

    @Test
    void whoWaitsHearsWhyTheDownloadFailedAndDoesNotTryAtOnceToo() {
        proxmox.share("isos");
        reconciler = start();
        proxmox.failDownloads(true);
        List<String> ids = allocate(5);

        Instant soon = clock.instant().plus(Duration.ofSeconds(25));
        while (clock.instant().isBefore(soon)) {
            step();
        }

        assertThat(proxmox.downloads()).isEqualTo(1);
        assertThat(ids)
                .allSatisfy(id -> assertThat(failures(id)).first().asString().contains("404 Not Found"));
        assertThat(ids.stream().flatMap(id -> failures(id).stream()))
                .anyMatch(why -> why.contains("tried a moment ago for m-1"));

        proxmox.failDownloads(false);
        for (int i = 0; i < 2000 && !allRun(ids); i++) {
            step();
        }
        assertThat(ids).allSatisfy(id -> assertThat(machines.vm(id)).isInstanceOf(Vm.Running.class));
        assertThat(proxmox.downloads()).isEqualTo(2);
    }

    @Test
    void aDownloadThatNeverEndsIsGivenUpAndTriedAnew() {
        proxmox.hangDownloads(true);
        List<String> ids = allocate(1);
        Instant later = clock.instant().plus(Duration.ofMinutes(29));
        while (clock.instant().isBefore(later)) {
            step();
        }
        assertThat(proxmox.downloads()).isEqualTo(1);
        assertThat(failures("m-1")).isEmpty();
        proxmox.hangDownloads(false);

        for (int i = 0; i < 4000 && !allRun(ids); i++) {
            step();
        }

        assertThat(machines.vm("m-1")).isInstanceOf(Vm.Running.class);
        assertThat(failures("m-1")).first().asString().contains("has not ended within 30 minutes");
        assertThat(proxmox.downloads()).isEqualTo(2);
    }

    private Reconciler start() {
        Clusters clusters = new Clusters(Map.of("home", new ProxmoxHypervisor(proxmox, GATEWAY, clock)), Set.of());
        clusters.seen("home", new ClusterView(Set.of(), Map.of(), Set.of("pve1", "pve2", "pve3"), Set.of("isos")));
        LockDomains domains = new LockDomains(clusters, 100, 100);
        return new Reconciler(
                machines,
                new Effects(clusters, machines, machines, new VmidRange(5000, 5999)),
                domains,
                _ -> {},
                clock);
    }

    private List<String> allocate(int count) {
        List<String> ids =
                IntStream.rangeClosed(1, count).mapToObj(i -> "m-" + i).toList();
        ids.forEach(id -> reconciler.hear(List.of(Records.event(id, 1, allocated(id)))));
        return ids;
    }

    private static NetworkAllocated allocated(String id) {
        NetworkAllocated.Builder allocated =
                Allocations.on("home", "pve" + (1 + Math.floorMod(id.hashCode(), 3)), id).toBuilder();
        allocated.getPlacementBuilder().setIsoStorage("isos");
        return allocated.build();
    }

    private static NetworkAllocated withdrawn(String id) {
        return allocated(id).toBuilder()
                .setVerdict(NetworkAllocated.Verdict.WITHDRAWN)
                .build();
    }

    private void step() {
        List<Wakeup> wakeups = machines.wakeups(Set.of(), Set.of());
        assertThat(wakeups).isNotEmpty();
        clock.goTo(wakeups.getFirst().at());
        try {
            reconciler.look(wakeups.getFirst().requestId());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean allRun(List<String> ids) {
        return ids.stream().allMatch(id -> machines.vm(id) instanceof Vm.Running);
    }

    private List<String> failures(String id) {
        return machines.published().stream()
                .filter(event -> event.key().equals(id))
                .filter(event -> event.data() instanceof VmFailed)
                .map(event -> ((VmFailed) event.data()).getError())
                .toList();
    }
}
