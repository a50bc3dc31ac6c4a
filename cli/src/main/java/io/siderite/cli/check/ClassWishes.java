package io.siderite.cli.check;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Privileges;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Mappings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What a machine class may ask of a cluster beyond the ordinary, and which privileges that would take: no fault where none does. */
final class ClassWishes {

    private ClassWishes() {}

    /** One sentence about everything that would be refused; empty when nothing would. */
    static Optional<String> notes(ProxmoxCluster cluster, Map<String, List<String>> permissions) {
        List<String> wishes = new ArrayList<>();
        wish(wishes, "ha", "/", Privileges.missing(permissions, "/", Privileges.HA));
        wish(wishes, "startup", "/", Privileges.missing(permissions, "/", Privileges.STARTUP));
        if (cluster.mappings() instanceof Outcome.Done<Mappings>(Mappings seen)) {
            mappings(wishes, "pci_devices", "/mapping/pci/", seen.pci().keySet(), permissions);
            mappings(wishes, "usb_devices", "/mapping/usb/", seen.usb().keySet(), permissions);
        }
        if (cluster.pools() instanceof Outcome.Done<List<String>>(List<String> pools) && pools.isEmpty()) {
            wish(wishes, "pool", "/pool/<pool>, where there is one", List.of("Pool.Audit"));
        }
        return wishes.isEmpty()
                ? Optional.empty()
                : Optional.of("machine classes with these keys need more (grant it only if you use them): "
                        + String.join("; ", wishes));
    }

    private static void mappings(
            List<String> wishes,
            String key,
            String path,
            Collection<String> seen,
            Map<String, List<String>> permissions) {
        if (seen.isEmpty()) {
            wish(wishes, key, path + "<mapping>, where there is one", Privileges.MAPPING);
        }
        new TreeSet<>(seen)
                .forEach(id ->
                        wish(wishes, key, path + id, Privileges.missing(permissions, path + id, Privileges.MAPPING)));
    }

    private static void wish(List<String> wishes, String key, String path, List<String> missing) {
        if (!missing.isEmpty()) {
            wishes.add(key + ": " + String.join(", ", missing) + " on " + path);
        }
    }
}
