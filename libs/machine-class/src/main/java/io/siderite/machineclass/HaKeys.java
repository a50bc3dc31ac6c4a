package io.siderite.machineclass;

import static io.siderite.machineclass.Key.optional;

import io.siderite.machineclass.MachineClass.HighAvailability;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Proxmox's HA manager is told. */
final class HaKeys {

    static final Key STATE = optional(
            "state",
            new Choice(List.of("started", "stopped", "disabled", "ignored"), Map.of("enabled", "started")),
            "started",
            "State that the HA manager keeps the VM in.",
            "the HA resource's `state`");
    static final Key COMMENT = optional(
            "comment",
            new Text("^[^\\x00-\\x1f\\x7f]*$", "a line of text", "Workers of the shop", 4096),
            "Comment of the HA resource.",
            "the HA resource's `comment`");
    static final Key MAX_RESTART = optional(
            "max_restart",
            new Whole(0, 1000, ""),
            "Tries to restart it on its node; absent: Proxmox's default.",
            "the HA resource's `max_restart`");
    static final Key MAX_RELOCATE = optional(
            "max_relocate",
            new Whole(0, 1000, ""),
            "Tries to start it on other nodes; absent: Proxmox's default.",
            "the HA resource's `max_relocate`");
    static final Key FAILBACK = optional(
            "failback",
            new Switch(),
            "Whether it goes back to a better node that has returned; absent: Proxmox's default.",
            "the HA resource's `failback`");
    static final Key AFFINITY_NODES = optional(
            "node_affinity_nodes",
            new Texts(PlacingKeys.NODE, 32),
            "Nodes that the machines of the set keep to, as long as one of them is up.",
            "a node affinity rule `omni-<set>-naff`; a group before Proxmox VE 9");
    static final Key AFFINITY_STRICT = optional(
            "node_affinity_strict",
            new Switch(),
            false,
            "Whether they may run nowhere else.",
            "the rule's `strict`; a group's `restricted`");
    static final Key RESOURCE_AFFINITY = optional(
            "resource_affinity",
            new Choice("positive", "negative"),
            "Keeps the machines of the set together, or apart; from Proxmox VE 9 on.",
            "a resource affinity rule `omni-<set>-raff`");
    static final Key RULES = optional(
            "rules",
            new Texts(new Text("^[A-Za-z][A-Za-z0-9_-]+$", "the name of an HA rule", "keep-off-backup-node"), 32),
            "Your own HA rules that the VM is added to; from Proxmox VE 9 on.",
            "the rules' `resources`");

    static final Key HA = optional(
            "ha",
            new Block(List.of(
                    STATE,
                    COMMENT,
                    MAX_RESTART,
                    MAX_RELOCATE,
                    FAILBACK,
                    AFFINITY_NODES,
                    AFFINITY_STRICT,
                    RESOURCE_AFFINITY,
                    RULES)),
            "Has Proxmox's HA manager keep the VM up; `ha: {}` with every default.",
            "an HA resource");

    static final List<Key> KEYS = List.of(HA);

    private HaKeys() {}

    static Optional<HighAvailability> read(Values top) {
        return top.block(HA)
                .map(ha -> new HighAvailability(
                        ha.text(STATE),
                        ha.text(RESOURCE_AFFINITY),
                        ha.texts(AFFINITY_NODES),
                        ha.on(AFFINITY_STRICT),
                        ha.count(MAX_RESTART),
                        ha.count(MAX_RELOCATE),
                        ha.value(FAILBACK).map(Boolean.class::cast),
                        ha.text(COMMENT),
                        ha.texts(RULES)));
    }
}
