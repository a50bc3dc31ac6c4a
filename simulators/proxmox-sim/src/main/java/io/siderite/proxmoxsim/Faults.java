package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.ha.Migration;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Locks;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.model.Tasks;
import io.siderite.proxmoxsim.wire.HttpsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What goes wrong, on demand. */
public final class Faults {
    private final Cluster cluster;
    private final Tasks tasks;
    private final Map<String, HttpsEndpoint> endpoints;
    private final List<Planned> planned = new ArrayList<>();

    Faults(Cluster cluster, Tasks tasks, Map<String, HttpsEndpoint> endpoints) {
        this.cluster = cluster;
        this.tasks = tasks;
        this.endpoints = endpoints;
    }

    /** What happens to a call. */
    public sealed interface Fault {}

    /** It is not done; this status is answered (595, 596, 599 are pveproxy's own for a node it does not reach). */
    public record Answer(int status, String reason) implements Fault {}

    /** It is not done; the connection is cut. */
    public record Drop() implements Fault {}

    /** It is done, and the connection cut before the answer. */
    public record LoseAnswer() implements Fault {}

    /** It is done, and the connection cut in the middle of the answer. */
    public record Half() implements Fault {}

    /** It is done after that time. */
    public record Slow(Duration by) implements Fault {}

    private static final class Planned {
        private final @Nullable String method;
        private final Pattern path;
        private final Fault fault;
        private int left;

        Planned(int count, @Nullable String method, Pattern path, Fault fault) {
            this.left = count;
            this.method = method;
            this.path = path;
            this.fault = fault;
        }

        boolean matches(String verb, String asked) {
            return left > 0
                    && (method == null || method.equals(verb))
                    && path.matcher(asked).find();
        }
    }

    /**
     * Plans a fault for the next calls that match.
     *
     * @param count how many calls
     * @param method null for any
     * @param path regular expression found anywhere in the path
     */
    public synchronized void next(int count, @Nullable String method, String path, Fault fault) {
        planned.add(new Planned(count, method, Pattern.compile(path), fault));
    }

    /** Plans an answer for the next calls that match. */
    public void failNext(int count, @Nullable String method, String path, int status, String reason) {
        next(count, method, path, new Answer(status, reason));
    }

    /** Takes back what is planned for calls. */
    public synchronized void clear() {
        planned.clear();
    }

    /** The fault of a call, counted down; null for none. For the API. */
    public synchronized @Nullable Fault take(String method, String path) {
        planned.removeIf(p -> p.left <= 0);
        for (Planned p : planned) {
            if (p.matches(method, path)) {
                p.left--;
                return p.fault;
            }
        }
        return null;
    }

    /** The next task of a type ({@code qmcreate}, {@code qmstart}, …) ends with this error, having done nothing. */
    public void failTask(String type, String exitStatus) {
        tasks.sabotage(new Tasks.Sabotage(type, exitStatus, false, false));
    }

    /** The next task of a type does its work and ends with this error all the same. */
    public void failTaskAfterwards(String type, String exitStatus) {
        tasks.sabotage(new Tasks.Sabotage(type, exitStatus, true, false));
    }

    /** The next task of a type does its work, but its node does not know of it when asked. */
    public void forgetTask(String type) {
        tasks.sabotage(new Tasks.Sabotage(type, "", true, true));
    }

    /** Every task so far is forgotten; those that run go on. */
    public void forgetTasks() {
        tasks.all().stream().map(Task::upid).forEach(tasks::forget);
    }

    /** A node loses power: its VMs stop, its endpoint is gone, the others answer 595 for it. */
    public void nodeDown(String node) {
        endpointDown(node);
        tasks.powerLoss(node);
        cluster.power(node, false);
    }

    /** The node is back; its VMs stay off. */
    public void nodeUp(String node) {
        cluster.power(node, true);
        endpointUp(node);
    }

    /** The endpoint of a node stops to listen and cuts its connections; the node goes on. */
    public void endpointDown(String node) {
        try {
            endpoint(node).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The endpoint of a node listens again, on the same port. */
    public void endpointUp(String node) {
        try {
            endpoint(node).listen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpsEndpoint endpoint(String node) {
        var endpoint = endpoints.get(node);
        if (endpoint == null) {
            throw new IllegalArgumentException("no node " + node + "; there are " + endpoints.keySet());
        }
        return endpoint;
    }

    /** A storage is full, or no longer. */
    public void storageFull(String node, String storage, boolean full) {
        Storage s = cluster.findStorage(node, storage);
        if (s == null) {
            throw new IllegalArgumentException("no storage " + storage + " on node " + node);
        }
        s.full(full);
    }

    /** Somebody else holds a storage's lock for that long (no factor). */
    public void holdStorageLock(String node, String storage, Duration time) {
        Storage s = cluster.storage(node, storage);
        hold(time, w -> cluster.locks().storage(s, Duration.ofSeconds(10), w));
    }

    /** Somebody else holds the lock of a VM's configuration for that long (no factor). */
    public void holdVmLock(int vmid, Duration time) {
        hold(time, w -> cluster.locks().vm(vmid, Duration.ofSeconds(10), w));
    }

    private interface Lock {
        boolean with(Locks.Work<Boolean> work) throws InterruptedException;
    }

    /** Comes back when the lock is held. */
    private static void hold(Duration time, Lock lock) {
        CountDownLatch held = new CountDownLatch(1);
        Thread.ofVirtual().name("lock-holder").start(() -> {
            try {
                lock.with(() -> {
                    held.countDown();
                    Thread.sleep(time);
                    return true;
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sets or, with empty text, takes away a lock in a VM's configuration, such as {@code backup}. */
    public void configLock(int vmid, String lock) {
        cluster.read(vms -> {
            var vm = vms.get(vmid);
            if (vm == null) {
                throw new IllegalArgumentException("no VM " + vmid);
            }
            return lock.isEmpty() ? vm.config().remove("lock") : vm.config().put("lock", lock);
        });
    }

    /**
     * Somebody migrates a VM to another node, at once, running or not; its local disks go with it.
     *
     * @throws IllegalArgumentException where Proxmox would refuse: no such VM or node, a lock, a local CD-ROM image, a
     *     host's device
     */
    public void migrate(int vmid, String node) {
        try {
            Migration.migrate(cluster, vmid, node);
        } catch (Refusal refused) {
            throw new IllegalArgumentException(refused.text(), refused);
        }
    }

    /** Somebody moves the configuration of a VM to another node by hand, as one does after a node is lost; nothing else moves. */
    public void moveConfiguration(int vmid, String node) {
        if (cluster.world().node(node) == null) {
            throw new IllegalArgumentException("no node " + node);
        }
        cluster.read(vms -> {
            var vm = vms.get(vmid);
            if (vm == null) {
                throw new IllegalArgumentException("no VM " + vmid);
            }
            vm.stopped();
            vm.move(node);
            return vm;
        });
    }
}
