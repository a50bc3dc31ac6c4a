package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A simulated Omni and a simulated Proxmox, and what people do with them. */
record Peers(OmniSim omni, ProxmoxSim proxmox) implements AutoCloseable {

    static final String PROVIDER = "proxmox";
    static final String CONTROL_PLANES = "talos-control-planes";
    static final String WORKERS = "talos-workers";

    static final String CONTROL_PLANE_CLASS = """
            cores: 4
            sockets: 1
            memory: 16000
            disk_size: 60
            network_bridge: vmbr0
            storage_selector: name == "fastpool"
            disk_ssd: true
            disk_discard: true
            disk_iothread: true
            disk_cache: none
            disk_aio: io_uring
            """;
    static final String WORKER_CLASS = """
            cores: 16
            sockets: 1
            memory: 64000
            disk_size: 450
            network_bridge: vmbr0
            storage_selector: name == "ssdpool"
            disk_ssd: true
            disk_discard: true
            disk_iothread: true
            disk_cache: none
            disk_aio: io_uring
            additional_nics:
              - bridge: vmbr1
                firewall: false
            """;

    /** Three nodes that work ten times as fast as real ones, and an Omni of this kind. */
    static Peers start(OmniSimOptions omni) throws IOException {
        return start(omni, World.seedLike().speed(0.1).build());
    }

    static Peers start(OmniSimOptions omni, World proxmox) throws IOException {
        return new Peers(OmniSim.start(omni), ProxmoxSim.start(proxmox));
    }

    /** A siderite.yaml that points at both; {@code run} takes it with the arguments answered. */
    List<String> configure(Path directory) throws IOException {
        return configure(directory, omni.serviceAccountKey(PROVIDER), omni.caPem());
    }

    /** The same with another key and another CA for Omni. */
    List<String> configure(Path directory, String key, String omniCa) throws IOException {
        write(directory.resolve("omni-ca.pem"), omniCa);
        write(directory.resolve("omni.key"), key);
        write(directory.resolve("proxmox.token"), proxmox.token().secret());
        String endpoints = proxmox.endpoints().values().stream()
                .map(uri -> "\n          - " + uri)
                .collect(Collectors.joining());
        Path file = write(directory.resolve("siderite.yaml"), """
                siderite:
                  omni:
                    endpoint: %s
                    service-account-key-file: omni.key
                    ca-file: omni-ca.pem
                  proxmox:
                    clusters:
                      seed:
                        endpoints:%s
                        token-id: %s
                        token-secret-file: proxmox.token
                        fingerprint: %s
                """.formatted(
                        omni.endpoint(), endpoints, proxmox.token().id(), proxmox.certificateFingerprint()));
        return List.of("--config-file", file.toString());
    }

    /** A file that only its owner can read. */
    static Path write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /** Whether Omni shows the provider as connected and knows the schema of its classes. */
    static boolean takesClasses(OmniSim omni) {
        return omni.isConnected(PROVIDER)
                && !omni.resources("InfraProviderStatuses.omni.sidero.dev").isEmpty();
    }

    /** Asks for a cluster of three control planes and three workers. */
    void applyCluster() {
        applySet(CONTROL_PLANES, CONTROL_PLANE_CLASS, 3);
        applySet(WORKERS, WORKER_CLASS, 3);
    }

    void removeCluster() {
        omni.deleteSet(WORKERS);
        omni.deleteSet(CONTROL_PLANES);
    }

    /** Asks for machines of a class of their own, with the extensions of the field's template. */
    void applySet(String set, String providerData, int count) {
        applySet(omni, set, providerData, count);
    }

    static void applySet(OmniSim omni, String set, String providerData, int count) {
        assertThat(omni.applyClass(set, PROVIDER, providerData).problems()).isEmpty();
        MachineTemplate template =
                MachineTemplate.talos("1.11.6").withExtensions("siderolabs/iscsi-tools", "siderolabs/util-linux-tools");
        assertThat(omni.applySet(set, set, count, template).problems()).isEmpty();
    }

    /** What Omni was told of each request. */
    Map<String, MachineRequestStatusSpec> statuses() {
        return statuses(omni);
    }

    /** How many requests Omni was told to be provisioned. */
    long provisioned() {
        return statuses().values().stream()
                .filter(s -> s.getStage() == MachineRequestStatusSpec.Stage.PROVISIONED)
                .count();
    }

    static Map<String, MachineRequestStatusSpec> statuses(OmniSim omni) {
        Map<String, MachineRequestStatusSpec> statuses = new TreeMap<>();
        for (Resource status : omni.resources("MachineRequestStatuses.omni.sidero.dev")) {
            try {
                statuses.put(
                        status.getMetadata().getId(),
                        MachineRequestStatusSpec.parseFrom(status.getSpec().getProtoSpec()));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        return statuses;
    }

    /** What of machines is still there, in Omni and in Proxmox, but for VMs that are not ours. */
    List<String> leftovers(Integer... foreignVms) {
        List<String> left = new ArrayList<>();
        omni.leftovers()
                .forEach(r -> left.add("Omni: " + r.getMetadata().getType() + " "
                        + r.getMetadata().getId()));
        proxmox.vms().stream()
                .filter(vm -> !List.of(foreignVms).contains(vm.vmid()))
                .forEach(vm -> left.add("Proxmox: VM " + vm.vmid() + " on " + vm.node()));
        proxmox.isoVolumes().stream()
                .filter(iso -> iso.contains("cidata"))
                .forEach(iso -> left.add("Proxmox: ISO " + iso));
        proxmox.diskVolumes().stream()
                .filter(disk -> List.of(foreignVms).stream().noneMatch(id -> disk.contains("-" + id + "-")))
                .forEach(disk -> left.add("Proxmox: disk " + disk));
        return left;
    }

    @Override
    public void close() {
        proxmox.close();
        omni.close();
    }
}
