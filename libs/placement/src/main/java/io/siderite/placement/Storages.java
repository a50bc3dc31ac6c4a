package io.siderite.placement;

import java.util.List;

/**
 * The storages of one node that were found for a machine.
 *
 * @param disks of the class's disks, in order
 * @param firmware of its EFI disk and TPM state; empty: it has neither
 * @param iso of its boot image and cidata
 */
record Storages(List<String> disks, String firmware, String iso) {

    Storages {
        disks = List.copyOf(disks);
    }
}
