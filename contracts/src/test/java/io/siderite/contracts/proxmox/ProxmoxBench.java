package io.siderite.contracts.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

/** Where the contract's tests work on a peer: VMIDs and names of their own, and nothing left behind. */
abstract class ProxmoxBench {

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final List<Integer> vmids = new ArrayList<>();
    private final List<String> isos = new ArrayList<>();

    /** The peer under test, running. */
    abstract ProxmoxPeer peer();

    ProxmoxCluster proxmox() {
        return peer().cluster();
    }

    @AfterEach
    void leaveNothingBehind() {
        for (int vmid : vmids) {
            Outcome<ProxmoxCluster.VmStatus> status = proxmox().vmStatus(peer().node(), vmid);
            if (status instanceof Outcome.Done<ProxmoxCluster.VmStatus>(ProxmoxCluster.VmStatus vm)) {
                if (vm.running()) {
                    succeed(proxmox().stopVm(peer().node(), vmid));
                }
                succeed(proxmox().destroyVm(peer().node(), vmid));
            }
        }
        for (String iso : isos) {
            succeed(proxmox().deleteVolume(peer().node(), peer().isos(), volume(iso)));
        }
    }

    Map<String, String> smallVm() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("ostype", "l26");
        parameters.put("cores", "1");
        parameters.put("memory", "512");
        parameters.put("scsihw", "virtio-scsi-single");
        parameters.put("tags", "siderite");
        parameters.put("scsi0", peer().disks() + ":1");
        parameters.put("net0", "virtio,bridge=" + peer().bridge());
        return parameters;
    }

    int vmid() {
        int vmid = peer().firstVmid() + NEXT.getAndIncrement() % 100;
        vmids.add(vmid);
        return vmid;
    }

    String iso() {
        String iso = "siderite-contract-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT) + ".iso";
        isos.add(iso);
        return iso;
    }

    String volume(String iso) {
        return peer().isos() + ":iso/" + iso;
    }

    void create(int vmid, Map<String, String> parameters) {
        succeed(proxmox().createVm(peer().node(), vmid, parameters));
    }

    /** Waits until the task of a call has ended. */
    Outcome<TaskState> settle(Outcome<Upid> call) {
        if (!(call instanceof Outcome.Done<Upid>(Upid upid))) {
            return call.failure();
        }
        List<TaskState> last = new ArrayList<>();
        eventually("the end of " + upid.value(), () -> {
            last.add(done(proxmox().task(upid)));
            return !(last.getLast() instanceof TaskState.Running);
        });
        return new Outcome.Done<>(last.getLast());
    }

    void succeed(Outcome<Upid> call) {
        assertThat(settle(call))
                .isInstanceOfSatisfying(
                        Outcome.Done.class, d -> assertThat(d.value()).isInstanceOf(TaskState.Succeeded.class));
    }

    static boolean isSuccess(Outcome<TaskState> settled) {
        return settled instanceof Outcome.Done<TaskState> done && done.value() instanceof TaskState.Succeeded;
    }

    /** What failed, whether at the call or in its task. */
    static Outcome<?> failure(Outcome<TaskState> settled) {
        return settled instanceof Outcome.Done<TaskState> done && done.value() instanceof TaskState.Failed failed
                ? failed.outcome()
                : settled;
    }

    static <T> T done(Outcome<T> outcome) {
        if (outcome instanceof Outcome.Done<T>(T value)) {
            return value;
        }
        return fail("expected Done, but was " + outcome);
    }

    static void eventually(String what, java.util.function.BooleanSupplier holds) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("waiting for " + what).isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
