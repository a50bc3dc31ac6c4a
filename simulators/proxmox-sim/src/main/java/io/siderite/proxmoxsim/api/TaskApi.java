package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Task;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /nodes/{node}/tasks}. */
final class TaskApi {
    private static final String UPID =
            "UPID:[a-zA-Z0-9-]+:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:[0-9A-Fa-f]{8}:[^:\\s/]+:[^:\\s/]*:[^:\\s/]+:";

    private TaskApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of(
                        "GET",
                        "/nodes/{node}/tasks",
                        null,
                        new Schema(Map.of(
                                        "vmid",
                                        Property.integer(),
                                        "limit",
                                        Property.integer(),
                                        "errors",
                                        Property.bool()))
                                .and("typefilter", Property.text())
                                .and("source", Property.oneOf("archive", "active", "all"))
                                .and("start", Property.integer())
                                .and("since", Property.integer()),
                        TaskApi::list),
                Route.of("GET", "/nodes/{node}/tasks/{upid}/status", null, Schema.NONE, TaskApi::status),
                Route.of(
                        "GET",
                        "/nodes/{node}/tasks/{upid}/log",
                        null,
                        new Schema(Map.of(
                                "start",
                                Property.integer().min(0),
                                "limit",
                                Property.integer().min(0))),
                        TaskApi::log));
    }

    private static Object list(Call c) {
        String vmid = c.optional("vmid");
        String type = c.optional("typefilter");
        List<Map<String, Object>> all = new ArrayList<>();
        for (Task t : c.tasks().all()) {
            if (t.node().equals(c.node())
                    && (vmid == null || t.id().equals(vmid))
                    && (type == null || t.type().equals(type))
                    && mayRead(c, t)) {
                Map<String, Object> e = describe(t);
                String exit = t.exitStatus();
                e.put("status", exit == null ? "running" : exit);
                e.remove("exitstatus");
                all.add(e);
            }
        }
        return all.reversed();
    }

    private static Object status(Call c) {
        return describe(find(c));
    }

    private static Object log(Call c) {
        Task task = find(c);
        int start = Integer.parseInt(c.params().getOrDefault("start", "0"));
        int limit = Integer.parseInt(c.params().getOrDefault("limit", "50"));
        List<Map<String, Object>> lines = new ArrayList<>();
        List<String> log = task.log();
        for (int i = start; i < log.size() && (limit == 0 || lines.size() < limit); i++) {
            lines.add(Map.of("n", i + 1, "t", log.get(i)));
        }
        return lines;
    }

    private static Task find(Call c) {
        String upid = c.param("upid");
        if (!upid.matches(UPID)) {
            throw Refusal.parameter("upid", "unable to parse worker upid");
        }
        Task task = c.tasks().find(upid);
        if (task == null || !task.node().equals(c.node())) {
            throw Refusal.parameter("upid", "no such task");
        }
        if (!mayRead(c, task)) {
            throw Refusal.permission("/nodes/" + c.node() + ", Sys.Audit");
        }
        return task;
    }

    /** One's own, a token of one's own, or with Sys.Audit. */
    private static boolean mayRead(Call c, Task t) {
        return t.user().equals(c.user())
                || t.user().startsWith(c.user() + "!")
                || c.may("/nodes/" + t.node(), "Sys.Audit");
    }

    private static Map<String, Object> describe(Task t) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("upid", t.upid());
        e.put("node", t.node());
        e.put("pid", t.pid());
        e.put("pstart", t.pstart());
        e.put("starttime", t.started().getEpochSecond());
        e.put("type", t.type());
        e.put("id", t.id());
        int bang = t.user().indexOf('!');
        e.put("user", bang < 0 ? t.user() : t.user().substring(0, bang));
        if (bang >= 0) {
            e.put("tokenid", t.user().substring(bang + 1));
        }
        String exit = t.exitStatus();
        e.put("status", exit == null ? "running" : "stopped");
        if (exit != null) {
            e.put("exitstatus", exit);
        }
        return e;
    }
}
