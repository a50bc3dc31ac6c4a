package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proxmoxsim.VmView;
import io.siderite.proxmoxsim.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed with -9 at three moments of a cluster's life, and started again each time: one request, one VM, always. */
class KillTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    Path directory;

    @AfterEach
    void leaveNothing() throws Exception {
        Instance.leaveNothing(directory);
    }

    @Test
    void whateverItIsKilledAtEachRequestHasOneVmAndNothingIsLeftInTheEnd() throws Exception {
        // Slow enough to be killed in the middle of a task.
        try (Peers peers = Peers.start(
                OmniSimOptions.defaults(), World.seedLike().speed(0.3).build())) {
            List<String> arguments = peers.configure(directory);
            Instance first = Instance.serving(directory, arguments);
            first.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(peers.omni()));
            peers.applyCluster();
            killAt(first, "a VM is being created", () -> begun(peers, "qmcreate"));
            assertThat(peers.omni().registrations()).isEmpty();

            Instance second = Instance.start(directory, arguments);
            killAt(second, "a VM runs", () -> peers.proxmox().vms().stream().anyMatch(VmView::running));
            assertThat(peers.provisioned()).isLessThan(6);

            Instance third = Instance.start(directory, arguments);
            third.await(
                    LIMIT,
                    "all six are registered and provisioned",
                    () -> peers.omni().registrations().size() == 6 && peers.provisioned() == 6);
            assertOneVmEach(peers, third);
            peers.removeCluster();
            killAt(
                    third,
                    "a VM is being stopped or destroyed",
                    () -> begun(peers, "qmstop") || begun(peers, "qmdestroy"));

            try (Instance fourth = Instance.start(directory, arguments)) {
                fourth.await(LIMIT, "nothing is left", () -> peers.leftovers().isEmpty());
                assertThat(peers.statuses()).isEmpty();
                assertThat(peers.omni().resources("MachineRequests.omni.sidero.dev"))
                        .isEmpty();
            }
        }
    }

    private static void killAt(Instance instance, String what, BooleanSupplier moment) throws Exception {
        try (instance) {
            instance.await(LIMIT, what, moment);
            instance.kill();
        }
    }

    private static boolean begun(Peers peers, String task) {
        return peers.proxmox().tasks().stream().anyMatch(t -> t.type().equals(task));
    }

    private static void assertOneVmEach(Peers peers, Instance instance) {
        List<VmView> vms = peers.proxmox().vms();
        assertThat(vms).as(instance.tail()).hasSize(6).allMatch(VmView::joined);
        assertThat(peers.omni().registrations())
                .containsOnlyKeys(vms.stream().map(VmView::uuid).toList());
        assertThat(peers.omni().registrations().values()).doesNotHaveDuplicates();
        assertThat(peers.proxmox().diskVolumes()).hasSize(6);
        assertThat(peers.proxmox().isoVolumes().stream().filter(iso -> iso.contains("cidata")))
                .hasSize(6);
    }
}
