package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.siderite.proxmoxsim.World.StorageSpec;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the HA manager does with the VMs left to it. */
class HaManagerTest {
    private static final String RESOURCES = "/cluster/ha/resources";
    private static final String RULES = "/cluster/ha/rules";

    private final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .storageEverywhere(new StorageSpec("ceph", "rbd", null, Set.of("images"), 1L << 42, true))
            .speed(0)
            .build());
    private Client pve = Client.at(sim, "pve2");

    @BeforeEach
    void login() {
        pve = pve.login("root@pam", sim.password("root@pam"));
    }

    @AfterEach
    void end() {
        sim.close();
    }

    private void create(String node, int vmid, String disk) {
        assertThat(pve.task(pve.post("/nodes/" + node + "/qemu", "vmid", String.valueOf(vmid), "scsi0", disk)))
                .isEqualTo("OK");
    }

    private void leaveToHa(int vmid) {
        assertThat(pve.post(RESOURCES, "sid", "vm:" + vmid).status()).isEqualTo(200);
        Client.eventually("VM " + vmid + " to run", () -> sim.vm(vmid).running());
    }

    private String state(int vmid) {
        return pve.get("/nodes/" + sim.vm(vmid).node() + "/qemu/" + vmid + "/status/current")
                .data()
                .path("ha")
                .path("state")
                .asText();
    }

    @Test
    void aResourceIsStartedAndStoppedByWish() {
        create("pve2", 100, "ceph:1");
        leaveToHa(100);
        assertThat(pve.get("/nodes/pve2/qemu/100/status/current")
                        .data()
                        .path("ha")
                        .path("managed")
                        .asInt())
                .isEqualTo(1);
        assertThat(state(100)).isEqualTo("started");

        // The answer to a stop is about the wish; the VM stops after that.
        assertThat(pve.task(pve.post("/nodes/pve2/qemu/100/status/stop"))).isEqualTo("OK");
        Client.eventually("the VM to stop", () -> !sim.vm(100).running());
        assertThat(pve.get(RESOURCES + "/vm:100").data().path("state").asText()).isEqualTo("stopped");
        assertThat(pve.task(pve.post("/nodes/pve2/qemu/100/status/start"))).isEqualTo("OK");
        Client.eventually("the VM to start", () -> sim.vm(100).running());
        assertThat(sim.tasks())
                .anyMatch(t -> t.type().equals("hastop"))
                .anyMatch(t -> t.type().equals("hastart"));
    }

    @Test
    void anIgnoredResourceIsNobodysButConfiguredStill() {
        create("pve2", 100, "ceph:1");
        pve.post(RESOURCES, "sid", "vm:100", "state", "ignored");

        assertThat(pve.get("/nodes/pve2/qemu/100/status/current")
                        .data()
                        .path("ha")
                        .path("managed")
                        .asInt(-1))
                .isZero();
        assertThat(pve.delete("/nodes/pve2/qemu/100").message())
                .isEqualTo("unable to remove VM 100 - used in HA resources and purge parameter not set.");
        assertThat(pve.task(pve.delete("/nodes/pve2/qemu/100?purge=1"))).isEqualTo("OK");
        assertThat(pve.get(RESOURCES).data()).isEmpty();
    }

    @Test
    void theVmsOfANodeThatStaysDownRunElsewhereAndApart() {
        create("pve1", 100, "ceph:1");
        create("pve2", 101, "ceph:1");
        create("pve1", 102, "ceph:1");
        leaveToHa(100);
        leaveToHa(101);
        pve.post(
                RULES,
                "rule",
                "apart",
                "type",
                "resource-affinity",
                "affinity",
                "negative",
                "resources",
                "vm:100,vm:101");

        sim.faults().nodeDown("pve1");

        Client.eventually(
                "VM 100 to run on the node without 101",
                () -> sim.vm(100).node().equals("pve3") && sim.vm(100).running());
        assertThat(sim.vm(102).node()).isEqualTo("pve1");
        assertThat(sim.vm(102).running()).isFalse();
    }

    @Test
    void aStrictRuleKeepsAVmFromEveryOtherNode() {
        create("pve1", 100, "ceph:1");
        create("pve1", 101, "ceph:1");
        leaveToHa(100);
        leaveToHa(101);
        pve.post(
                RULES,
                "rule",
                "rule-a",
                "type",
                "node-affinity",
                "resources",
                "vm:100",
                "nodes",
                "pve1",
                "strict",
                "1");
        pve.post(RULES, "rule", "rule-b", "type", "node-affinity", "resources", "vm:101", "nodes", "pve1,pve2,pve3:1");

        sim.faults().nodeDown("pve1");

        Client.eventually(
                "VM 101 to run on pve3",
                () -> sim.vm(101).node().equals("pve3") && sim.vm(101).running());
        assertThat(sim.vm(100).node()).isEqualTo("pve1");
        sim.faults().nodeUp("pve1");
        Client.eventually("VM 100 to run again", () -> sim.vm(100).running());
    }

    @Test
    void aVmWhoseDiskStayedBehindEndsInError() {
        create("pve1", 100, "local-lvm:1");
        pve.post(RESOURCES, "sid", "vm:100", "max_relocate", "0");
        Client.eventually("VM 100 to run", () -> sim.vm(100).running());

        sim.faults().nodeDown("pve1");

        Client.eventually(
                "VM 100 to be given up",
                () -> !sim.vm(100).node().equals("pve1") && state(100).equals("error"));
        assertThat(pve.put(RESOURCES + "/vm:100", "state", "started").message())
                .isEqualTo("service 'vm:100' in error state, must be disabled and fixed first");
        assertThat(pve.put(RESOURCES + "/vm:100", "state", "disabled").status()).isEqualTo(200);
        Client.eventually("the error to be cleared", () -> state(100).equals("stopped"));
    }

    @Test
    void aFailedStartIsTriedAgain() {
        create("pve2", 100, "ceph:1");
        sim.faults().failTask("qmstart", "start failed: QEMU exited with code 1");

        leaveToHa(100);

        assertThat(sim.tasks()).filteredOn(t -> t.type().equals("qmstart")).hasSize(2);
    }

    @Test
    void aMigrationTakesLocalDisksAlongButNoLocalCd() {
        create("pve1", 100, "local-lvm:1");
        sim.iso("pve1", "local", "a.iso", new byte[] {1});
        create("pve1", 101, "ceph:1");
        pve.task(pve.post("/nodes/pve1/qemu/101/config", "ide2", "local:iso/a.iso,media=cdrom"));

        sim.faults().migrate(100, "pve3");

        assertThat(sim.vm(100).node()).isEqualTo("pve3");
        assertThat(sim.diskVolumes()).contains("pve3/local-lvm:vm-100-disk-0");
        assertThat(pve.task(pve.post("/nodes/pve3/qemu/100/status/start"))).isEqualTo("OK");
        assertThatThrownBy(() -> sim.faults().migrate(101, "pve3"))
                .hasMessage("can't migrate local disk 'local:iso/a.iso': local cdrom image");
        sim.faults().moveConfiguration(101, "pve3");
        assertThat(pve.task(pve.post("/nodes/pve3/qemu/101/status/start")))
                .isEqualTo("volume 'local:iso/a.iso' does not exist");
    }
}
