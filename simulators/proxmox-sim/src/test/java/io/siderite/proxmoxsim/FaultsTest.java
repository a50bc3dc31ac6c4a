package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.siderite.proxmoxsim.World.StorageSpec;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locks, races and everything that goes wrong on demand. */
class FaultsTest {
    /** Ten times as fast as real: locks are given up after a second. */
    private final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .storageEverywhere(new StorageSpec("ceph", "rbd", null, Set.of("images"), 1L << 42, true))
            .leastPrivileged("siderite@pve", "second")
            .speed(0.1)
            .build());

    private final Client pve = Client.of(sim);

    @AfterEach
    void end() {
        sim.close();
    }

    private Client.Answer create(String node, int vmid, String disk) {
        return pve.post("/nodes/" + node + "/qemu", "vmid", String.valueOf(vmid), "scsi0", disk, "cores", "1");
    }

    @Test
    void aVmidIsClaimedBeforeTheTaskAndBareUntilItEnds() {
        Client.Answer first = create("pve1", 100, "local-lvm:1");
        Client.Answer second = create("pve2", 100, "local-lvm:1");

        assertThat(second.status()).isEqualTo(500);
        assertThat(second.message()).isEqualTo("unable to create VM 100 - VM 100 already exists on node 'pve1'");
        assertThat(pve.get("/nodes/pve1/qemu/100/config").data().properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("lock", "digest");
        assertThat(pve.get("/cluster/nextid?vmid=100").error("vmid")).isEqualTo("VM 100 already exists");
        assertThat(pve.get("/cluster/nextid").data().asText()).isEqualTo("101");
        assertThat(pve.task(first)).isEqualTo("OK");
    }

    @Test
    void parallelDisksOnOneSharedStorageRunIntoItsLock() {
        List<Client.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answers.add(create("pve" + (i % 3 + 1), 200 + i, "ceph:1"));
        }

        List<String> ends = answers.stream().map(pve::task).toList();

        assertThat(ends).contains("OK");
        assertThat(ends).anyMatch(e -> e.endsWith("cfs-lock 'storage-ceph' error: got lock request timeout"));
        assertThat(sim.vms()).hasSize((int) ends.stream().filter("OK"::equals).count());
    }

    @Test
    void aLocalStorageHasALockOnEachNode() {
        sim.faults().holdStorageLock("pve1", "local-lvm", Duration.ofSeconds(5));

        assertThat(pve.task(create("pve2", 301, "local-lvm:1"))).isEqualTo("OK");
        assertThat(pve.task(create("pve1", 300, "local-lvm:1")))
                .isEqualTo("unable to create VM 300 - can't lock file '/var/lock/pve-manager/pve-storage-local-lvm'"
                        + " - got timeout");
    }

    @Test
    void aHeldConfigurationLockTimesOut() {
        assertThat(pve.task(create("pve1", 310, "local-lvm:1"))).isEqualTo("OK");
        sim.faults().holdVmLock(310, Duration.ofSeconds(5));

        assertThat(pve.task(pve.post("/nodes/pve1/qemu/310/status/start")))
                .isEqualTo("can't lock file '/var/lock/qemu-server/lock-310.conf' - got timeout");
    }

    @Test
    void callsCanBeAnsweredLostOrCut() {
        sim.faults().failNext(2, "GET", "/version$", 596, "Connection timed out");
        assertThat(pve.get("/version").status()).isEqualTo(596);
        assertThat(pve.get("/version").status()).isEqualTo(596);
        assertThat(pve.get("/version").status()).isEqualTo(200);

        // A POST: this client sends a GET again by itself when its connection is cut.
        sim.faults().next(1, "POST", "/qemu$", new Faults.Drop());
        assertThatThrownBy(() -> create("pve1", 319, "local-lvm:1")).isInstanceOf(UncheckedIOException.class);
        sim.faults().next(1, "GET", "/version$", new Faults.Half());
        assertThatThrownBy(() -> pve.get("/version")).isInstanceOf(UncheckedIOException.class);
        sim.faults().next(1, "POST", "/qemu$", new Faults.LoseAnswer());
        assertThatThrownBy(() -> create("pve1", 320, "local-lvm:1")).isInstanceOf(UncheckedIOException.class);
        assertThat(sim.vms()).extracting(VmView::vmid).containsExactly(320);
        sim.faults().next(1, "GET", "/version$", new Faults.Slow(Duration.ofMillis(200)));
        long before = System.nanoTime();
        assertThat(pve.get("/version").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(190));
    }

    @Test
    void tasksFailAndAreForgotten() {
        sim.faults().failTask("qmcreate", "disk on fire");
        assertThat(pve.task(create("pve1", 330, "local-lvm:1"))).isEqualTo("disk on fire");
        assertThat(pve.task(create("pve1", 331, "local-lvm:1"))).isEqualTo("OK");

        sim.faults().failTaskAfterwards("qmstart", "start failed: got timeout");
        assertThat(pve.task(pve.post("/nodes/pve1/qemu/331/status/start"))).isEqualTo("start failed: got timeout");
        assertThat(sim.vm(331).running()).isTrue();

        sim.faults().forgetTask("qmstop");
        String upid = pve.post("/nodes/pve1/qemu/331/status/stop").data().asText();
        assertThat(pve.get("/nodes/pve1/tasks/" + upid + "/status").error("upid"))
                .isEqualTo("no such task");
        Client.eventually("the VM to stop", () -> !sim.vm(331).running());
    }

    @Test
    void aTaskHasALog() {
        Client.Answer answer = create("pve1", 340, "local-lvm:1");
        assertThat(pve.task(answer)).isEqualTo("OK");

        String log = pve.get("/nodes/pve1/tasks/" + answer.data().asText() + "/log")
                .data()
                .toString();
        assertThat(log).contains("scsi0: successfully created disk 'local-lvm:vm-340-disk-0,size=1G'", "TASK OK");
        assertThat(pve.get("/nodes/pve1/tasks?vmid=340")
                        .data()
                        .path(0)
                        .path("status")
                        .asText())
                .isEqualTo("OK");
        assertThat(pve.get("/nodes/pve1/tasks/nonsense/status").error("upid")).isEqualTo("unable to parse worker upid");
    }

    @Test
    void aNodeWithoutPowerIsUnreachableAndItsWorkStopsWhereItWas() {
        assertThat(pve.task(create("pve2", 350, "local-lvm:1"))).isEqualTo("OK");
        assertThat(pve.task(pve.post("/nodes/pve2/qemu/350/status/start"))).isEqualTo("OK");
        Client.Answer half = create("pve2", 351, "fastpool:1");

        sim.faults().nodeDown("pve2");

        assertThat(pve.get("/nodes/pve2/qemu/350/config").status()).isEqualTo(595);
        assertThatThrownBy(() -> Client.at(sim, "pve2").get("/version")).isInstanceOf(UncheckedIOException.class);
        assertThat(pve.get("/nodes").data().findValuesAsText("status"))
                .containsExactlyInAnyOrder("online", "offline", "online");
        sim.faults().nodeUp("pve2");
        assertThat(pve.task(half)).isEqualTo("unexpected status");
        assertThat(sim.vm(351).config()).containsOnlyKeys("lock");
        assertThat(sim.vm(350).running()).isFalse();
    }

    @Test
    void anEndpointAloneCanGo() {
        sim.faults().endpointDown("pve1");

        assertThatThrownBy(() -> pve.get("/version")).isInstanceOf(UncheckedIOException.class);
        Client other =
                Client.at(sim, "pve3").with(Map.of("Authorization", sim.token().header()));
        assertThat(other.get("/nodes/pve1/status").status()).isEqualTo(200);
        sim.faults().endpointUp("pve1");
        assertThat(pve.get("/version").status()).isEqualTo(200);
    }

    @Test
    void withoutQuorumNothingIsCreated() {
        sim.faults().nodeDown("pve2");
        sim.faults().nodeDown("pve3");

        assertThat(create("pve1", 360, "local-lvm:1").message()).isEqualTo("cluster not ready - no quorum?");
    }
}
