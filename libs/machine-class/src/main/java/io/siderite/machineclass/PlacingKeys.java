package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;

import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.MachineClass.Overcommit;
import io.siderite.machineclass.MachineClass.Placing;
import io.siderite.machineclass.MachineClass.Strategy;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Subject;
import io.siderite.machineclass.Type.Text;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the machine may go. */
final class PlacingKeys {

    static final Text NODE =
            new Text("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$", "the name of a Proxmox node", "pve1");

    static final Key CLUSTER = optional(
            "cluster",
            new Text("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", "the name of a configured Proxmox cluster", "main"),
            "Pins the machine to this Proxmox cluster, as Siderite's configuration names it; absent: any that fits.",
            "the choice of a node");
    static final Key NODE_NAME =
            optional("node", NODE, "Pins the machine to this node; absent: any that fits.", "the choice of a node");
    static final Key NODE_SELECTOR = optional(
            "node_selector",
            new Selector(Subject.NODE),
            "Which nodes the machine may run on; absent: any that fits.",
            "the choice of a node");
    static final Key STRATEGY = optional(
            "placement_strategy",
            new Choice(
                    List.of("spread", "binpack", "balanced"), Map.of("fewer-vms", "spread", "round-robin", "spread")),
            "spread",
            "Which of the nodes that fit. `spread`: the one with the fewest machines of the same set; `binpack`: the fullest;"
                    + " `balanced`: the one whose CPUs and memory are then used most evenly. `fewer-vms` and"
                    + " `round-robin` of the reference provider are `spread`.",
            "the choice of a node");
    static final Key ANTI_AFFINITY = optional(
            "anti_affinity",
            new Choice("soft", "hard"),
            "soft",
            "Machines of one set on different nodes. `soft`: as far as there is room; `hard`: never two on one node.",
            "the choice of a node");
    static final Key OVERCOMMIT_MEMORY = optional(
            "memory",
            new Real(0.1, 10, ""),
            Overcommit.DEFAULT.memory(),
            "How much memory may be promised, for each byte that a node has beside what stays with the host (2 GiB, on larger"
                    + " nodes 5 %).",
            "the choice of a node");
    static final Key OVERCOMMIT_CPU = optional(
            "cpu",
            new Real(0.1, 100, ""),
            Overcommit.DEFAULT.cpu(),
            "How many virtual CPUs may be promised for each CPU of the node.",
            "the choice of a node");
    static final Key OVERCOMMIT = optional(
            "overcommit",
            new Block(List.of(OVERCOMMIT_MEMORY, OVERCOMMIT_CPU)),
            "How much may be promised of what a node has.",
            "the choice of a node");

    static final List<Key> KEYS = List.of(CLUSTER, NODE_NAME, NODE_SELECTOR, STRATEGY, ANTI_AFFINITY, OVERCOMMIT);

    private PlacingKeys() {}

    static Placing read(Values top) {
        return new Placing(
                top.given(CLUSTER),
                top.given(NODE_NAME),
                top.value(NODE_SELECTOR).map(NodeSelector.class::cast).orElse(NodeSelector.ANY),
                Strategy.valueOf(top.text(STRATEGY).toUpperCase(Locale.ROOT)),
                AntiAffinity.valueOf(top.text(ANTI_AFFINITY).toUpperCase(Locale.ROOT)),
                top.block(OVERCOMMIT)
                        .map(block -> new Overcommit(
                                block.real(OVERCOMMIT_MEMORY).orElseThrow(),
                                block.real(OVERCOMMIT_CPU).orElseThrow()))
                        .orElse(Overcommit.DEFAULT));
    }
}
