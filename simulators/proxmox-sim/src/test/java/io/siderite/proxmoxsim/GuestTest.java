package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.siderite.proto.siderolink.ProvisionRequest;
import io.siderite.proto.siderolink.ProvisionResponse;
import io.siderite.proto.siderolink.ProvisionServiceGrpc;
import io.siderite.proxmoxsim.guest.MachineState;
import io.siderite.proxmoxsim.guest.Nic;
import io.siderite.proxmoxsim.wire.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a started VM does with what it was given. */
class GuestTest {
    private static final String UUID = "8d2a5b0e-6a5f-4b29-9a39-0d4f0c6a7d11";
    private static final String NETWORK = """
            version: 2
            ethernets:
              eth0: {match: {macaddress: "bc:24:11:00:00:00"}, dhcp4: true}
              eth1: {match: {macaddress: "bc:24:11:00:00:01"}, addresses: [172.31.250.21/24], mtu: 9000}
            """;

    private final ProxmoxSim sim = ProxmoxSim.start(0);
    private final Client pve = Client.of(sim);
    private final MachineApi omni = new MachineApi();
    private Server server = NettyServerBuilder.forPort(0).build();

    /** The machine API of an Omni that refuses the first calls. */
    private static final class MachineApi extends ProvisionServiceGrpc.ProvisionServiceImplBase {
        private final Queue<ProvisionRequest> requests = new ConcurrentLinkedQueue<>();
        private final AtomicInteger refusals = new AtomicInteger();

        @Override
        public void provision(ProvisionRequest request, StreamObserver<ProvisionResponse> answer) {
            requests.add(request);
            if (refusals.getAndDecrement() > 0) {
                answer.onError(Status.PERMISSION_DENIED
                        .withDescription("invalid join token")
                        .asRuntimeException());
                return;
            }
            answer.onNext(ProvisionResponse.newBuilder()
                    .setNodeAddressPrefix("fdae::7/64")
                    .build());
            answer.onCompleted();
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(omni)
                .build()
                .start();
        sim.iso("pve1", "local", "talos-1.13.8.iso", new byte[] {1});
    }

    @AfterEach
    void end() {
        sim.close();
        server.shutdownNow();
    }

    private String userData() {
        return userData("grpc", server.getPort());
    }

    private static String userData(String scheme, int port) {
        return """
                apiVersion: v1alpha1
                kind: SideroLinkConfig
                apiUrl: %s://127.0.0.1:%d?jointoken=v2%%3Aabc%%2Bd%%3D&grpc_tunnel=true
                ---
                apiVersion: v1alpha1
                kind: EventSinkConfig
                endpoint: "[fdae:41e4:649b:9303::1]:8091"
                """.formatted(scheme, port);
    }

    private void create(String boot, byte[] cidata) {
        sim.iso("pve1", "local", "m1.iso", cidata);
        assertThat(pve.task(pve.post(
                        "/nodes/pve1/qemu",
                        Map.of(
                                "vmid", "500",
                                "scsi0", "local-lvm:10",
                                "ide0", "local:iso/m1.iso,media=cdrom",
                                "ide2", "local:iso/talos-1.13.8.iso,media=cdrom",
                                "net0", "virtio=BC:24:11:00:00:00,bridge=vmbr0",
                                "net1", "virtio=BC:24:11:00:00:01,bridge=vmbr1",
                                "smbios1", "uuid=" + UUID,
                                "boot", boot))))
                .isEqualTo("OK");
    }

    private void start() {
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/500/status/start"))).isEqualTo("OK");
    }

    private void stop() {
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/500/status/stop"))).isEqualTo("OK");
    }

    private static String meta(String hostname) {
        return "instance-id: " + UUID + "\nlocal-hostname: " + hostname + "\n";
    }

    @Test
    void bootsItsCidataAndJoinsUntilOmniTakesItIn() {
        omni.refusals.set(2);
        create("order=scsi0;ide2", TestIso.cidata(userData(), meta("m1"), NETWORK));

        start();

        Client.eventually("the machine to join", () -> sim.vm(500).joined());
        assertThat(omni.requests).hasSize(3);
        ProvisionRequest asked = omni.requests.element();
        assertThat(asked.getNodeUuid()).isEqualTo(UUID);
        assertThat(asked.getJoinToken()).isEqualTo("v2:abc+d=");
        assertThat(asked.getTalosVersion()).isEqualTo("v1.13.8");
        assertThat(asked.getWireguardOverGrpc()).isTrue();
        assertThat(asked.getNodeUniqueToken()).isNotEmpty();
        assertThat(Base64.getDecoder().decode(asked.getNodePublicKey())).hasSize(32);
        VmView vm = sim.vm(500);
        assertThat(vm.hostname()).isEqualTo("m1");
        assertThat(vm.bootedFrom()).isEqualTo("local:iso/talos-1.13.8.iso");
        assertThat(vm.notes()).isEmpty();
        assertThat(vm.nics())
                .containsExactly(
                        new Nic("eth0", "bc:24:11:00:00:00", "vmbr0", true, List.of(), 0, true),
                        new Nic("eth1", "bc:24:11:00:00:01", "vmbr1", false, List.of("172.31.250.21/24"), 9000, true));
    }

