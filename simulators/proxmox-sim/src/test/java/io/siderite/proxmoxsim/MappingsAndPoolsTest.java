package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Devices that have a name in the cluster, and pools of VMs. */
class MappingsAndPoolsTest {
    private final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .pci("pair", "pve2", "0000:81:00.0")
            .pci("pair", "pve2", "0000:82:00.0")
            .leastPrivileged("other@pve", "x")
            .pool("prod")
            .pool("lab")
            .user("pooled@pve", "pw")
            .allow("pooled@pve", "/pool/lab", true, Set.of("VM.Allocate", "VM.Audit", "VM.Config.CPU", "Pool.Audit"))
            .speed(0)
            .resourcesPeriod(java.time.Duration.ZERO)
            .build());
    private final Client root = Client.at(sim, "pve1").login("root@pam", sim.password("root@pam"));

    @AfterEach
    void end() {
        sim.close();
    }

    private String start(String node, int vmid, String... options) {
        String[] all = Stream.concat(Stream.of("vmid", String.valueOf(vmid)), Arrays.stream(options))
                .toArray(String[]::new);
        assertThat(root.task(root.post("/nodes/" + node + "/qemu", all))).isEqualTo("OK");
        return root.task(root.post("/nodes/" + node + "/qemu/" + vmid + "/status/start"));
    }

    @Test
    void mappingsAreListedAsFarAsOneMaySeeThem() {
        JsonNode all = root.get("/cluster/mapping/pci?check-node=pve1").data();
        assertThat(all).hasSize(3);
        assertThat(all.path(0).path("id").asText()).isEqualTo("nvidia-gpu-1");
        assertThat(all.path(0).path("map").path(0).asText()).isEqualTo("id=10de:2204,node=pve1,path=0000:01:00.0");
        assertThat(all.path(0).path("checks")).isEmpty();
        assertThat(all.path(2).path("checks").path(0).path("message").asText()).isEqualTo("No mapping for node pve1.");

        Client token = Client.of(sim);
        assertThat(token.get("/cluster/mapping/pci").data()).hasSize(2);
        assertThat(token.get("/cluster/mapping/usb").data().path(0).path("id").asText())
                .isEqualTo("zigbee");
        assertThat(token.get("/cluster/mapping/pci/pair").message())
                .isEqualTo("Permission check failed (/mapping/pci/pair, Mapping.Modify|Mapping.Use|Mapping.Audit)");
        assertThat(root.get("/cluster/mapping/usb/none").message()).isEqualTo("mapping 'none' not found");
    }

    @Test
    void aMappingIsForThoseWhoMayUseIt() {
        Client token = Client.of(sim);

        assertThat(token.post("/nodes/pve2/qemu", "vmid", "100", "hostpci0", "mapping=pair")
                        .message())
                .isEqualTo("Permission check failed (/mapping/pci/pair, Mapping.Use)");
        assertThat(token.task(token.post(
                        "/nodes/pve1/qemu",
                        "vmid",
                        "100",
                        "hostpci0",
                        "mapping=nvidia-gpu-1,rombar=0,x-vga=1",
                        "usb0",
                        "mapping=zigbee")))
                .isEqualTo("OK");
        assertThat(sim.vm(100).config()).containsEntry("hostpci0", "mapping=nvidia-gpu-1,rombar=0,x-vga=1");
        assertThat(token.post("/nodes/pve1/qemu", "vmid", "101", "hostpci0", "host=0000:01:00.0")
                        .message())
                .isEqualTo("only root can set 'hostpci0' config for non-mapped devices");
    }

    @Test
    void aDeviceServesOneRunningVm() {
        assertThat(start("pve1", 100, "hostpci0", "mapping=nvidia-gpu-1")).isEqualTo("OK");
        assertThat(start("pve1", 101, "hostpci0", "mapping=nvidia-gpu-1"))
                .isEqualTo("PCI device '0000:01:00.0' already in use by VMID '100'");
        assertThat(start("pve2", 102, "hostpci0", "mapping=nvidia-gpu-1"))
                .isEqualTo("PCI device mapping not found for 'nvidia-gpu-1'");
        assertThat(start("pve1", 103, "usb0", "mapping=zigbee")).isEqualTo("USB device mapping not found for 'zigbee'");
        assertThat(start("pve1", 104, "hostpci0", "mapping=nvidia-gpu-2", "hostpci1", "mapping=nvidia-gpu-2"))
                .isEqualTo("device '0000:02:00.0' assigned more than once");

        assertThat(root.task(root.post("/nodes/pve1/qemu/100/status/stop"))).isEqualTo("OK");
        assertThat(root.task(root.post("/nodes/pve1/qemu/101/status/start"))).isEqualTo("OK");
    }

    @Test
    void ofSeveralDevicesTheFirstFreeOneIsTaken() {
        assertThat(start("pve2", 100, "hostpci0", "mapping=pair")).isEqualTo("OK");
        assertThat(start("pve2", 101, "hostpci0", "mapping=pair")).isEqualTo("OK");
        assertThat(start("pve2", 102, "hostpci0", "mapping=pair"))
                .isEqualTo("could not find a free device for 'hostpci0'");
    }

    @Test
    void aPoolMustExistAndShowsItsVms() {
        assertThat(root.post("/nodes/pve1/qemu", "vmid", "100", "pool", "none").message())
                .isEqualTo("Permission check failed (pool 'none' does not exist)");
        assertThat(root.task(root.post("/nodes/pve1/qemu", "vmid", "100", "pool", "prod")))
                .isEqualTo("OK");

        assertThat(root.get("/pools").data()).hasSize(2);
        assertThat(root.get("/pools?poolid=prod")
                        .data()
                        .path(0)
                        .path("members")
                        .path(0)
                        .path("vmid")
                        .asInt())
                .isEqualTo(100);
        assertThat(root.get("/cluster/resources?type=vm")
                        .data()
                        .path(0)
                        .path("pool")
                        .asText())
                .isEqualTo("prod");
        assertThat(Client.of(sim).get("/pools").data()).isEmpty();
    }

    @Test
    void whatHoldsOnAPoolHoldsOnItsVms() {
        Client pooled = Client.at(sim, "pve1").login("pooled@pve", "pw");

        assertThat(pooled.post("/nodes/pve1/qemu", "vmid", "100", "cores", "1").message())
                .isEqualTo("Permission check failed");
        assertThat(pooled.task(pooled.post("/nodes/pve1/qemu", "vmid", "100", "pool", "lab", "cores", "1")))
                .isEqualTo("OK");
        assertThat(pooled.get("/nodes/pve1/qemu/100/config")
                        .data()
                        .path("cores")
                        .asInt())
                .isEqualTo(1);
        assertThat(pooled.get("/pools").data()).hasSize(1);
    }
}
