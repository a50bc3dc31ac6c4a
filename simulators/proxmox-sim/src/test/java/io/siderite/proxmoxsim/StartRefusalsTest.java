package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken at create and refused at start. */
class StartRefusalsTest {
    private static final ProxmoxSim sim =
            ProxmoxSim.start(World.seedLike().speed(0).mapping("gpu", "pve2").build());
    private static Client pve = Client.at(sim, "pve1");
    private static int next = 400;

    @BeforeAll
    static void login() {
        pve = pve.login("root@pam", sim.password("root@pam"));
    }

    @AfterAll
    static void end() {
        sim.close();
    }

    private static int create(String... options) {
        int vmid = next++;
        String[] all = Stream.concat(Stream.of("vmid", String.valueOf(vmid)), Arrays.stream(options))
                .toArray(String[]::new);
        assertThat(pve.task(pve.post("/nodes/pve1/qemu", all))).isEqualTo("OK");
        return vmid;
    }

    private static String start(int vmid) {
        return pve.task(pve.post("/nodes/pve1/qemu/" + vmid + "/status/start"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "net0 | virtio,bridge=vmbr9 | bridge 'vmbr9' does not exist",
                "net0 | virtio,bridge=vmbr0,mtu=9000 | netdev net0: MTU '9000' is bigger than the bridge MTU '1500'",
                "net0 | virtio,bridge=vmbr0,mtu=500 | MTU '500' is smaller than the IP minimum MTU '576'",
                "cores | 65 | MAX 64 vcpus allowed per VM on this node",
                "hugepages | 2 | numa needs to be enabled to use hugepages",
                "hostpci0 | host=0000:01:00,pcie=1 | q35 machine model is not enabled",
                "hostpci0 | mapping=gpu | PCI device mapping not found for 'gpu'",
                "memory | 500000 | start failed: QEMU exited with code 1"
            })
    void refusesAtStart(String option, String value, String reason) {
        int vmid = create(option, value);

        assertThat(start(vmid)).contains(reason);
        assertThat(sim.vm(vmid).running()).isFalse();
    }

    @Test
    void mtuOfTheBridgeIsFine() {
        assertThat(start(create("net0", "virtio,bridge=vmbr1,mtu=9000", "net1", "virtio,bridge=vmbr0,mtu=1")))
                .isEqualTo("OK");
    }

    @Test
    void aDeletedIsoBlocksTheStart() {
        sim.iso("pve1", "local", "gone.iso", new byte[] {1});
        int vmid = create("ide2", "local:iso/gone.iso,media=cdrom");
        assertThat(pve.task(pve.delete("/nodes/pve1/storage/local/content/local:iso/gone.iso")))
                .isEqualTo("OK");

        assertThat(start(vmid)).isEqualTo("volume 'local:iso/gone.iso' does not exist");
    }

    @Test
    void aLockedVmDoesNotStart() {
        int vmid = create("cores", "1");
        sim.faults().configLock(vmid, "backup");

        assertThat(start(vmid)).isEqualTo("VM is locked (backup)");
    }

    @Test
    void iothreadWithoutItsControllerIsAWarning() {
        assertThat(start(create("scsi0", "local-lvm:1,iothread=1", "scsihw", "virtio-scsi-pci")))
                .isEqualTo("WARNINGS: 1");
    }

    @Test
    void protectionAndHaKeepAVmFromBeingDestroyed() {
        int vmid = create("protection", "1");
        assertThat(pve.delete("/nodes/pve1/qemu/" + vmid).message())
                .isEqualTo("can't remove VM " + vmid + " - protection mode enabled");

        assertThat(pve.put("/nodes/pve1/qemu/" + vmid + "/config", "protection", "0")
                        .status())
                .isEqualTo(200);
        sim.haManaged(vmid, true);
        assertThat(pve.delete("/nodes/pve1/qemu/" + vmid).message())
                .isEqualTo("unable to remove VM " + vmid + " - used in HA resources and purge parameter not set.");
        assertThat(pve.task(pve.delete("/nodes/pve1/qemu/" + vmid + "?purge=1")))
                .isEqualTo("OK");
    }

    @Test
    void aChangeWhileRunningWaitsForTheNextStart() {
        int vmid = create("cores", "2", "scsi0", "local-lvm:1");
        String config = "/nodes/pve1/qemu/" + vmid + "/config";
        assertThat(start(vmid)).isEqualTo("OK");

        assertThat(pve.task(pve.post(config, "cores", "4", "tags", "B;a", "delete", "scsi0")))
                .isEqualTo("OK");
        assertThat(pve.get(config + "?current=1").data().path("cores").asInt()).isEqualTo(2);
        assertThat(pve.get(config).data().path("cores").asInt()).isEqualTo(4);
        assertThat(pve.get(config).data().path("tags").asText()).isEqualTo("a;b");
        assertThat(pve.get(config).data().path("unused0").asText()).isEqualTo("local-lvm:vm-" + vmid + "-disk-0");
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/" + vmid + "/status/stop")))
                .isEqualTo("OK");
        assertThat(start(vmid)).isEqualTo("OK");
        assertThat(sim.vm(vmid).config()).containsEntry("cores", "4");
        assertThat(pve.put(config).message()).isEqualTo("no options specified");
        assertThat(pve.put(config, "name", "x", "digest", "0".repeat(40)).message())
                .isEqualTo("checksum mismatch (file change by other user?)");
    }
}
