package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.ha.HaRules.Rule;
import io.siderite.proxmoxsim.params.Lists;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the HA manager may have a resource: groups and node affinity with their priorities, resource affinity, and then
 * the node with the fewest guests.
 *
 * @param where each resource that has a place on a node that is up
 * @param guests how many guests each node that is up has
 */
record HaPlacing(HaConfig config, Map<String, String> where, Map<String, Integer> guests) {

    /** A node for a resource, or null when none will do. */
    @Nullable
    String choose(String sid, Set<String> except) {
        Set<String> nodes = new TreeSet<>(guests.keySet());
        nodes.removeAll(except);
        for (Rule rule : HaRules.inForce(config.rules())) {
            if (!rule.node() && rule.resources().contains(sid)) {
                keepAffinity(rule, sid, nodes);
            }
        }
        return preferred(sid, nodes).stream()
                .min(Comparator.comparing((String node) -> guests.getOrDefault(node, 0))
                        .thenComparing(node -> node))
                .orElse(null);
    }

    private void keepAffinity(Rule rule, String sid, Set<String> nodes) {
        Set<String> others = new HashSet<>();
        where.forEach((other, node) -> {
            if (!other.equals(sid) && rule.resources().contains(other)) {
                others.add(node);
            }
        });
        if (!rule.positive()) {
            nodes.removeAll(others);
        } else if (!others.isEmpty()) {
            nodes.retainAll(others);
        }
    }

    /** Those of the highest priority; of nodes that aren't named, where others will do. */
    private Set<String> preferred(String sid, Set<String> nodes) {
        Map<String, Integer> priorities = new HashMap<>();
        boolean othersToo = true;
        for (Rule rule : HaRules.inForce(config.rules())) {
            if (rule.node() && rule.resources().contains(sid)) {
                priorities.putAll(rule.nodes());
                Map<String, String> options = config.rules().find(rule.id());
                othersToo = options == null || !"1".equals(options.get("strict"));
            }
        }
        Map<String, String> resource = config.resources().find(sid);
        Map<String, String> group = resource == null || resource.get("group") == null
                ? null
                : config.groups().find(resource.get("group"));
        if (group != null) {
            priorities.putAll(Rule.of(
                            "", Map.of("nodes", String.join(",", Lists.split(group.getOrDefault("nodes", "")))))
                    .nodes());
            othersToo = !"1".equals(group.get("restricted"));
        }
        if (priorities.isEmpty()) {
            return nodes;
        }
        List<String> named = nodes.stream().filter(priorities::containsKey).toList();
        if (named.isEmpty()) {
            return othersToo ? nodes : Set.of();
        }
        int highest = named.stream()
                .mapToInt(node -> priorities.getOrDefault(node, 0))
                .max()
                .orElse(0);
        Set<String> best = new TreeSet<>(named);
        best.removeIf(node -> priorities.getOrDefault(node, 0) < highest);
        return best;
    }
}
