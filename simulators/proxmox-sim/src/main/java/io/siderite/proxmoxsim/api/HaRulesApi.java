package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.HaRules;
import io.siderite.proxmoxsim.ha.Sections;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Format;
import io.siderite.proxmoxsim.params.Lists;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /cluster/ha/rules} of release 9: where resources belong, and which of them together or apart. */
final class HaRulesApi {
    private static final String PATH = "/cluster/ha/rules";
    private static final Property TYPE = Property.oneOf("node-affinity", "resource-affinity");
    private static final Set<String> COMMON = Set.of("resources", "comment", "disable");

    /** What each type takes beside that; the first of it is required. */
    private static final Map<String, List<String>> OWN =
            Map.of("node-affinity", List.of("nodes", "strict"), "resource-affinity", List.of("affinity"));

    private static final Schema OPTIONS = new Schema(Map.of(
            "type", TYPE.required(),
            "resources",
                    Property.formatted(Format.listOf(
                            Format.matching("[a-z]+:\\S+", "value does not look like a valid ha resource id"))),
            "comment", Property.text().length(4096),
            "disable", Property.bool(),
            "nodes", HaApi.NODES,
            "strict", Property.bool(),
            "affinity", Property.oneOf("positive", "negative")));

    private HaRulesApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of(
                        "GET",
                        PATH,
                        HaApi.AUDIT,
                        new Schema(Map.of("type", TYPE, "resource", HaApi.SID)),
                        HaRulesApi::list),
                Route.of("POST", PATH, HaApi.CONSOLE, OPTIONS.and("rule", HaApi.ID.required()), HaRulesApi::create),
                Route.of("GET", PATH + "/{rule}", HaApi.AUDIT, Schema.NONE, HaRulesApi::read),
                Route.of("PUT", PATH + "/{rule}", HaApi.CONSOLE, HaApi.forUpdate(OPTIONS), HaRulesApi::update),
                Route.of("DELETE", PATH + "/{rule}", HaApi.CONSOLE, Schema.NONE, HaRulesApi::delete));
    }

    private static Sections rules(Call c) {
        return c.cluster().ha().rules();
    }

    private static Object list(Call c) {
        String type = c.optional("type");
        String resource = c.optional("resource");
        return c.cluster()
                .read(vms -> rules(c).ids().stream()
                        .map(rule -> show(c, rule))
                        .filter(rule -> type == null || type.equals(rule.get("type")))
                        .filter(rule -> resource == null
                                || Lists.split(String.valueOf(rule.get("resources")))
                                        .contains(resource))
                        .toList());
    }

    private static Object read(Call c) {
        return c.cluster().read(vms -> {
            if (!rules(c).has(c.param("rule"))) {
                throw Refusal.because("no such ha rule '" + c.param("rule") + "'");
            }
            return show(c, c.param("rule"));
        });
    }

    private static Map<String, Object> show(Call c, String rule) {
        Map<String, Object> shown = HaApi.show("rule", rule, rules(c));
        shown.put("order", new ArrayList<>(rules(c).ids()).indexOf(rule) + 1);
        Set<String> wrong = errors(c, rules(c)).get(rule);
        if (wrong != null) {
            shown.put("errors", Map.of("resources", wrong));
        }
        return shown;
    }

    private static Map<String, Set<String>> errors(Call c, Sections rules) {
        return HaRules.errors(rules, c.cluster().world().nodes().size());
    }

    private static @Nullable Object create(Call c) {
        String rule = c.param("rule");
        Map<String, String> options = stored(c);
        List<String> required = List.of(
                "resources", OWN.getOrDefault(c.param("type"), List.of()).getFirst());
        for (String option : required) {
            if (!options.containsKey(option)) {
                throw Refusal.parameter(option, "property is missing and it is not optional");
            }
        }
        return HaApi.locked(c, "create ha rule failed", () -> {
            if (rules(c).has(rule)) {
                throw Refusal.because("HA rule '" + rule + "' already defined");
            }
            checkMembers(c, options);
            commit(c, rule, options);
        });
    }

    private static @Nullable Object update(Call c) {
        String rule = c.param("rule");
        Map<String, String> options = stored(c);
        return HaApi.locked(c, "update HA rules failed", () -> {
            rules(c).refuseIfModified(c.optional("digest"));
            Map<String, String> before = rules(c).find(rule);
            if (before == null) {
                throw Refusal.because("HA rule '" + rule + "' does not exist");
            }
            if (!c.param("type").equals(before.get("type"))) {
                throw Refusal.because("unexpected property 'type'");
            }
            checkMembers(c, options);
            Map<String, String> after = new HashMap<>(before);
            HaApi.change(after, options, Set.of("resources", "nodes", "affinity"), c.optional("delete"));
            commit(c, rule, after);
        });
    }

    /** The options as they are stored: lists in order, no disable that isn't one; those of the other type refused. */
    private static Map<String, String> stored(Call c) {
        Map<String, String> options = HaApi.options(c, Set.of("rule"));
        List<String> own = OWN.getOrDefault(c.param("type"), List.of());
        Map<String, String> foreign = new HashMap<>();
        options.keySet().stream()
                .filter(key -> !key.equals("type") && !COMMON.contains(key) && !own.contains(key))
                .forEach(key -> foreign.put(
                        key, "property is not defined in schema and the schema does not allow additional properties"));
        if (!foreign.isEmpty()) {
            throw Refusal.parameters(foreign);
        }
        options.remove("disable", "0");
        for (String list : List.of("resources", "nodes")) {
            options.computeIfPresent(list, (_, value) -> String.join(",", new TreeSet<>(Lists.split(value))));
        }
        return options;
    }

    private static void checkMembers(Call c, Map<String, String> options) {
        String resources = options.get("resources");
        if (resources != null) {
            refuse(
                    Lists.split(resources),
                    sid -> c.cluster().ha().resources().has(sid),
                    "no resources were specified",
                    "cannot use unmanaged resource(s) ");
        }
        String nodes = options.get("nodes");
        if (nodes != null) {
            refuse(
                    Lists.split(nodes).stream()
                            .map(node -> node.replaceAll(":\\d+$", ""))
                            .toList(),
                    node -> c.cluster().world().node(node) != null,
                    "no nodes were specified",
                    "cannot use non-existent node(s) ");
        }
    }

    private static void refuse(
            List<String> all, java.util.function.Predicate<String> known, String none, String unknown) {
        List<String> strange = all.stream().filter(known.negate()).sorted().toList();
        if (all.isEmpty()) {
            throw Refusal.because(none);
        } else if (!strange.isEmpty()) {
            throw Refusal.because(unknown + String.join(", ", strange) + ".");
        }
    }

    /** Keeps a rule if it can be kept beside the others. */
    private static void commit(Call c, String rule, Map<String, String> options) {
        Sections tried = rules(c).copy();
        tried.put(rule, options);
        Set<String> wrong = errors(c, tried).get(rule);
        if (wrong != null) {
            throw Refusal.parameters("Rule '" + rule + "' is invalid.", Map.of("resources", String.join(", ", wrong)));
        }
        rules(c).put(rule, options);
    }

    private static @Nullable Object delete(Call c) {
        // Of a rule that isn't there it is said to be done too.
        return HaApi.locked(c, "delete ha rule failed", () -> rules(c).remove(c.param("rule")));
    }
}
