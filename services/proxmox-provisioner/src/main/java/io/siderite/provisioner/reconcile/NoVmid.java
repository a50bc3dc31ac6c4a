package io.siderite.provisioner.reconcile;

import io.siderite.provisioner.VmidRange;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.reconcile.Vmids.Draw.Exhausted;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says why no VMID can be had: the range, what holds it, and what to do. */
final class NoVmid {

    private static final int MOST_PIECES = 6;

    private NoVmid() {}

    /**
     * The failure, in words.
     *
     * @param ofClass whether the range is the class's own
     * @param used VMIDs that are taken in Proxmox
     */
    static Failure failure(Plan plan, boolean ofClass, VmidRange range, Set<Integer> used, Exhausted exhausted) {
        Set<Integer> inUse = new TreeSet<>(used);
        inUse.removeIf(vmid -> vmid < range.from() || vmid > range.to());
        Set<Integer> held = new TreeSet<>(exhausted.held());
        held.removeAll(inUse);
        Set<Integer> resting = new TreeSet<>(exhausted.resting().keySet());
        resting.removeAll(inUse);
        List<String> why = new ArrayList<>();
        add(why, inUse, "in use in Proxmox");
        add(why, held, "held by machines that are being made");
        add(why, resting, "resting after their VMs went" + firstFree(resting, exhausted));
        String name = ofClass ? "vmid_range of its class" : "siderite.provisioner.vmid-range";
        return new Failure(
                Failure.Kind.EXHAUSTED,
                "no VMID of " + range.from() + "-" + range.to() + " (" + name + ") is free for " + plan.requestId()
                        + " in " + plan.cluster() + ": " + String.join(", ", why)
                        + ". It is tried again by itself; widen the range, or remove VMs from it");
    }

    private static void add(List<String> why, Set<Integer> vmids, String how) {
        if (!vmids.isEmpty()) {
            why.add(vmids.size() + " " + how + " (" + pieces(vmids) + ")");
        }
    }

    private static String firstFree(Collection<Integer> resting, Exhausted exhausted) {
        return resting.stream()
                .map(exhausted.resting()::get)
                .min(Instant::compareTo)
                .map(at -> ", the first until " + at.truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
    }

    /** Such as 5300-5340, 5343, …. */
    private static String pieces(Set<Integer> sorted) {
        List<String> pieces = new ArrayList<>();
        int first = -1;
        int last = -1;
        for (int vmid : sorted) {
            if (vmid != last + 1) {
                add(pieces, first, last);
                first = vmid;
            }
            last = vmid;
        }
        add(pieces, first, last);
        return pieces.size() <= MOST_PIECES
                ? String.join(", ", pieces)
                : String.join(", ", pieces.subList(0, MOST_PIECES)) + ", …";
    }

    private static void add(List<String> pieces, int first, int last) {
        if (first >= 0) {
            pieces.add(first == last ? Integer.toString(first) : first + "-" + last);
        }
    }
}
