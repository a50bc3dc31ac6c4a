package io.siderite.cli.demo;

import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.Verdict;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.VmView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The peers of the demo: an Omni and a Proxmox of three nodes, simulated, in this process and on loopback. */
final class World implements AutoCloseable {

    static final String PROVIDER = "proxmox";
    private static final String TALOS = "1.11.6";
    private static final String CONTROL_PLANES = "demo-control-planes";
    private static final String WORKERS = "demo-workers";
    private static final String GPU_WORKERS = "demo-gpu-workers";

    private static final String CONTROL_PLANE_CLASS = """
            cores: 4
            memory: 16000
            disk_size: 60
            network_bridge: vmbr0
            storage_selector: name == "fastpool"
            disk_ssd: true
            disk_discard: true
            disk_iothread: true
            """;
    private static final String WORKER_CLASS = """
            cores: 16
            memory: 64000
            disk_size: 450
            network_bridge: vmbr0
            storage_selector: name == "ssdpool"
            disk_ssd: true
            disk_discard: true
            disk_iothread: true
            additional_nics:
              - bridge: vmbr1
                firewall: false
            """;
    private static final String GPU_WORKER_CLASS = """
            cores: 8
            memory: 32000
            disk_size: 100
            network_bridge: vmbr0
            storage_selector: name == "ssdpool"
            additional_nics:
              - network: storage
                firewall: false
            """;

    private final OmniSim omni;
    private final ProxmoxSim proxmox;

    private World(OmniSim omni, ProxmoxSim proxmox) {
        this.omni = omni;
        this.proxmox = proxmox;
    }

    /**
     * Starts it.
     *
     * @param speed factor on every duration of the peers: 1 is realistic
     */
    static World start(double speed) throws IOException {
        OmniSim omni = OmniSim.start(OmniSimOptions.defaults()
                .withProviders(PROVIDER)
                .withLeaveClusterDelay(Duration.ofMillis(Math.round(1000 * speed))));
        return new World(omni, ProxmoxSim.start(speed));
    }

    /** Writes a configuration that points at this world; only the owner can read it. */
    Path configure(Path dir) throws IOException {
        write(dir.resolve("omni-ca.pem"), omni.caPem());
        write(dir.resolve("omni-service-account-key"), omni.serviceAccountKey(PROVIDER));
        write(dir.resolve("proxmox-token-secret"), proxmox.token().secret());
        String endpoints = proxmox.endpoints().values().stream()
                .map(uri -> "\n          - " + uri)
                .collect(Collectors.joining());
        return write(dir.resolve("siderite.yaml"), """
                siderite:
                  omni:
                    endpoint: %s
                    provider-id: %s
                    service-account-key-file: %s
                    ca-file: %s
                  proxmox:
                    clusters:
                      %s:
                        endpoints:%s
                        token-id: %s
                        token-secret-file: %s
                        fingerprint: %s
                  management-subnet: 192.168.10.0/24
                  networks:
                    storage:
                      bridge: vmbr1
                      subnet: 172.31.250.0/24
                      ranges: 172.31.250.21-172.31.250.29
                      reservations:
                        172.31.250.1: truenas
                        172.31.250.30: "set:*gpu*"
                      mtu: 9000
                """.formatted(
                        omni.endpoint(),
                        PROVIDER,
                        dir.resolve("omni-service-account-key"),
                        dir.resolve("omni-ca.pem"),
                        proxmox.world().cluster(),
                        endpoints,
                        proxmox.token().id(),
                        dir.resolve("proxmox-token-secret"),
                        proxmox.certificateFingerprint()));
    }

    /** Whether Omni hears the provider's heartbeat and knows its schema, and so takes classes for it. */
    boolean connected() {
        return omni.isConnected(PROVIDER)
                && !omni.resources("InfraProviderStatuses.omni.sidero.dev").isEmpty();
    }

    /** Asks for a cluster, with one GPU worker beside the others; answers what Omni has against it. */
    List<String> applyCluster(int controlPlanes, int workers) {
        MachineTemplate template =
                MachineTemplate.talos(TALOS).withExtensions("siderolabs/iscsi-tools", "siderolabs/util-linux-tools");
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(omni.applyClass("demo-control-plane", PROVIDER, CONTROL_PLANE_CLASS));
        verdicts.add(omni.applyClass("demo-worker", PROVIDER, WORKER_CLASS));
        verdicts.add(omni.applyClass("demo-gpu-worker", PROVIDER, GPU_WORKER_CLASS));
        if (verdicts.stream().allMatch(v -> v.problems().isEmpty())) {
            verdicts.add(omni.applySet(CONTROL_PLANES, "demo-control-plane", controlPlanes, template));
            verdicts.add(omni.applySet(WORKERS, "demo-worker", workers, template));
            verdicts.add(omni.applySet(GPU_WORKERS, "demo-gpu-worker", 1, template));
        }
        return verdicts.stream().flatMap(v -> v.problems().stream()).toList();
    }

    void removeCluster() {
        omni.deleteSet(GPU_WORKERS);
        omni.deleteSet(WORKERS);
        omni.deleteSet(CONTROL_PLANES);
    }

    /** UUID of each registered machine to its request. */
    Map<String, String> registrations() {
        return omni.registrations();
    }

    /** The VM of a machine in Proxmox itself. */
    Optional<VmView> vm(String uuid) {
        return proxmox.vms().stream().filter(v -> v.uuid().equals(uuid)).findFirst();
    }

    int vmCount() {
        return proxmox.vms().size();
    }

    /** What of the machines is still there, in Omni and in Proxmox; empty when everything is gone. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>();
        omni.leftovers()
                .forEach(r -> left.add("Omni: " + r.getMetadata().getType() + " "
                        + r.getMetadata().getId()));
        proxmox.vms().forEach(v -> left.add("Proxmox: VM " + v.vmid() + " on " + v.node()));
        proxmox.isoVolumes().stream()
                .filter(iso -> iso.contains("cidata"))
                .forEach(iso -> left.add("Proxmox: ISO " + iso));
        proxmox.diskVolumes().forEach(disk -> left.add("Proxmox: disk " + disk));
        return left;
    }

    @Override
    public void close() {
        proxmox.close();
        omni.close();
    }

    private static Path write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
