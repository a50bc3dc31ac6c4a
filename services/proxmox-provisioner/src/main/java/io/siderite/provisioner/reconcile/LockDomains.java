package io.siderite.provisioner.reconcile;

import io.siderite.proto.events.v1.Disk;
import io.siderite.provisioner.core.Effect;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How much is asked of Proxmox at once. It takes a lock around every disk allocation and free, one per node and local
 * storage, one per cluster for a shared storage, and gives up after 10 s: more than a few tasks per lock fail. A
 * machine holds its places until its task has ended.
 */
public final class LockDomains {

    private final Clusters clusters;
    private final int perStorage;
    private final int perNode;
    private final Map<String, Semaphore> domains = new ConcurrentHashMap<>();
    private final Map<String, List<Semaphore>> held = new ConcurrentHashMap<>();

    /**
     * @param perStorage tasks at once per storage lock
     * @param perNode tasks at once per node
     */
    public LockDomains(Clusters clusters, int perStorage, int perNode) {
        this.clusters = clusters;
        this.perStorage = perStorage;
        this.perNode = perNode;
    }

    /** Takes the places that the effect needs if all are free now, or the machine holds places already. */
    boolean tryEnter(String requestId, Effect effect) {
        if (held.containsKey(requestId)) {
            return true;
        }
        List<Semaphore> taken = new ArrayList<>();
        for (Semaphore domain : domainsOf(effect)) {
            if (!domain.tryAcquire()) {
                taken.forEach(Semaphore::release);
                return false;
            }
            taken.add(domain);
        }
        held.put(requestId, taken);
        return true;
    }

    /** Waits for the places that the effect needs. In one order for all, so that nobody waits in a circle. */
    void enter(String requestId, Effect effect) throws InterruptedException {
        List<Semaphore> taken = new ArrayList<>();
        try {
            for (Semaphore domain : domainsOf(effect)) {
                domain.acquire();
                taken.add(domain);
            }
        } catch (InterruptedException e) {
            taken.forEach(Semaphore::release);
            throw e;
        }
        held.put(requestId, taken);
    }

    /** Gives the machine's places back. */
    void leave(String requestId) {
        List<Semaphore> taken = held.remove(requestId);
        if (taken != null) {
            taken.forEach(Semaphore::release);
        }
    }

    private List<Semaphore> domainsOf(Effect effect) {
        Plan plan = effect.plan();
        SortedSet<String> storages = new TreeSet<>();
        switch (effect.step()) {
            case CREATE_VM, DESTROY_VM ->
                plan.allocation().getSpec().getDisksList().stream()
                        .map(Disk::getStorage)
                        .forEach(storages::add);
            case DELETE_CIDATA -> storages.add(plan.isoStorage());
            case DRAW_VMID,
                    DOWNLOAD_IMAGE,
                    UPLOAD_CIDATA,
                    START_VM,
                    REGISTER_HA,
                    AWAIT_TASK,
                    FIND_VM,
                    LEAVE_HA,
                    STOP_VM -> {}
        }
        List<Semaphore> all = new ArrayList<>();
        all.add(domain("node " + plan.cluster() + "/" + plan.node(), perNode));
        storages.forEach(storage -> all.add(domain(
                "storage " + plan.cluster() + "/" + clusters.place(plan.cluster(), plan.node(), storage) + "/"
                        + storage,
                perStorage)));
        if (edits(effect)) {
            all.add(domain("ha " + plan.cluster(), 1));
        }
        return all;
    }

    // The machines of a set share its HA rules, which have one digest for all: one at a time, so that a burst does not
    // spend itself on conflicts.
    private static boolean edits(Effect effect) {
        return effect.plan().isForHa() && (effect.step() == Step.REGISTER_HA || effect.step() == Step.LEAVE_HA);
    }

    private Semaphore domain(String name, int places) {
        return domains.computeIfAbsent(name, _ -> new Semaphore(places, true));
    }
}
