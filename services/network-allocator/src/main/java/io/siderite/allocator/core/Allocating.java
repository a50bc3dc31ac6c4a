package io.siderite.allocator.core;

import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides what becomes of a machine's addresses when something is heard of it. */
public final class Allocating {

    private Allocating() {}

    /**
     * A decision.
     *
     * @param next the machine from now on; equal to what it was when nothing changed
     * @param publish what to tell the road, under {@code next.revision()}
     */
    public record Decision(Allocation next, Optional<NetworkAllocated> publish) {}

    /**
     * class-evaluator said something of the machine.
     *
     * @param macTaken whether another machine, or any other VM, has a MAC
     */
    public static Decision evaluated(
            Allocation machine, MachineEvaluated event, long revision, Predicate<String> macTaken) {
        if (revision <= machine.evaluatedRevision() || machine.stage() == Stage.GONE) {
            return new Decision(machine, Optional.empty());
        }
        Allocation seen = machine.evaluated(revision);
        return switch (event.getVerdict()) {
            case PLACED ->
                machine.stage() == Stage.WITHDRAWN
                        ? new Decision(seen, Optional.empty())
                        : allocate(seen, event, macTaken);
            case WITHDRAWN -> withdraw(seen, event);
            // Nothing of ours to do: it has no place yet, or never will.
            case WAITING, REFUSED, VERDICT_UNSPECIFIED, UNRECOGNIZED -> new Decision(seen, Optional.empty());
        };
    }

    /** Its VM is gone: everything is given back. */
    public static Decision vmDeleted(Allocation machine, long revision) {
        if (revision <= machine.vmRevision()) {
            return new Decision(machine, Optional.empty());
        }
        return new Decision(machine.vmSeen(revision).gone(), Optional.empty());
    }

    private static Decision allocate(Allocation machine, MachineEvaluated event, Predicate<String> macTaken) {
        List<NicPlan> plans = event.getSpec().getNicsList();
        List<String> kept = machine.macs().subList(0, Math.min(machine.macs().size(), plans.size()));
        List<String> macs = Macs.draw(event.getUuid(), kept, plans.size(), macTaken);
        List<Nic> nics = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            nics.add(Nic.newBuilder().setPlan(plans.get(i)).setMac(macs.get(i)).build());
        }
        return new Decision(
                machine.allocated(event.getUuid(), event.getAttempt(), macs),
                Optional.of(snapshot(event)
                        .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                        .addAllNics(nics)
                        .setNetworkConfig(NetworkConfig.render(nics))
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
