package io.siderite.evaluator.core;

import io.siderite.placement.World;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;

/** What class-evaluator sees of a machine. Revisions are those of the event's writer for this machine. */
public sealed interface Observation {

    /** {@code machine.requested}: it is new, was edited, or is withdrawn. */
    record Requested(MachineRequested event, long revision) implements Observation {}

    /** The world, to look for a place in: after a request, an inventory, a {@code vm.deleted}, or an exclusion's end. */
    record Looked(World world) implements Observation {}

    /** {@code vm.failed}; of interest where it says to place the machine anew. */
    record Failed(VmFailed event, long revision) implements Observation {}

    /** {@code vm.deleted}. */
    record Deleted(VmDeleted event, long revision) implements Observation {}
}
