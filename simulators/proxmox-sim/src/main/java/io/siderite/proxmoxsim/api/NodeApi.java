package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World.BridgeSpec;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code /nodes}: which there are, how they fare, and their network. */
final class NodeApi {
    private NodeApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", "/nodes", null, Schema.NONE, NodeApi::list),
                Route.of(
                        "GET",
                        "/nodes/{node}/status",
                        Route.Need.all("/nodes/{node}", "Sys.Audit"),
                        Schema.NONE,
                        NodeApi::status),
                Route.of(
                        "GET",
                        "/nodes/{node}/network",
                        null,
                        new Schema(Map.of(
                                "type",
                                Property.oneOf(
                                        "bridge",
                                        "bond",
                                        "eth",
                                        "alias",
                                        "vlan",
                                        "any_bridge",
                                        "any_local_bridge",
                                        "include_sdn"))),
                        NodeApi::network));
    }

    private static Object list(Call c) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (NodeSpec n : c.cluster().world().nodes()) {
            boolean online = c.cluster().online(n.name());
            Map<String, Object> e = new LinkedHashMap<>();
            e.put("id", "node/" + n.name());
            e.put("type", "node");
            e.put("node", n.name());
            e.put("status", online ? "online" : "offline");
            e.put("level", "");
            if (c.may("/nodes/" + n.name(), "Sys.Audit")) {
                e.put("maxcpu", n.cpus());
                e.put("maxmem", n.memory());
                if (online) {
                    e.put("mem", c.cluster().snapshot().memoryInUse(n.name()));
                    e.put("cpu", 0.02);
                    e.put("uptime", 86_400);
                }
            }
            all.add(e);
        }
        return all;
    }

    private static Object status(Call c) {
        NodeSpec n = spec(c);
        long used = c.cluster().snapshot().memoryInUse(n.name());
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("memory", Map.of("total", n.memory(), "used", used, "free", n.memory() - used));
        e.put(
                "cpuinfo",
                Map.of("cpus", n.cpus(), "cores", n.cpus() / 2, "sockets", 1, "model", "Simulated", "hvm", "1"));
        e.put("cpu", 0.02);
        e.put("uptime", 86_400);
        e.put("loadavg", List.of("0.10", "0.10", "0.10"));
        e.put("rootfs", Map.of("total", 100L << 30, "used", 10L << 30, "free", 90L << 30, "avail", 90L << 30));
        e.put("pveversion", "pve-manager/" + c.cluster().world().version() + "/5dcd0a2a1b1c4d3e");
        return e;
    }

    private static Object network(Call c) {
        String type = c.optional("type");
        if (type != null && !type.contains("bridge") && !type.equals("include_sdn")) {
            return List.of();
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (BridgeSpec b : spec(c).bridges()) {
            String path = "/sdn/zones/localnetwork/" + b.name();
            if (!c.may(path, "SDN.Use") && !c.may(path, "SDN.Audit")) {
                continue;
            }
            Map<String, Object> e = new LinkedHashMap<>();
            e.put("iface", b.name());
            e.put("type", "bridge");
            e.put("active", 1);
            e.put("autostart", 1);
            e.put("method", "static");
            e.put("bridge_ports", "eno" + b.name().replaceAll("\\D", ""));
            e.put("families", List.of("inet"));
            if (b.mtu() != 1500) {
                e.put("mtu", String.valueOf(b.mtu()));
            }
            all.add(e);
        }
        return all;
    }

    private static NodeSpec spec(Call c) {
        return Objects.requireNonNull(c.cluster().world().node(c.node()));
    }
}
