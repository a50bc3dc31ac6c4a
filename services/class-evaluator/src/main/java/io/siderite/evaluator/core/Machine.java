package io.siderite.evaluator.core;

import io.siderite.placement.Place;
import io.siderite.placement.Spot;
import io.siderite.proto.events.v1.MachineRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of a machine in every state.
 *
 * @param request as last heard of
 * @param requestedAt when Omni created the request
 * @param uuid SMBIOS UUID, lower case; drawn once
 * @param attempt counts placements; 0: none yet
 * @param exclusions nodes and storages that failed it, expired ones too: they remember how often
 */
public record Machine(
        MachineRequest request,
        Instant requestedAt,
        String uuid,
        int attempt,
        Map<Spot, Exclusion> exclusions,
        Revisions revisions) {

    public Machine {
        exclusions = Map.copyOf(exclusions);
    }

    /** The request as it stands in Omni now. Before the first placement Omni's UUID wins; after it the UUID is settled. */
    Machine edited(MachineRequest edited) {
        var theirs = edited.getMachineUuid().toLowerCase(Locale.ROOT);
        return new Machine(
                edited, requestedAt, attempt == 0 && !theirs.isEmpty() ? theirs : uuid, attempt, exclusions, revisions);
    }

    /** Whether the request asks for something else; that Omni learned the UUID meanwhile is no edit. */
    boolean differs(MachineRequest other) {
        return !request.toBuilder()
                .clearMachineUuid()
                .build()
                .equals(other.toBuilder().clearMachineUuid().build());
    }

    /** @param why what failed the machine failed it */
    Machine excluding(Spot spot, Instant now, String why) {
        var more = new HashMap<>(exclusions);
        more.put(spot, Exclusion.after(exclusions.get(spot), now, why));
        return new Machine(request, requestedAt, uuid, attempt, more, revisions);
    }

    /** Each node that failed it, or a storage of it did, and when that was last. */
    Map<Place, Instant> failedBy() {
        var when = new HashMap<Place, Instant>();
        exclusions.forEach(
                (spot, exclusion) -> when.merge(spot.place(), exclusion.since(), (a, b) -> a.isAfter(b) ? a : b));
        return when;
    }

    /** Placed once more, under this UUID. */
    Machine placed(String settledUuid) {
        return new Machine(request, requestedAt, settledUuid, attempt + 1, exclusions, revisions);
    }

    Machine with(Revisions newer) {
        return new Machine(request, requestedAt, uuid, attempt, exclusions, newer);
    }
}
