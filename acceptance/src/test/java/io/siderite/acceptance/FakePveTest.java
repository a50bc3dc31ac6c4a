package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.contracts.proxmox.FakePve;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Proxmox API that somebody else wrote, with a ticket login. It boots nothing, so a machine is provisioned there and
 * never registered.
 */
class FakePveTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aMachineIsProvisionedAndTakenAwayAgain() throws Exception {
        try (FakePve pve = FakePve.start();
                OmniSim omni = OmniSim.start(OmniSimOptions.defaults())) {
            PveApi api = PveApi.login(pve);
            try (Instance instance = Instance.serving(directory, configure(directory, pve, omni))) {
                instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(omni));
                Peers.applySet(omni, Peers.WORKERS, """
                        cores: 2
                        sockets: 1
                        memory: 2048
                        disk_size: 20
                        network_bridge: vmbr0
                        storage_selector: name == "local-lvm"
                        disk_ssd: true
                        disk_discard: true
                        disk_iothread: true
                        """, 1);
                instance.await(
                        LIMIT,
                        "its machine is provisioned",
                        () -> Peers.statuses(omni).values().stream()
                                .anyMatch(s -> s.getStage() == MachineRequestStatusSpec.Stage.PROVISIONED));

                MachineRequestStatusSpec status =
                        Peers.statuses(omni).values().iterator().next();
                assertThat(status.getError()).isEmpty();
                List<JsonNode> vms = api.vms();
                assertThat(vms).hasSize(1);
                assertThat(vms.getFirst().path("status").asText()).isEqualTo("running");
                JsonNode config = api.config(vms.getFirst());
                assertThat(config.path("smbios1").asText()).contains(status.getId());
                assertThat(config.path("tags").asText()).contains("siderite");
                assertThat(api.isos()).hasSize(2);

                omni.deleteSet(Peers.WORKERS);
                instance.await(
                        LIMIT,
                        "nothing is left",
                        () -> omni.leftovers().isEmpty() && api.vms().isEmpty());
                // The Talos image stays for the next machine, what was this machine's own does not.
                assertThat(api.isos()).hasSize(1).noneMatch(iso -> iso.contains("cidata"));
                assertThat(instance.log()).doesNotContain(pve.password());
            }
        }
    }

    static List<String> configure(Path directory, FakePve pve, OmniSim omni) throws Exception {
        Peers.write(directory.resolve("omni-ca.pem"), omni.caPem());
        Peers.write(directory.resolve("omni.key"), omni.serviceAccountKey(Peers.PROVIDER));
        Peers.write(directory.resolve("pve.password"), pve.password());
        Path file = Peers.write(directory.resolve("siderite.yaml"), """
                siderite:
                  omni:
                    endpoint: %s
                    service-account-key-file: omni.key
                    ca-file: omni-ca.pem
                  proxmox:
                    clusters:
                      fakepve:
                        endpoints: [%s]
                        username: %s
                        password-file: pve.password
                        ca-file: %s
                """.formatted(
                        omni.endpoint(), pve.uri(), pve.user(), pve.certificateFile()));
        return List.of("--config-file", file.toString());
    }
}
