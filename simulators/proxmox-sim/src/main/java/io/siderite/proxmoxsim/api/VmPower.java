package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.guest.Machine;
import io.siderite.proxmoxsim.guest.MachineState;
import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.ha.HaManager;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Vm;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Switching VMs on and off. */
final class VmPower {
    /** How long one waits for the lock of a VM's configuration, seconds. */
    static final int LOCK_TIMEOUT = 10;

    private VmPower() {}

    static Object start(Call c) {
        c.rootOnly("skiplock");
        boolean ha = haManaged(c);
        return c.tasks().start(c.node(), ha ? "hastart" : "qmstart", String.valueOf(c.vmid()), c.user(), task -> {
            if (ha) {
                task.say("Requesting HA start for VM " + c.vmid());
                request(c, "started");
            } else {
                startNow(c.cluster(), c.node(), c.vmid(), task);
            }
        });
    }

    static Object stop(Call c) {
        c.rootOnly("skiplock");
        c.rootOnly("keepActive");
        return end(c, "qmstop", false);
    }

    static Object shutdown(Call c) {
        c.rootOnly("skiplock");
        c.rootOnly("keepActive");
        return end(c, "qmshutdown", true);
    }

    private static Object end(Call c, String type, boolean gently) {
        boolean ha = haManaged(c);
        return c.tasks().start(c.node(), ha ? "hastop" : type, String.valueOf(c.vmid()), c.user(), task -> {
            if (ha) {
                task.say("Requesting HA stop for VM " + c.vmid());
                request(c, "stopped");
            } else {
                stopNow(c.cluster(), c.node(), c.vmid(), gently, c.params());
            }
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** The manager only takes the wish; it sees to it some time later. */
    private static void request(Call c, String state) {
        String sid = HaConfig.sid(c.vmid());
        c.cluster().read(vms -> {
            if (state.equals("started") && "error".equals(c.cluster().ha().state(sid))) {
                throw Refusal.because("command 'ha-manager set " + sid + " --state started' failed: exit code 255");
            }
            c.cluster().ha().request(sid, state);
            return sid;
        });
    }

    /** What the HA manager does itself. */
    static HaManager.Power forHa() {
        return new HaManager.Power() {
            @Override
            public void start(Cluster cluster, String node, int vmid, Task task) throws InterruptedException {
                startNow(cluster, node, vmid, task);
            }

            @Override
            public void stop(Cluster cluster, String node, int vmid) throws InterruptedException {
                stopNow(cluster, node, vmid, false, Map.of());
            }
        };
    }

    static Object reset(Call c) {
        c.rootOnly("skiplock");
        return c.tasks().start(c.node(), "qmreset", String.valueOf(c.vmid()), c.user(), task -> {
            Vm vm = c.cluster().vm(c.node(), c.vmid());
            locked(c.cluster(), c.vmid(), () -> {
                checkLock(vm);
                if (!vm.running()) {
                    throw Refusal.because("VM " + c.vmid() + " not running");
                }
                c.cluster().read(vms -> {
                    var held = java.util.Set.copyOf(vm.devices());
                    vm.stopped();
                    vm.devices().addAll(held);
                    return vm;
                });
                powerOn(c.cluster(), vm);
            });
        });
    }

    /** Starts a VM, in whoever's task. */
    static void startNow(Cluster cluster, String node, int vmid, Task task) throws InterruptedException {
        locked(cluster, vmid, () -> {
            Vm vm = cluster.vm(node, vmid);
            Map<String, String> config = cluster.read(vms -> new TreeMap<>(vm.effective()));
            if (config.containsKey("template")) {
                throw Refusal.because("you can't start a vm if it's a template");
            }
            checkLock(vm);
            if (vm.running()) {
                throw Refusal.because("VM " + vmid + " already running");
            }
            cluster.read(vms -> {
                vm.applyPending();
                return vm;
            });
            StartChecks.check(cluster, node, config, task);
            HostDevices.claim(cluster, vm, config);
            try {
                cluster.pace().take(cluster.pace().times().start());
            } catch (InterruptedException e) {
                powerOff(cluster, vm);
                throw e;
            }
            powerOn(cluster, vm);
        });
    }

    private static void powerOn(Cluster cluster, Vm vm) {
        cluster.read(vms -> {
            vm.started(Instant.now());
            vm.machine(Machine.powerOn(vm, cluster));
            return vm;
        });
    }

    private static void powerOff(Cluster cluster, Vm vm) {
        cluster.read(vms -> {
            vm.stopped();
            return vm;
        });
    }

    private static void stopNow(Cluster cluster, String node, int vmid, boolean gently, Map<String, String> params)
            throws InterruptedException {
        locked(cluster, vmid, () -> {
            Vm vm = cluster.vm(node, vmid);
            if (!vm.running()) {
                return;
            }
            checkLock(vm);
            if (gently) {
                Machine m = vm.machine();
                // A planted VM has no machine inside; it counts as one that listens.
                boolean listens = m == null || !(m.state() instanceof MachineState.NoBootDevice);
                if (!listens && !"1".equals(params.get("forceStop"))) {
                    cluster.pace().take(Duration.ofSeconds(Long.parseLong(params.getOrDefault("timeout", "60"))));
                    throw Refusal.because("VM quit/powerdown failed - got timeout");
                }
                cluster.pace().take(cluster.pace().times().shutdown());
            } else {
                cluster.pace().take(cluster.pace().times().stop());
            }
            powerOff(cluster, vm);
        });
    }

    /** Refuses when a VM's configuration has a lock in it. */
    static void checkLock(Vm vm) {
        if (!vm.lock().isEmpty()) {
            throw Refusal.because("VM is locked (" + vm.lock() + ")");
        }
    }

    private static void locked(Cluster cluster, int vmid, Work work) throws InterruptedException {
        cluster.locks().vm(vmid, cluster.pace().lockTimeout(LOCK_TIMEOUT), () -> {
            work.run();
            return vmid;
        });
    }

    private static boolean haManaged(Call c) {
        return c.cluster().read(vms -> c.cluster().ha().manages(c.vmid()));
    }
}
