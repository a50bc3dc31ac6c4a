package io.siderite.proxmoxsim.ha;

import io.siderite.proxmoxsim.params.Lists;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which rules can't be kept, by themselves or beside the others. Disabled rules count for nothing. */
public final class HaRules {

    /** A rule that is in force. */
    record Rule(String id, boolean node, boolean positive, Set<String> resources, Map<String, Integer> nodes) {
        static Rule of(String id, Map<String, String> options) {
            Map<String, Integer> nodes = new TreeMap<>();
            for (String entry : Lists.split(options.getOrDefault("nodes", ""))) {
                String[] part = entry.split(":", 2);
                nodes.put(part[0], part.length > 1 ? Integer.parseInt(part[1]) : 0);
            }
            return new Rule(
                    id,
                    "node-affinity".equals(options.get("type")),
                    "positive".equals(options.get("affinity")),
                    HaConfig.members(options),
                    nodes);
        }

        boolean shares(Rule other) {
            return !Collections.disjoint(resources, other.resources);
        }

        int common(Rule other) {
            Set<String> both = new HashSet<>(resources);
            both.retainAll(other.resources);
            return both.size();
        }
    }

    private final List<Rule> nodeAffinities = new ArrayList<>();
    private final List<Rule> positives = new ArrayList<>();
    private final List<Rule> negatives = new ArrayList<>();
    private final Map<String, Set<String>> errors = new LinkedHashMap<>();

    private HaRules(Sections rules) {
        for (Rule rule : inForce(rules)) {
            (rule.node() ? nodeAffinities : rule.positive() ? positives : negatives).add(rule);
        }
    }

    /** The rules that aren't disabled. */
    static List<Rule> inForce(Sections rules) {
        List<Rule> all = new ArrayList<>();
        for (String id : rules.ids()) {
            Map<String, String> options = rules.find(id);
            if (options != null && !"1".equals(options.get("disable"))) {
                all.add(Rule.of(id, options));
            }
        }
        return all;
    }

    /** Rule to what is wrong with its resources. */
    public static Map<String, Set<String>> errors(Sections rules, int nodesInCluster) {
        HaRules all = new HaRules(rules);
        all.eachResourceInOneNodeAffinity();
        all.enoughResources(nodesInCluster);
        all.togetherOrApart();
        all.onePriority();
        all.oneNodeAffinityForThoseTogether();
        all.roomForThoseApart();
        return all.errors;
    }

    private void wrong(Rule rule, String what) {
        errors.computeIfAbsent(rule.id(), _ -> new TreeSet<>()).add(what);
    }

    private void eachResourceInOneNodeAffinity() {
        for (Rule rule : nodeAffinities) {
            for (String sid : rule.resources()) {
                if (nodeAffinities.stream()
                                .filter(r -> r.resources().contains(sid))
                                .count()
                        > 1) {
                    wrong(rule, "resource '" + sid + "' is already used in another node affinity rule");
                }
            }
        }
    }

    private void enoughResources(int nodesInCluster) {
        for (Rule rule : resourceAffinities()) {
            if (rule.resources().size() < 2) {
                wrong(rule, "rule is ineffective as there are less than two resources");
            } else if (!rule.positive() && rule.resources().size() > nodesInCluster) {
                wrong(rule, "rule defines more resources than available nodes");
            }
        }
    }

    private void togetherOrApart() {
        for (Rule positive : positives) {
            for (Rule negative : negatives) {
                if (positive.common(negative) > 1) {
                    wrong(positive, "rule shares two or more resources with a negative resource affinity rule");
                    wrong(negative, "rule shares two or more resources with a positive resource affinity rule");
                }
            }
        }
    }

    private void onePriority() {
        for (Rule affinity : resourceAffinities()) {
            for (Rule node : nodeAffinities) {
                if (node.shares(affinity) && new HashSet<>(node.nodes().values()).size() > 1) {
                    wrong(affinity, "resources are in node affinity rules with multiple priorities");
                    wrong(
                            node,
                            "resources are in a resource affinity rule and cannot be in a node affinity rule with"
                                    + " multiple priorities");
                }
            }
        }
    }

    private void oneNodeAffinityForThoseTogether() {
        for (Rule positive : positives) {
            List<Rule> nodes = nodeAffinities.stream().filter(positive::shares).toList();
            if (nodes.size() > 1) {
                wrong(positive, "resources are in multiple node affinity rules");
                nodes.forEach(node -> wrong(
                        node,
                        "at least one resource is in a positive resource affinity rule and there are other resources"
                                + " in at least one other node affinity rule already"));
            }
        }
    }

    private void roomForThoseApart() {
        for (Rule negative : negatives) {
            List<Rule> nodes = nodeAffinities.stream().filter(negative::shares).toList();
            Set<String> allowed = new HashSet<>();
            Set<String> bound = new HashSet<>();
            for (Rule node : nodes) {
                allowed.addAll(node.nodes().keySet());
                bound.addAll(node.resources());
            }
            bound.retainAll(negative.resources());
            if (allowed.size() < bound.size()) {
                wrong(negative, "two or more resources are restricted to less nodes than available to the resources");
                nodes.forEach(node -> wrong(
                        node,
                        "at least one resource is in a negative resource affinity rule and this rule would restrict"
                                + " these to less nodes than available to the resources"));
            }
        }
    }

    private List<Rule> resourceAffinities() {
        List<Rule> both = new ArrayList<>(positives);
        both.addAll(negatives);
        return both;
    }
}
