package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Format;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /version}, {@code /access/permissions} and {@code /cluster}. */
final class ClusterApi {
    private static final Schema VMID = new Schema(Map.of(
            "vmid", Property.formatted(Format.matching("[1-9]\\d{2,8}", "value does not look like a valid VM ID"))));

    private ClusterApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", "/version", null, Schema.NONE, ClusterApi::version),
                Route.of(
                        "GET",
                        "/access/permissions",
                        null,
                        new Schema(Map.of("path", Property.text(), "userid", Property.text())),
                        ClusterApi::permissions),
                Route.of("GET", "/cluster/status", Route.Need.all("/", "Sys.Audit"), Schema.NONE, ClusterApi::status),
                Route.of("GET", "/cluster/nextid", null, VMID, ClusterApi::nextId),
                Route.of(
                        "GET",
                        "/cluster/resources",
                        null,
                        new Schema(Map.of("type", Property.oneOf("vm", "storage", "node", "sdn", "network"))),
                        Resources::list));
    }

    private static Object version(Call c) {
        String version = c.cluster().world().version();
        String[] part = version.split("\\.");
        return Map.of("version", version, "release", part[0] + "." + part[1], "repoid", "5dcd0a2a1b1c4d3e");
    }

    private static Object permissions(Call c) {
        String user = c.optional("userid");
        String subject = user == null ? c.user() : user;
        boolean own = subject.equals(c.user()) || subject.startsWith(c.user() + "!");
        if (!own) {
            c.need("/access", "Sys.Audit");
        }
        String path = c.optional("path");
        if (path == null) {
            return c.permissions().tree(subject);
        }
        Map<String, Integer> here = new LinkedHashMap<>();
        c.permissions().on(subject, path).forEach((p, propagate) -> here.put(p, propagate ? 1 : 0));
        return Map.of(path, here);
    }

    private static Object status(Call c) {
        World world = c.cluster().world();
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(new LinkedHashMap<>(Map.of(
                "type",
                "cluster",
                "id",
                "cluster",
                "name",
                world.cluster(),
                "nodes",
                world.nodes().size(),
                "quorate",
                c.cluster().quorate() ? 1 : 0,
                "version",
                world.nodes().size())));
        int id = 0;
        for (NodeSpec n : world.nodes()) {
            id++;
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("type", "node");
            node.put("id", "node/" + n.name());
            node.put("name", n.name());
            node.put("nodeid", id);
            node.put("local", n.name().equals(c.endpoint()) ? 1 : 0);
            node.put("online", c.cluster().online(n.name()) ? 1 : 0);
            node.put("ip", "127.0.0.1");
            node.put("level", "");
            all.add(node);
        }
        return all;
    }

    private static Object nextId(Call c) {
        String asked = c.optional("vmid");
        if (asked != null) {
            int vmid = Integer.parseInt(asked);
            if (c.cluster().read(vms -> vms.containsKey(vmid))) {
                throw Refusal.parameter("vmid", "VM " + vmid + " already exists");
            }
            return asked;
        }
        int free = c.cluster().read(vms -> {
            int id = 100;
            while (vms.containsKey(id)) {
                id++;
            }
            return id;
        });
        return c.cluster().world().nextIdAsString() ? (Object) String.valueOf(free) : (Object) free;
    }
}
