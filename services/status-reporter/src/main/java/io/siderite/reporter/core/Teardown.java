package io.siderite.reporter.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The order in which a withdrawn machine is let go. Omni takes the node out of its cluster before it takes its finalizer
 * off our status; a VM destroyed earlier would break etcd's quorum.
 */
public final class Teardown {

    private Teardown() {}

    /** A resource of ours in Omni, as Omni itself described it. */
    public sealed interface Remote {
        /** Omni said that there is none of this name. */
        record Absent() implements Remote {}

        /** Is there. */
        record Living() implements Remote {}

        /** Is to go, and is held by these. */
        record TearingDown(List<String> finalizers) implements Remote {}
    }

    /**
     * What Omni has of a machine.
     *
     * @param patches its ConfigPatchRequests, by id
     * @param status its MachineRequestStatus
     */
    public record Observed(Map<String, Remote> patches, Remote status) {

        /** What is left after the machine was released. */
        public static final Observed NOTHING = new Observed(Map.of(), new Remote.Absent());
    }

    /** The next thing to do. */
    public sealed interface Step {
        /** Ask for the teardown of a ConfigPatchRequest. */
        record TearDownPatch(String id) implements Step {}

        /** Destroy a ConfigPatchRequest that nobody holds. */
        record DestroyPatch(String id) implements Step {}

        /** Ask for the teardown of the MachineRequestStatus. */
        record TearDownStatus() implements Step {}

        /** Destroy the MachineRequestStatus that nobody holds. */
        record DestroyStatus() implements Step {}

        /** Omni holds something; go on when it let it go. */
        record AwaitOmni(String what) implements Step {}

        /** Publish machine.released. */
        record Release() implements Step {}

        /** The VM is being destroyed; go on at vm.deleted. */
        record AwaitDeletion() implements Step {}

        /** Take our finalizer off the MachineRequest: the last act. */
        record TakeFinalizerOff() implements Step {}
    }

    /** What to do next for a withdrawn machine. */
    public static Step next(Machine machine, Observed omni) {
        Timeline passed = machine.timeline();
        boolean deleted = passed.has(Milestone.DELETED);
        if (passed.has(Milestone.RELEASED)) {
            return deleted ? new Step.TakeFinalizerOff() : new Step.AwaitDeletion();
        }
        // Sorted, so that the same observation always has the same next step.
        Map<String, Remote> patches = new TreeMap<>(omni.patches());
        for (Map.Entry<String, Remote> patch : patches.entrySet()) {
            switch (patch.getValue()) {
                case Remote.Living _ -> {
                    return new Step.TearDownPatch(patch.getKey());
                }
                case Remote.TearingDown going
                when going.finalizers().isEmpty() -> {
                    return new Step.DestroyPatch(patch.getKey());
                }
                case Remote.TearingDown _, Remote.Absent _ -> {}
            }
        }
        for (Map.Entry<String, Remote> patch : patches.entrySet()) {
            if (patch.getValue() instanceof Remote.TearingDown going) {
                return new Step.AwaitOmni("config patch " + patch.getKey() + ": " + held(going));
            }
        }
        return switch (omni.status()) {
            case Remote.Living _ -> new Step.TearDownStatus();
            case Remote.TearingDown going when going.finalizers().isEmpty() -> new Step.DestroyStatus();
            case Remote.TearingDown going -> new Step.AwaitOmni("machine request status: " + held(going));
            // Deleted without our word for it: our database was lost after the release. There is nothing to release.
            case Remote.Absent _ -> deleted ? new Step.TakeFinalizerOff() : new Step.Release();
        };
    }

    private static String held(Remote.TearingDown going) {
        return "held by " + String.join(", ", going.finalizers());
    }
}
