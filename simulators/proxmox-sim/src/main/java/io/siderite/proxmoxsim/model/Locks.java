package io.siderite.proxmoxsim.model;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The cluster's locks: one a VM, one a node and local storage, one a shared storage. They are given out unfairly, as flock's are. */
public final class Locks {
    private final Map<String, Semaphore> locks = new ConcurrentHashMap<>();

    /** Something done while holding a lock. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws InterruptedException;
    }

    /** Runs with a VM's configuration locked. */
    public <T> T vm(int vmid, Duration timeout, Work<T> work) throws InterruptedException {
        return with(
                "vm " + vmid,
                timeout,
                "can't lock file '/var/lock/qemu-server/lock-" + vmid + ".conf' - got timeout",
                work);
    }

    /** Runs with a storage locked: on its node when it is local, in the whole cluster when it is shared. */
    public <T> T storage(Storage storage, Duration timeout, Work<T> work) throws InterruptedException {
        String id = storage.spec().id();
        return storage.spec().shared()
                ? with("storage " + id, timeout, "cfs-lock 'storage-" + id + "' error: got lock request timeout", work)
                : with(
                        "storage " + storage.node() + "/" + id,
                        timeout,
                        "can't lock file '/var/lock/pve-manager/pve-storage-" + id + "' - got timeout",
                        work);
    }

    private <T> T with(String name, Duration timeout, String otherwise, Work<T> work) throws InterruptedException {
        Semaphore lock = locks.computeIfAbsent(name, n -> new Semaphore(1));
        if (!lock.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw Refusal.because(otherwise);
        }
        try {
            return work.run();
        } finally {
            lock.release();
        }
    }
}
