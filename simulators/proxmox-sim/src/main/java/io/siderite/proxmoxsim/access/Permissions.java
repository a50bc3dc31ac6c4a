package io.siderite.proxmoxsim.access;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may do what, where. An entry on a deeper path replaces what came down from above; a separated token has the
 * intersection of its own and its user's privileges; root@pam may everything.
 */
public final class Permissions {
    /** Every privilege that the simulated API asks for. */
    private static final List<String> ALL = List.of(
            "Datastore.Allocate",
            "Datastore.AllocateSpace",
            "Datastore.AllocateTemplate",
            "Datastore.Audit",
            "Mapping.Audit",
            "Mapping.Modify",
            "Mapping.Use",
            "Pool.Allocate",
            "Pool.Audit",
            "SDN.Allocate",
            "SDN.Audit",
            "SDN.Use",
            "Sys.AccessNetwork",
            "Sys.Audit",
            "Sys.Console",
            "Sys.Modify",
            "Sys.PowerMgmt",
            "VM.Allocate",
            "VM.Audit",
            "VM.Backup",
            "VM.Clone",
            "VM.Config.CDROM",
            "VM.Config.CPU",
            "VM.Config.Cloudinit",
            "VM.Config.Disk",
            "VM.Config.HWType",
            "VM.Config.Memory",
            "VM.Config.Network",
            "VM.Config.Options",
            "VM.Console",
            "VM.GuestAgent.Audit",
            "VM.Migrate",
            "VM.PowerMgmt");

    private static final List<String> TOP_LEVEL =
            List.of("/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms");

    private final List<Acl> acl;
    private final Map<String, ApiToken> tokens = new HashMap<>();

    public Permissions(List<Acl> acl, List<ApiToken> tokens) {
        this.acl = List.copyOf(acl);
        tokens.forEach(t -> this.tokens.put(t.id(), t));
    }

    /** Privileges somebody has on a path, each with whether it holds below. */
    public Map<String, Boolean> on(String subject, String path) {
        if (subject.equals("root@pam")) {
            Map<String, Boolean> all = new TreeMap<>();
            ALL.forEach(p -> all.put(p, true));
            return all;
        }
        ApiToken token = tokens.get(subject);
        if (token == null) {
            return granted(subject, path);
        }
        Map<String, Boolean> users = on(token.user(), path);
        if (!token.separated()) {
            return users;
        }
        Map<String, Boolean> own = granted(subject, path);
        own.keySet().retainAll(users.keySet());
        own.replaceAll((p, propagate) -> propagate && users.getOrDefault(p, false));
        return own;
    }

    private Map<String, Boolean> granted(String subject, String path) {
        Map<String, Boolean> held = new TreeMap<>();
        for (String at : prefixes(path)) {
            Map<String, Boolean> here = new TreeMap<>();
            for (Acl a : acl) {
                if (a.subject().equals(subject) && a.path().equals(at) && (a.propagate() || at.equals(path))) {
                    a.privileges().forEach(p -> here.merge(p, a.propagate(), Boolean::logicalOr));
                }
            }
            if (!here.isEmpty()) {
                held = here;
            }
        }
        return held;
    }

    private static List<String> prefixes(String path) {
        TreeSet<String> all = new TreeSet<>(List.of("/"));
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            all.add(path.substring(0, slash));
        }
        all.add(path);
        return List.copyOf(all);
    }

    /** Whether a privilege is held. */
    public boolean has(String subject, String path, String privilege) {
        return on(subject, path).containsKey(privilege);
    }

    /** What {@code GET /access/permissions} answers: path to privilege to propagation (1 or 0). */
    public Map<String, Map<String, Integer>> tree(String subject) {
        TreeSet<String> paths = new TreeSet<>(TOP_LEVEL);
        acl.forEach(a -> paths.add(a.path()));
        Map<String, Map<String, Integer>> tree = new LinkedHashMap<>();
        for (String path : paths) {
            Map<String, Integer> here = new TreeMap<>();
            on(subject, path).forEach((p, propagate) -> here.put(p, propagate ? 1 : 0));
            if (!here.isEmpty()) {
                tree.put(path, here);
            }
        }
        return tree;
    }
}
