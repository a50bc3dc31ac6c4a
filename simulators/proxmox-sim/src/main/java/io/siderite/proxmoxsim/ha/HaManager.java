package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Tasks;
import io.siderite.proxmoxsim.model.Vm;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What looks after HA resources, round by round: starts and stops them as asked, restarts those whose start failed, here
 * and then elsewhere, and takes those of a node that stays down to another.
 */
public final class HaManager implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(10);
    /** From a node's silence to the certainty that its watchdog has fenced it. */
    private static final Duration FENCING = Duration.ofMinutes(2);

    private static final Duration SHORTEST_ROUND = Duration.ofMillis(20);

    private final Cluster cluster;
    private final Tasks tasks;
    private final Power power;
    private final Map<String, Tries> tries = new HashMap<>();
    private final Thread rounds;

    /** How VMs are switched on and off. */
    public interface Power {
        void start(Cluster cluster, String node, int vmid, Task task) throws InterruptedException;

        void stop(Cluster cluster, String node, int vmid) throws InterruptedException;
    }

    private record Tries(int restarts, int relocations) {}

    /** Starts to go its rounds. */
    public HaManager(Cluster cluster, Tasks tasks, Power power) {
        this.cluster = cluster;
        this.tasks = tasks;
        this.power = power;
        this.rounds = Thread.ofVirtual().name("ha-manager").start(this::goRounds);
    }

    private void goRounds() {
        Duration scaled = cluster.pace().scaled(ROUND);
        Duration pause = scaled.compareTo(SHORTEST_ROUND) < 0 ? SHORTEST_ROUND : scaled;
        try {
            while (true) {
                Thread.sleep(pause);
                round();
            }
        } catch (InterruptedException closed) {
            // The cluster is switched off.
        }
    }

    private void round() throws InterruptedException {
        if (!cluster.quorate()) {
            return;
        }
        for (Do work : cluster.read(this::decide)) {
            switch (work) {
                case Do.Start start -> start(start);
                case Do.Stop stop ->
                    run(stop.node(), "qmstop", stop.vmid(), task -> power.stop(cluster, stop.node(), stop.vmid()));
            }
        }
    }

    /** What is to be done with a VM, one after the other. */
    private sealed interface Do {
        record Start(String node, int vmid) implements Do {}

        record Stop(String node, int vmid) implements Do {}
    }

    private java.util.List<Do> decide(Map<Integer, Vm> vms) {
        HaConfig ha = cluster.ha();
        java.util.List<Do> all = new java.util.ArrayList<>();
        for (String sid : ha.resources().ids()) {
            Vm vm = sid.matches("vm:\\d+") ? vms.get(Integer.parseInt(sid.substring(3))) : null;
            String wanted = ha.requested(sid);
            if (wanted.equals("ignored") || vm == null) {
                ha.forget(sid);
            } else if (!cluster.online(vm.node())) {
                recover(vms, vm, wanted);
            } else {
                attend(vm, wanted, all);
            }
        }
        return all;
    }

    private void attend(Vm vm, String wanted, java.util.List<Do> all) {
        HaConfig ha = cluster.ha();
        String sid = HaConfig.sid(vm.vmid());
        if (wanted.equals("started")) {
            if ("error".equals(ha.state(sid))) {
                return;
            }
            ha.state(sid, "started");
            if (!vm.running() && vm.lock().isEmpty()) {
                all.add(new Do.Start(vm.node(), vm.vmid()));
            }
            return;
        }
        tries.remove(sid);
        ha.state(sid, vm.running() ? "request_stop" : "stopped");
        if (vm.running() && vm.lock().isEmpty()) {
            all.add(new Do.Stop(vm.node(), vm.vmid()));
        }
    }

    /** Takes the configuration of a VM away from a node that has been fenced; its local disks stay where they are. */
    private void recover(Map<Integer, Vm> vms, Vm vm, String wanted) {
        HaConfig ha = cluster.ha();
        String sid = HaConfig.sid(vm.vmid());
        if (wanted.equals("disabled")) {
            return;
        }
        ha.state(sid, "fence");
        Instant since = cluster.downSince(vm.node());
        if (since == null || Instant.now().isBefore(since.plus(cluster.pace().scaled(FENCING)))) {
            return;
        }
        String target = placing(vms).choose(sid, Set.of());
        if (target == null) {
            ha.state(sid, "recovery");
            return;
        }
        vm.move(target);
        ha.state(sid, wanted.equals("started") ? "started" : "stopped");
    }

    private HaPlacing placing(Map<Integer, Vm> vms) {
        Map<String, String> where = new TreeMap<>();
        Map<String, Integer> guests = new TreeMap<>();
        cluster.world().nodes().stream()
                .filter(node -> cluster.online(node.name()))
                .forEach(node -> guests.put(node.name(), 0));
        for (Vm vm : vms.values()) {
            if (guests.computeIfPresent(vm.node(), (_, n) -> n + 1) != null
                    && cluster.ha().configured(vm.vmid())) {
                where.put(HaConfig.sid(vm.vmid()), vm.node());
            }
        }
        return new HaPlacing(cluster.ha(), where, guests);
    }

    private void start(Do.Start start) throws InterruptedException {
        String failure = run(
                start.node(), "qmstart", start.vmid(), task -> power.start(cluster, start.node(), start.vmid(), task));
        String sid = HaConfig.sid(start.vmid());
        if (failure == null) {
            tries.remove(sid);
            return;
        }
        Tries so = tries.getOrDefault(sid, new Tries(0, 0));
        cluster.read(vms -> {
            Vm vm = vms.get(start.vmid());
            if (vm == null || vm.running()) {
                tries.remove(sid);
            } else if (so.restarts() < cluster.ha().number(sid, "max_restart", 1)) {
                tries.put(sid, new Tries(so.restarts() + 1, so.relocations()));
            } else {
                relocate(vms, vm, so);
            }
            return vm;
        });
    }

    private void relocate(Map<Integer, Vm> vms, Vm vm, Tries so) {
        String sid = HaConfig.sid(vm.vmid());
        String target = so.relocations() < cluster.ha().number(sid, "max_relocate", 1)
                ? placing(vms).choose(sid, Set.of(vm.node()))
                : null;
        try {
            if (target != null) {
                Migration.migrate(cluster, vm.vmid(), target);
                tries.put(sid, new Tries(0, so.relocations() + 1));
                return;
            }
        } catch (Refusal cannotMove) {
            // As the real one: a resource that can't be moved ends in error.
        }
        tries.remove(sid);
        cluster.ha().state(sid, "error");
    }

    /** Does something in a task of its node and waits for its end; what failed, or null. */
    private @Nullable String run(String node, String type, int vmid, Tasks.Work work) throws InterruptedException {
        Task task = tasks.startAndFind(node, type, String.valueOf(vmid), "root@pam", work);
        String end = task.await();
        return end.equals("OK") || end.startsWith("WARNINGS") ? null : end;
    }

    @Override
    public void close() {
        rounds.interrupt();
    }
}
