package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.access.Permissions;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Tasks;
import io.siderite.proxmoxsim.model.Vm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API, authenticated and checked.
 *
 * @param endpoint the node whose endpoint was called
 * @param user a user or a token
 * @param params of path, query and body together
 * @param file what was uploaded; null for every other call
 */
record Call(
        Cluster cluster,
        Permissions permissions,
        Tasks tasks,
        String endpoint,
        String user,
        Map<String, String> params,
        byte @Nullable [] file) {

    /** The node the call is about. */
    String node() {
        return param("node");
    }

    int vmid() {
        return Integer.parseInt(param("vmid"));
    }

    /** A parameter that is there. */
    String param(String name) {
        String value = params.get(name);
        if (value == null) {
            throw new IllegalStateException("route without " + name);
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        return params.get(name);
    }

    boolean flag(String name) {
        return "1".equals(params.get(name));
    }

    boolean root() {
        return user.equals("root@pam");
    }

    boolean may(String path, String privilege) {
        return permissions.has(user, path, privilege) || mayByPool(path, privilege);
    }

    /** What holds on a pool holds on its VMs. */
    private boolean mayByPool(String path, String privilege) {
        if (!path.matches("/vms/\\d{1,9}")) {
            return false;
        }
        String pool = cluster.read(vms -> {
            Vm vm = vms.get(Integer.parseInt(path.substring("/vms/".length())));
            return vm == null ? "" : vm.pool();
        });
        return !pool.isEmpty() && permissions.has(user, "/pool/" + pool, privilege);
    }

    /** Refuses when one of them lacks. */
    void need(String path, String... privileges) {
        for (String p : privileges) {
            if (!may(path, p)) {
                throw Refusal.permission(path + ", " + p);
            }
        }
    }

    /** Refuses when all of them lack. */
    void needAny(String path, List<String> privileges) {
        if (privileges.stream().noneMatch(p -> may(path, p))) {
            throw Refusal.permission(path + ", " + String.join("|", privileges));
        }
    }

    /** Refuses an option that only root@pam may use. */
    void rootOnly(String option) {
        if (params.containsKey(option) && !root()) {
            throw Refusal.parameter(option, "Only root may use this option.");
        }
    }
}
