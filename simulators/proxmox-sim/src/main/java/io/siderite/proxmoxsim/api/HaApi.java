package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World;
import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.ha.Sections;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Format;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /cluster/ha}: which routes there are, the status, and what resources, rules and groups have in common. */
final class HaApi {
    static final Route.Need AUDIT = Route.Need.all("/", "Sys.Audit");
    static final Route.Need CONSOLE = Route.Need.all("/", "Sys.Console");
    static final Property SID = Property.formatted(
            Format.matching("(?:[a-z]+:\\S+|\\d+)", "value does not look like a valid ha resource id"));
    static final Property NODES = Property.formatted(Format.listOf(Format.matching(
            "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?::\\d+)?", "value does not look like a valid ha node")));
    static final Property ID =
            Property.formatted(Format.matching("(?i)[a-z][a-z0-9_-]+", "invalid configuration ID '%s'"));

    private static final Set<String> NUMBERS =
            Set.of("strict", "disable", "max_restart", "max_relocate", "failback", "restricted", "nofailback", "order");

    private HaApi() {}

    static List<Route> routes(World world) {
        boolean rules = hasRules(world);
        List<Route> all = new ArrayList<>(HaResourcesApi.routes(rules));
        all.addAll(HaGroupsApi.routes());
        if (rules) {
            all.addAll(HaRulesApi.routes());
        }
        all.add(Route.of("GET", "/cluster/ha/status/current", AUDIT, Schema.NONE, HaApi::status));
        return all;
    }

    /** Rules came with release 9, which has no groups any more. */
    static boolean hasRules(World world) {
        return !world.version().startsWith("8.");
    }

    /** What every change takes beside the options themselves. */
    static Schema forUpdate(Schema options) {
        return options.and("digest", Property.text().length(64)).and("delete", Property.text());
    }

    /** A section as the API shows it. */
    static Map<String, Object> show(String key, String id, Sections sections) {
        Map<String, Object> shown = new LinkedHashMap<>();
        Map<String, String> options = sections.find(id);
        if (options != null) {
            options.forEach((k, v) -> shown.put(k, NUMBERS.contains(k) ? (Object) Long.valueOf(v) : v));
        }
        shown.put(key, id);
        shown.put("digest", sections.digest());
        return shown;
    }

    /** Sets and deletes options of a section; what isn't named stays. */
    static void change(
            Map<String, String> section, Map<String, String> set, Set<String> required, @Nullable String delete) {
        for (String key : Lists.split(delete == null ? "" : delete)) {
            if (required.contains(key)) {
                throw Refusal.because("unable to delete required option '" + key + "'");
            }
            if (set.containsKey(key)) {
                throw Refusal.because("cannot set and delete property '" + key + "' at the same time!");
            }
            section.remove(key);
        }
        section.putAll(set);
    }

    /** The parameters of a call that are options of a section. */
    static Map<String, String> options(Call c, Set<String> others) {
        Map<String, String> options = new HashMap<>(c.params());
        options.keySet().removeAll(others);
        options.keySet().removeAll(Set.of("digest", "delete"));
        return options;
    }

    /** Does a change in the domain of the HA manager; a refusal says what failed. */
    static @Nullable Object locked(Call c, String otherwise, Runnable work) {
        if (!c.cluster().quorate()) {
            throw Refusal.because("cluster not ready - no quorum?");
        }
        return c.cluster().read(vms -> {
            try {
                work.run();
                return null;
            } catch (Refusal r) {
                throw r.errors().isEmpty() ? Refusal.because(otherwise + ": " + r.text()) : r;
            }
        });
    }

    private static Object status(Call c) {
        return c.cluster().read(vms -> {
            HaConfig ha = c.cluster().ha();
            long now = Instant.now().getEpochSecond();
            List<Map<String, Object>> all = new ArrayList<>();
            boolean quorate = c.cluster().quorate();
            all.add(entry(
                    "quorum",
                    "quorum",
                    c.endpoint(),
                    quorate ? "OK" : "No quorum on node '" + c.endpoint() + "'!",
                    Map.of("quorate", quorate ? 1 : 0)));
            for (NodeSpec node : c.cluster().world().nodes()) {
                String state = c.cluster().online(node.name()) ? "active" : "old timestamp - dead?";
                all.add(entry(
                        "lrm:" + node.name(),
                        "lrm",
                        node.name(),
                        node.name() + " (" + state + ")",
                        Map.of("timestamp", now)));
            }
            for (String sid : ha.resources().ids()) {
                var vm = sid.matches("vm:\\d+") ? vms.get(Integer.parseInt(sid.substring(3))) : null;
                String node = vm == null ? "---" : vm.node();
                Map<String, Object> service = new LinkedHashMap<>();
                service.put("sid", sid);
                service.put("state", ha.spoken(sid));
                service.put("request_state", ha.requested(sid));
                service.put("crm_state", ha.state(sid));
                all.add(entry(
                        "service:" + sid, "service", node, sid + " (" + node + ", " + ha.spoken(sid) + ")", service));
            }
            return all;
        });
    }

    private static Map<String, Object> entry(
            String id, String type, String node, String status, Map<String, Object> more) {
        Map<String, Object> entry = new LinkedHashMap<>(more);
        entry.put("id", id);
        entry.put("type", type);
        entry.put("node", node);
        entry.put("status", status);
        return entry;
    }
}
