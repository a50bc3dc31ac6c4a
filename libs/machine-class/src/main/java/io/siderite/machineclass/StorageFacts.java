package io.siderite.machineclass;

import java.util.List;

/**
 * What a selector may ask of a storage on a node.
 *
 * @param storageType as Proxmox calls it: lvmthin, zfspool, dir, …
 * @param availableSpace bytes
 * @param totalSpace bytes
 * @param content what it accepts: images, iso, …
 */
public record StorageFacts(
        String name,
        String node,
        String cluster,
        String storageType,
        long availableSpace,
        long totalSpace,
        boolean shared,
        List<String> content) {

    public StorageFacts {
        content = List.copyOf(content);
    }

    /** Part of the space that is taken, from 0 to 1; of a storage whose size is unknown: 0. */
    public double usedFraction() {
        return totalSpace <= 0 ? 0 : 1 - (double) availableSpace / totalSpace;
    }
}
