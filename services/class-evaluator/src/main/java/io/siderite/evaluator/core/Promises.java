package io.siderite.evaluator.core;

import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.VmState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The reservations of all machines but the one that looks for a place.
 *
 * @param unseen those whose VM is not seen yet, and which therefore count
 * @param sets lower-case request id, and UUID, to the set of the machine: a tag of Proxmox may be a shortened one
 */
record Promises(List<Reservation> unseen, Map<String, String> sets) {

    static Promises beside(MachineRequest request, World world) {
        var others = world.reservations().stream()
                .filter(r -> !r.requestId().equals(request.getRequestId()))
                .toList();
        var sets = new HashMap<String, String>();
        for (var reservation : others) {
            sets.put(lower(reservation.requestId()), reservation.requestSet());
            sets.put(lower(reservation.uuid()), reservation.requestSet());
        }
        return new Promises(
                others.stream().filter(r -> !r.seenIn(world.inventory())).toList(), sets);
    }

    /** The set of a VM's machine: as its request said it where we know the machine, else by the VM's tag. */
    String setOf(VmState vm) {
        return Optional.ofNullable(sets.get(lower(vm.getRequestId())))
                .or(() -> Optional.ofNullable(sets.get(lower(vm.getUuid()))))
                .orElse(vm.getRequestSet());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
