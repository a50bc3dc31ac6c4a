package io.siderite.placement;

import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What a placed machine was promised. It counts until the machine's VM is seen in the inventory; from then on the VM does.
 *
 * @param requestSet the machine's set; empty: none
 * @param memory bytes
 * @param storages name of a storage to the bytes of the machine's disks on it
 * @param uuid the machine's SMBIOS UUID
 * @param failed nodes that failed the machine, and when: a VM that an older reading shows there is gone
 */
public record Reservation(
        String requestId,
        String requestSet,
        Place place,
        long memory,
        int cpus,
        Map<String, Long> storages,
        String uuid,
        Map<Place, Instant> failed) {

    public Reservation {
        storages = Map.copyOf(storages);
        failed = Map.copyOf(failed);
    }

    /** Of a machine that no node failed. */
    public Reservation(
            String requestId,
            String requestSet,
            Place place,
            long memory,
            int cpus,
            Map<String, Long> storages,
            String uuid) {
        this(requestId, requestSet, place, memory, cpus, storages, uuid, Map.of());
    }

    /** The same machine, which these nodes failed, each at that time. */
    public Reservation after(Map<Place, Instant> failures) {
        return new Reservation(requestId, requestSet, place, memory, cpus, storages, uuid, failures);
    }

    /** Whether a VM that a reading of this time shows on a node may be the machine's, and not what was removed there. */
    boolean mayStandOn(Place node, Instant readAt) {
        var since = failed.get(node);
        return since == null || readAt.isAfter(since);
    }

    /** What a machine takes, once placed. */
    public static Reservation of(MachineRequest request, String uuid, VmSpec spec, Placement placement) {
        var bytes = new HashMap<String, Long>();
        spec.getDisksList().forEach(disk -> bytes.merge(disk.getStorage(), disk.getSize(), Long::sum));
        if (spec.hasEfi()) {
            bytes.merge(spec.getEfi().getStorage(), StorageFit.FIRMWARE_DISK, Long::sum);
        }
        if (spec.hasTpm()) {
            bytes.merge(spec.getTpm().getStorage(), StorageFit.FIRMWARE_DISK, Long::sum);
        }
        return new Reservation(
                request.getRequestId(),
                request.getRequestSet(),
                new Place(placement.getCluster(), placement.getNode()),
                spec.getMemory(),
                spec.getCores() * spec.getSockets(),
                bytes,
                uuid);
    }
}
