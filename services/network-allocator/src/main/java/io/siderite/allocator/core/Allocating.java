package io.siderite.allocator.core;

import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decides what becomes of a machine's addresses when something is heard of it. */
public final class Allocating {

    private Allocating() {}

    /** What comes next for a machine. */
    public sealed interface Step {}

    /**
     * A decision.
     *
     * @param next the machine from now on; equal to what it was when nothing changed
     * @param publish what to tell the road, under {@code next.revision()}
     */
    public record Decision(Allocation next, Optional<NetworkAllocated> publish) implements Step {}

    /**
     * It needs addresses first: {@link #granted} when all of them could be had, {@link #waits} when not.
     *
     * @param machine with its MACs
     * @param kept the leases it has and needs on
     * @param missing the addresses it needs beside
     */
    public record Asking(Allocation machine, MachineEvaluated event, List<Lease> kept, List<Demand> missing)
            implements Step {}

    /**
     * class-evaluator said something of the machine.
     *
     * @param macTaken whether another machine, or any other VM, has a MAC
     */
    public static Step evaluated(
            Allocation machine, MachineEvaluated event, long revision, Predicate<String> macTaken, Networks networks) {
        if (revision <= machine.evaluatedRevision() || machine.stage() == Stage.GONE) {
            return new Decision(machine, Optional.empty());
        }
        Allocation seen = machine.evaluated(revision);
        return switch (event.getVerdict()) {
            case PLACED ->
                machine.stage() == Stage.WITHDRAWN
                        ? new Decision(seen, Optional.empty())
                        : ask(withMacs(seen, event, macTaken), event, networks);
            case WITHDRAWN -> withdraw(seen, event);
            // Nothing of ours to do: it has no place yet, or never will.
            case WAITING, REFUSED, VERDICT_UNSPECIFIED, UNRECOGNIZED -> new Decision(seen.unplaced(), Optional.empty());
        };
    }

    /** A waiting machine is looked at again, since something changed. */
    public static Step again(Allocation machine, MachineEvaluated event, Networks networks) {
        return ask(machine, event, networks);
    }

    /** Its VM is gone: everything is given back. */
    public static Decision vmDeleted(Allocation machine, long revision) {
        if (revision <= machine.vmRevision()) {
            return new Decision(machine, Optional.empty());
        }
        return new Decision(machine.vmSeen(revision).gone(), Optional.empty());
    }

    /** All that was missing could be had. */
    public static Decision granted(Asking asking, List<Lease> found, Networks networks) {
        List<Lease> leases = Stream.concat(asking.kept().stream(), found.stream())
                .sorted(Comparator.comparingInt(Lease::nic).thenComparing(Lease::family))
                .toList();
        return allocated(asking.machine().allocated(leases), asking.event(), networks);
    }

    /** It has to wait. What it has already it keeps: its VM may be using it. */
    public static Decision waits(Allocation machine, MachineEvaluated event, List<String> reasons) {
        return new Decision(
                machine.waiting(),
                Optional.of(snapshot(event)
                        .setVerdict(NetworkAllocated.Verdict.WAITING)
                        .addAllReasons(reasons)
                        .build()));
    }

    private static Allocation withMacs(Allocation machine, MachineEvaluated event, Predicate<String> macTaken) {
        int count = event.getSpec().getNicsCount();
        List<String> kept = machine.macs().subList(0, Math.min(machine.macs().size(), count));
        return machine.placed(event.getUuid(), event.getAttempt(), Macs.draw(event.getUuid(), kept, count, macTaken));
    }

    private static Step ask(Allocation machine, MachineEvaluated event, Networks networks) {
        Demands demands =
                Demands.of(event.getSpec().getNicsList(), event.getRequest().getRequestSet(), networks);
        if (!demands.impossible().isEmpty()) {
            return waits(machine, event, demands.impossible());
        }
        List<Lease> kept = machine.leases().stream()
                .filter(lease -> demands.all().stream().anyMatch(d -> d.isMetBy(lease)))
                .toList();
        List<Demand> missing = demands.all().stream()
                .filter(d -> kept.stream().noneMatch(d::isMetBy))
                .toList();
        Asking asking = new Asking(machine, event, kept, missing);
        return missing.isEmpty() ? granted(asking, List.of(), networks) : asking;
    }

    private static Decision allocated(Allocation machine, MachineEvaluated event, Networks networks) {
        List<Nic> nics = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < event.getSpec().getNicsCount(); i++) {
            int index = i;
            NicPlan plan = event.getSpec().getNics(i);
            List<Lease> leases =
                    machine.leases().stream().filter(l -> l.nic() == index).toList();
            nics.add(Nic.newBuilder()
                    .setPlan(plan)
                    .setMac(machine.macs().get(i))
                    .addAllAddresses(leases.stream().map(Lease::cidr).toList())
                    .setNetwork(leases.isEmpty() ? "" : leases.getFirst().network())
                    .build());
            links.add(Link.of(plan, machine.macs().get(i), leases, networks));
        }
        return new Decision(
                machine,
                Optional.of(snapshot(event)
                        .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                        .addAllNics(nics)
                        .setNetworkConfig(NetworkConfig.render(links))
                        .setTalosPatch(
                                TalosPatch.render(links, event.getRequest().getRequestSet(), networks.management()))
                        .build()));
    }

    private static Decision withdraw(Allocation machine, MachineEvaluated event) {
        if (machine.stage() == Stage.WITHDRAWN) {
            return new Decision(machine, Optional.empty());
        }
        return new Decision(
                machine.withdrawn(),
                Optional.of(snapshot(event)
                        .setVerdict(NetworkAllocated.Verdict.WITHDRAWN)
                        .build()));
    }

    private static NetworkAllocated.Builder snapshot(MachineEvaluated event) {
        return NetworkAllocated.newBuilder()
                .setRequest(event.getRequest())
                .setSpec(event.getSpec())
                .setPlacement(event.getPlacement())
                .setUuid(event.getUuid())
                .setAttempt(event.getAttempt())
                .setRequestedAt(event.getRequestedAt());
    }
}
