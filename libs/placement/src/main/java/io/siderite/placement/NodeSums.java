package io.siderite.placement;

import static java.util.Collections.emptySortedSet;

import io.siderite.proto.events.v1.VmState;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is taken of one node, added up, so that a look at it does not go through its VMs. Mutable; a ledger's own. */
final class NodeSums {

    private long vmMemory;
    private int vmCpus;
    private int vms;
    private long promisedMemory;
    private int promisedCpus;
    private int promisedVms;
    private final Map<String, Long> promisedStorages = new HashMap<>();
    /** Lower-case name of a set to its machines here, in words. */
    private final Map<String, SortedSet<String>> sets = new HashMap<>();

    void add(VmState vm, String set) {
        if (vm.getTemplate()) {
            return;
        }
        vms++;
        if (counts(vm)) {
            vmMemory += vm.getMemory();
            vmCpus += vm.getCpus();
        }
        join(set, label(vm));
    }

    /** The set of a VM that is here is known better now. */
    void move(VmState vm, String from, String to) {
        if (!vm.getTemplate()) {
            part(from, label(vm));
            join(to, label(vm));
        }
    }

    void promise(Reservation reservation) {
        promise(reservation, 1);
        join(reservation.requestSet(), label(reservation));
    }

    void release(Reservation reservation) {
        promise(reservation, -1);
        part(reservation.requestSet(), label(reservation));
    }

    private void promise(Reservation reservation, int sign) {
        promisedVms += sign;
        promisedMemory += sign * reservation.memory();
        promisedCpus += sign * reservation.cpus();
        reservation.storages().forEach((storage, bytes) -> promisedStorages.merge(storage, sign * bytes, Long::sum));
    }

    /** Bytes of a storage of this node promised to machines placed here. */
    long promisedOf(String storage) {
        return promisedStorages.getOrDefault(storage, 0L);
    }

    /** Everything here. */
    Taken taken(String set) {
        return new Taken(vmMemory, promisedMemory, vmCpus, promisedCpus, vms + promisedVms, members(set));
    }

    /** Everything here but one VM, which is that of the machine that looks. */
    Taken takenBeside(VmState own, String set) {
        var all = taken(set);
        if (own.getTemplate()) {
            return all;
        }
        var others = new TreeSet<>(all.sameSet());
        others.remove(label(own));
        boolean counted = counts(own);
        return new Taken(
                all.vmMemory() - (counted ? own.getMemory() : 0),
                all.promisedMemory(),
                all.vmCpus() - (counted ? own.getCpus() : 0),
                all.promisedCpus(),
                all.vms() - 1,
                others);
    }

    /**
     * @param vmMemory bytes of VMs that run, start on boot or are ours
     * @param promisedMemory bytes of machines placed here whose VM is not seen yet
     * @param vmCpus as the memory: vCPUs
     * @param vms seen or promised, templates left out
     * @param sameSet the machines of the asked set here, seen or promised, in words
     */
    record Taken(
            long vmMemory, long promisedMemory, int vmCpus, int promisedCpus, int vms, SortedSet<String> sameSet) {}

    private SortedSet<String> members(String set) {
        return set.isEmpty() ? emptySortedSet() : sets.getOrDefault(lower(set), emptySortedSet());
    }

    private void join(String set, String member) {
        if (!set.isEmpty()) {
            sets.computeIfAbsent(lower(set), _ -> new TreeSet<>()).add(member);
        }
    }

    private void part(String set, String member) {
        sets.computeIfPresent(lower(set), (_, members) -> {
            members.remove(member);
            return members.isEmpty() ? null : members;
        });
    }

    private static boolean counts(VmState vm) {
        return vm.getRunning()
                || vm.getStartOnBoot()
                || !vm.getRequestId().isEmpty()
                || vm.getTagsList().contains("siderite");
    }

    private static String label(VmState vm) {
        return vm.getRequestId().isEmpty() ? "VM " + vm.getVmid() : vm.getRequestId() + " (VM " + vm.getVmid() + ")";
    }

    private static String label(Reservation reservation) {
        return reservation.requestId() + " (promised)";
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
