package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A VM from create to destroy, as a provisioner drives it. */
class LifecycleTest {
    private static ProxmoxSim sim = ProxmoxSim.start(0);
    private static Client pve = Client.of(sim);

    @BeforeAll
    static void boot() {
        sim.iso("pve1", "local", "talos-1.13.8.iso", "boot".getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void end() {
        sim.close();
    }

    private static Map<String, String> worker(int vmid) {
        return Client.pairs(
                "vmid", String.valueOf(vmid),
                "name", "worker-" + vmid,
                "cores", "16",
                "memory", "64000",
                "scsihw", "virtio-scsi-single",
                "scsi0", "ssdpool:450,ssd=1,discard=on,iothread=1,cache=none,aio=io_uring",
                "scsi1", "local-lvm:10",
                "ide2", "local:iso/talos-1.13.8.iso,media=cdrom",
                "net0", "virtio,bridge=vmbr0,firewall=1",
                "net1", "virtio=BC:24:11:00:00:01,bridge=vmbr1,mtu=9000",
                "smbios1", "uuid=8d2a5b0e-6a5f-4b29-9a39-0d4f0c6a7d11",
                "tags", "Siderite,a-tag",
                "boot", "order=scsi0;scsi1;ide2",
                "agent", "enabled=1");
    }

    @Test
    void createStartStopDestroy() {
        assertThat(pve.task(pve.post("/nodes/pve1/qemu", worker(100)))).isEqualTo("OK");
        JsonNode config = pve.get("/nodes/pve1/qemu/100/config").data();
        assertThat(config.path("scsi0").asText())
                .isEqualTo("ssdpool:vm-100-disk-0,aio=io_uring,cache=none,discard=on,iothread=1,size=450G,ssd=1");
        assertThat(config.path("net0").asText()).matches("virtio=BC:24:11:[0-9A-F:]{8},bridge=vmbr0,firewall=1");
        assertThat(config.path("tags").asText()).isEqualTo("a-tag;siderite");
        assertThat(sim.diskVolumes()).contains("pve1/ssdpool:vm-100-disk-0", "pve1/local-lvm:vm-100-disk-0");

        assertThat(pve.task(pve.post("/nodes/pve1/qemu/100/status/start"))).isEqualTo("OK");
        assertThat(pve.get("/nodes/pve1/qemu/100/status/current")
                        .data()
                        .path("status")
                        .asText())
                .isEqualTo("running");
        assertThat(pve.delete("/nodes/pve1/qemu/100?purge=1").message())
                .isEqualTo("VM 100 is running - destroy failed");
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/100/status/start"))).isEqualTo("VM 100 already running");
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/100/status/stop"))).isEqualTo("OK");
        assertThat(pve.task(pve.delete("/nodes/pve1/qemu/100?purge=1"))).isEqualTo("OK");

        Client.Answer gone = pve.get("/nodes/pve1/qemu/100/config");
        assertThat(gone.status()).isEqualTo(500);
        assertThat(gone.message()).isEqualTo("Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist");
        assertThat(sim.diskVolumes()).noneMatch(v -> v.contains("vm-100-"));
        assertThat(sim.isoVolumes()).containsExactly("pve1/local:iso/talos-1.13.8.iso");
    }

    @Test
    void versionAndResources() {
        assertThat(pve.get("/version").data().path("release").asText()).isEqualTo("9.0");
        assertThat(pve.get("/cluster/resources?type=node").data()).hasSize(3);
        assertThat(pve.get("/cluster/resources?type=storage").data()).hasSize(12);
    }
}