    @Test
    void joinsOverTlsThatItTrusts() throws IOException {
        Certificates omniCertificates = Certificates.generate("omni");
        Server secure = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forServer(omniCertificates.keyManagers()))
                        .build())
                .addService(omni)
                .build()
                .start();
        try (ProxmoxSim trusting = ProxmoxSim.start(
                World.seedLike().speed(0).trust(omniCertificates.caPem()).build())) {
            String user = userData("https", secure.getPort());
            for (ProxmoxSim one : new ProxmoxSim[] {trusting, sim}) {
                one.iso("pve1", "local", "talos.iso", new byte[] {1});
                one.iso("pve1", "local", "m1.iso", TestIso.cidata(user, meta("m1"), NETWORK));
                Client its = Client.of(one);
                assertThat(its.task(its.post(
                                "/nodes/pve1/qemu",
                                "vmid",
                                "500",
                                "ide0",
                                "local:iso/m1.iso,media=cdrom",
                                "ide2",
                                "local:iso/talos.iso,media=cdrom",
                                "boot",
                                "order=ide2",
                                "start",
                                "1")))
                        .isEqualTo("OK");
            }
            Client.eventually("the machine to join", () -> trusting.vm(500).joined());
            Client.eventually(
                    "the other to be refused by its own check",
                    () -> sim.vm(500).machine() instanceof MachineState.Joining(int attempts, String why)
                            && attempts >= 1
                            && why.startsWith("UNAVAILABLE"));
        } finally {
            secure.shutdownNow();
        }
    }

    @Test
    void keepsItsUniqueTokenAndDrawsANewKeyAtEachStart() {
        create("order=scsi0;ide2", TestIso.cidata(userData(), meta("m1"), NETWORK));
        start();
        Client.eventually("the machine to join", () -> sim.vm(500).joined());
        stop();
        assertThat(sim.vm(500).machine()).isEqualTo(new MachineState.Off());
        sim.installed(500, "scsi0");

        start();

        Client.eventually("the machine to join again", () -> sim.vm(500).joined());
        assertThat(omni.requests).hasSize(2);
        assertThat(omni.requests.stream()
                        .map(ProvisionRequest::getNodeUniqueToken)
                        .distinct())
                .hasSize(1);
        assertThat(omni.requests.stream()
                        .map(ProvisionRequest::getNodePublicKey)
                        .distinct())
                .hasSize(2);
        assertThat(sim.vm(500).bootedFrom()).isEqualTo("local-lvm:vm-500-disk-0");
    }

    @Test
    void doesNotBootWithoutSomethingBootable() {
        create("order=scsi0", TestIso.cidata(userData(), meta("m1"), NETWORK));

        start();

        Client.eventually("the firmware to give up", () -> sim.vm(500).machine() instanceof MachineState.NoBootDevice);
        assertThat(sim.vm(500).machine())
                .isEqualTo(new MachineState.NoBootDevice("no bootable device: scsi0 (empty disk)"));
        assertThat(omni.requests).isEmpty();
    }

    @Test
    void notesABootOrderThatWillHaltTheInstalledMachine() {
        create("order=ide2;scsi0", TestIso.cidata(userData(), meta("m1"), NETWORK));

        start();

        Client.eventually("the machine to join", () -> sim.vm(500).joined());
        assertThat(sim.vm(500).notes()).singleElement().asString().contains("scsi0 stands after ide2");
    }

    @Test
    void notesWhatIsOddInTheNetworkConfig() {
        String network = "version: 2\nethernets:\n  eth0: {match: {macaddress: \"bc:24:11:00:00:99\"}, dhcp4: true}\n";
        create("order=scsi0;ide2", TestIso.cidata(userData(), meta("m1"), network));

        start();

        Client.eventually("the machine to join", () -> sim.vm(500).joined());
        assertThat(sim.vm(500).notes())
                .containsExactly(
                        "network-config does not list bc:24:11:00:00:00: it gets DHCP",
                        "network-config does not list bc:24:11:00:00:01: it gets DHCP",
                        "network-config lists bc:24:11:00:00:99, which this machine does not have");
    }

    @Test
    void aLongHostnameDiscardsTheNetworkConfig() {
        create("order=scsi0;ide2", TestIso.cidata(userData(), meta("m".repeat(64)), NETWORK));

        start();

        Client.eventually("the machine to join", () -> sim.vm(500).joined());
        assertThat(sim.vm(500).nics()).allMatch(n -> n.dhcp() && !n.configured());
    }

    @Test
    void withoutAJoinConfigurationItStaysAlone() {
        create("order=scsi0;ide2", TestIso.cidata("#cloud-config\n" + userData(), meta("m1"), NETWORK));

        start();

        Client.eventually("Talos to look", () -> sim.vm(500).machine() instanceof MachineState.Unconfigured);
        assertThat(sim.vm(500).machine().toString()).contains("#cloud-config");
    }

    @Test
    void theLabelMustBeExact() {
        create("order=scsi0;ide2", TestIso.image("CIDATA", Map.of("user-data", userData(), "meta-data", meta("m1"))));

        start();

        Client.eventually("Talos to look", () -> sim.vm(500).machine() instanceof MachineState.Unconfigured);
        assertThat(sim.vm(500).notes()).singleElement().asString().contains("is not exactly cidata");
    }

    @Test
    void anOmniThatIsAwayIsTriedAgain() throws InterruptedException {
        create("order=scsi0;ide2", TestIso.cidata(userData(), meta("m1"), NETWORK));
        server.shutdownNow().awaitTermination();

        start();

        Client.eventually(
                "a second attempt",
                () -> sim.vm(500).machine() instanceof MachineState.Joining(int attempts, String why)
                        && attempts >= 2
                        && why.startsWith("UNAVAILABLE"));
        stop();
        assertThat(sim.vm(500).machine()).isEqualTo(new MachineState.Off());
    }
}
