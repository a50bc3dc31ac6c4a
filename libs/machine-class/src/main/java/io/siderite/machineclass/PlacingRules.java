package io.siderite.machineclass;

import static io.siderite.machineclass.HaKeys.AFFINITY_NODES;
import static io.siderite.machineclass.HaKeys.AFFINITY_STRICT;
import static io.siderite.machineclass.HaKeys.HA;
import static io.siderite.machineclass.HaKeys.RESOURCE_AFFINITY;
import static io.siderite.machineclass.PlacingKeys.ANTI_AFFINITY;
import static io.siderite.machineclass.PlacingKeys.NODE_NAME;

import java.util.List;

/** What must hold between the machine's place and what the HA manager is told of it. */
final class PlacingRules {

    static final List<Rule> RULES = List.of(
            new Rule("`node` is one of `ha.node_affinity_nodes`, where there are any.", ha(PlacingRules::node)),
            new Rule("`ha.node_affinity_strict` needs `ha.node_affinity_nodes`.", ha(PlacingRules::strict)),
            new Rule("`ha.resource_affinity: negative` does not go with `node`.", ha(PlacingRules::apart)),
            new Rule(
                    "`ha.resource_affinity: positive` does not go with `anti_affinity: hard`.",
                    ha(PlacingRules::together)));

    @FunctionalInterface
    private interface HaCheck {
        void look(Values top, Values ha, List<Problem> problems);
    }

    private PlacingRules() {}

    private static Rule.Check ha(HaCheck check) {
        return (top, problems) -> {
            if (top.sound(HA)) {
                top.block(HA).ifPresent(ha -> check.look(top, ha, problems));
            }
        };
    }

    private static void node(Values top, Values ha, List<Problem> problems) {
        if (!top.sound(NODE_NAME) || !ha.sound(AFFINITY_NODES) || !top.has(NODE_NAME) || !ha.has(AFFINITY_NODES)) {
            return;
        }
        var node = top.text(NODE_NAME);
        var nodes = ha.texts(AFFINITY_NODES);
        if (!nodes.contains(node)) {
            problems.add(new Problem(
                    "ha.node_affinity_nodes",
                    ha.line(AFFINITY_NODES),
                    node + " among them, which node pins the machine to",
                    String.join(", ", nodes),
                    "add " + node + ", or remove node"));
        }
    }

    private static void strict(Values top, Values ha, List<Problem> problems) {
        if (ha.sound(AFFINITY_NODES, AFFINITY_STRICT)
                && ha.on(AFFINITY_STRICT)
                && ha.texts(AFFINITY_NODES).isEmpty()) {
            problems.add(new Problem(
                    "ha.node_affinity_strict",
                    ha.line(AFFINITY_STRICT),
                    "node_affinity_nodes beside it",
                    "no node_affinity_nodes",
                    "name the nodes in node_affinity_nodes, or remove it"));
        }
    }

    private static void apart(Values top, Values ha, List<Problem> problems) {
        if (top.sound(NODE_NAME)
                && ha.sound(RESOURCE_AFFINITY)
                && top.has(NODE_NAME)
                && ha.text(RESOURCE_AFFINITY).equals("negative")) {
            problems.add(new Problem(
                    "ha.resource_affinity",
                    ha.line(RESOURCE_AFFINITY),
                    "machines that may be on different nodes",
                    "node: " + top.text(NODE_NAME) + " for all of them",
                    "remove node, or resource_affinity"));
        }
    }

    private static void together(Values top, Values ha, List<Problem> problems) {
        if (top.sound(ANTI_AFFINITY)
                && ha.sound(RESOURCE_AFFINITY)
                && top.text(ANTI_AFFINITY).equals("hard")
                && ha.text(RESOURCE_AFFINITY).equals("positive")) {
            problems.add(new Problem(
                    "ha.resource_affinity",
                    ha.line(RESOURCE_AFFINITY),
                    "negative beside anti_affinity: hard, which keeps the machines apart",
                    "positive",
                    "write negative, or anti_affinity: soft"));
        }
    }
}
