package io.siderite.proxmox;

import static io.siderite.proxmox.Answers.bool;
import static io.siderite.proxmox.Answers.list;
import static io.siderite.proxmox.Answers.number;
import static io.siderite.proxmox.Answers.text;
import static io.siderite.proxmox.Answers.words;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.proxmox.HaManager.HaGroup;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The {@code data} of the HA manager's answers as our records. */
final class HaAnswers {

    private static final Set<String> TYPES = Set.of(HaRule.NODE_AFFINITY, HaRule.RESOURCE_AFFINITY);

    private HaAnswers() {}

    static List<HaResource> resources(JsonNode data) {
        return list(
                data,
                item -> new HaResource(
                        text(item, "sid"),
                        state(text(item, "state")),
                        text(item, "comment"),
                        orOne(item, "max_restart"),
                        orOne(item, "max_relocate"),
                        item.has("failback") ? Optional.of(bool(item, "failback")) : Optional.empty(),
                        text(item, "group")));
    }

    /** What isn't set is started, and enabled is another word for it. */
    private static String state(String text) {
        return text.isEmpty() || text.equals("enabled") ? "started" : text;
    }

    private static int orOne(JsonNode item, String key) {
        return item.has(key) ? (int) number(item, key) : 1;
    }

    static List<HaRule> rules(JsonNode data) {
        return list(data, HaAnswers::rule).stream()
                .filter(rule -> TYPES.contains(rule.type()))
                .toList();
    }

    private static HaRule rule(JsonNode item) {
        return new HaRule(
                text(item, "rule"),
                text(item, "type"),
                words(text(item, "resources")),
                words(text(item, "nodes")),
                bool(item, "strict"),
                text(item, "affinity"),
                text(item, "comment"),
                bool(item, "disable"),
                text(item, "digest"));
    }

    static List<HaGroup> groups(JsonNode data) {
        return list(
                data,
                item -> new HaGroup(
                        text(item, "group"),
                        words(text(item, "nodes")),
                        bool(item, "restricted"),
                        bool(item, "nofailback"),
                        text(item, "comment"),
                        text(item, "digest")));
    }
}
