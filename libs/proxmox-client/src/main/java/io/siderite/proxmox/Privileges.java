package io.siderite.proxmox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The least privileges our user or token needs in Proxmox, and which of them are missing. */
public final class Privileges {

    /** On {@code /vms}, not on a pool: with tags set, a pool's grant fails in the task. */
    public static final List<String> VMS = List.of(
            "VM.Allocate",
            "VM.Audit",
            "VM.PowerMgmt",
            "VM.Config.CPU",
            "VM.Config.Memory",
            "VM.Config.HWType",
            "VM.Config.Options",
            "VM.Config.Network",
            "VM.Config.Disk",
            "VM.Config.CDROM");

    /** On {@code /storage/<id>} of each storage for disks. */
    public static final List<String> DISKS = List.of("Datastore.AllocateSpace", "Datastore.Audit");

    /** On {@code /storage/<id>} of each storage for ISOs; Datastore.Allocate is what deleting a machine's ISO takes. */
    public static final List<String> ISOS =
            List.of("Datastore.AllocateTemplate", "Datastore.Audit", "Datastore.Allocate");

    /** On {@code /sdn/zones/localnetwork/<bridge>} of each bridge. */
    public static final List<String> BRIDGE = List.of("SDN.Use");

    /** On {@code /mapping/pci/<id>} or {@code /mapping/usb/<id>} of each mapped device. */
    public static final List<String> MAPPING = List.of("Mapping.Use");

    /** On {@code /nodes/<node>}, for the node's state and for {@code download-url}. */
    public static final List<String> NODE = List.of("Sys.Audit", "Sys.AccessNetwork");

    /** On {@code /}: instead of Sys.AccessNetwork on the nodes, as releases without it want. */
    public static final List<String> DOWNLOAD_BY_ROOT = List.of("Sys.Audit", "Sys.Modify");

    /** On {@code /}, for machines that the HA manager looks after. */
    public static final List<String> HA = List.of("Sys.Audit", "Sys.Console");

    /** On {@code /}, beside those on the VM, to set a VM's {@code startup}. */
    public static final List<String> STARTUP = List.of("Sys.Modify");

    private static final List<String> PARENTS = List.of(
            "/vms", "/storage", "/nodes", "/pool", "/sdn", "/sdn/zones", "/mapping", "/mapping/pci", "/mapping/usb");

    /** What is used of a cluster. */
    public record Use(
            Collection<String> nodes,
            Collection<String> diskStorages,
            Collection<String> isoStorages,
            Collection<String> bridges,
            Collection<String> pciMappings) {}

    /** A privilege that is missing on a path. */
    public record Missing(String path, String privilege) {
        @Override
        public String toString() {
            return privilege + " on " + path;
        }
    }

    private Privileges() {}

    /**
     * Which privileges are missing where.
     *
     * @param permissions as {@link ProxmoxCluster#permissions()} answers: a path that isn't listed inherits from the
     *     nearest above it that is
     */
    public static List<Missing> missing(Map<String, List<String>> permissions, Use use) {
        List<Missing> missing = new ArrayList<>();
        require(permissions, "/vms", VMS, missing);
        use.diskStorages().forEach(s -> require(permissions, "/storage/" + s, DISKS, missing));
        use.isoStorages().forEach(s -> require(permissions, "/storage/" + s, ISOS, missing));
        use.bridges().forEach(b -> require(permissions, "/sdn/zones/localnetwork/" + b, BRIDGE, missing));
        use.pciMappings().forEach(m -> require(permissions, "/mapping/pci/" + m, MAPPING, missing));
        boolean downloadByRoot = held(permissions, "/").containsAll(DOWNLOAD_BY_ROOT);
        for (String node : use.nodes()) {
            require(permissions, "/nodes/" + node, downloadByRoot ? List.of("Sys.Audit") : NODE, missing);
        }
        return missing.stream().distinct().toList();
    }

    /** Which of these privileges are missing on a path. */
    public static List<String> missing(Map<String, List<String>> permissions, String path, List<String> privileges) {
        List<String> held = held(permissions, path);
        return privileges.stream().filter(p -> !held.contains(p)).toList();
    }

    /** Whether a path holds nothing itself, only paths below it. */
    static boolean isParent(String path) {
        return PARENTS.contains(path);
    }

    private static void require(
            Map<String, List<String>> permissions, String path, List<String> privileges, List<Missing> missing) {
        missing(permissions, path, privileges).stream()
                .map(p -> new Missing(path, p))
                .forEach(missing::add);
    }

    private static List<String> held(Map<String, List<String>> permissions, String path) {
        for (String at = path; ; at = at.lastIndexOf('/') <= 0 ? "/" : at.substring(0, at.lastIndexOf('/'))) {
            List<String> privileges = permissions.get(at);
            if (privileges != null || at.equals("/")) {
                return privileges == null ? List.of() : privileges;
            }
        }
    }
}
