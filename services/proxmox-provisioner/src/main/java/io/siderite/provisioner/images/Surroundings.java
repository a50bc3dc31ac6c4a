package io.siderite.provisioner.images;

import io.siderite.provisioner.images.IsoRecords.Need;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may need the ISOs of one cluster, read completely.
 *
 * @param needs what the machines of all clusters need
 * @param claimed images that are being brought
 * @param vms every VM of every online node
 * @param offline storages to the offline nodes that see them
 * @param missing storages to the privilege that removing something there takes and we lack
 */
record Surroundings(
        List<Need> needs,
        Set<IsoCopy> claimed,
        List<VmUse> vms,
        Map<String, Set<String>> offline,
        Map<String, String> missing) {

    /**
     * What a VM's configuration names, whosever it is.
     *
     * @param uuid its SMBIOS UUID; empty: none
     * @param values of its configuration
     */
    record VmUse(int vmid, String node, String uuid, Collection<String> values) {

        boolean names(IsoCopy iso) {
            return values.stream().anyMatch(value -> names(value, iso));
        }

        // The volume, or its file by a path, such as in args; the same file of another storage is another.
        private static boolean names(String value, IsoCopy iso) {
            return value.contains(iso.volid())
                    || value.replace(":iso/" + iso.filename(), "").contains(iso.filename());
        }
    }
}
