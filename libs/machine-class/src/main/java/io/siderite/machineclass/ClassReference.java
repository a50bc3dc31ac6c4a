package io.siderite.machineclass;

import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The reference page of the machine class, docs/machine-class.md, from the {@link Definition}. */
public final class ClassReference {

    private ClassReference() {}

    /** The page as Markdown. */
    public static String markdown() {
        var page = new StringBuilder("""
                # The machine class

                The YAML text under `spec.autoprovision.providerdata` of a `MachineClass` in Omni. Every key is listed here; an
                unknown one is an error that names the nearest known key. All problems of a class are reported at once, on the
                machine request in Omni; `./siderite class check FILE` tells them before, and with `--live` where its machines
                would go. [Classes to begin with](examples/classes), [bad ones and what they are told](bad-classes.md).

                ```yaml
                cores: 4
                memory: 8192
                disk_size: 40
                storage_selector: storageType == "lvmthin" && availableSpace > 100000000000u
                additional_disks:
                  - disk_size: 200
                    storage_selector: name == "data"
                ```

                """);
        for (var topic : Definition.TOPICS) {
            page.append("\n## ").append(topic.title()).append("\n\n");
            table(page, topic.keys());
            topic.keys().stream().filter(key -> !key.inner().isEmpty()).forEach(key -> inner(page, key));
        }
        page.append("\n## Between keys\n\n");
        ClassRules.ALL.forEach(rule -> page.append("- ").append(rule.says()).append("\n"));
        page.append("\n## Only root@pam\n\n");
        page.append("""
                Proxmox takes these from root@pam with a password alone, never from an API token: %s. A class with one of them is
                refused on a cluster that is reached otherwise, before anything is created: configure the cluster with `username: root`,
                `realm: pam` and a `password-file`, or leave the key out.

                ## Further privileges

                What the token needs is in [operations](operations.md#the-token-in-proxmox); some keys need more than the others:
                `ha`, `startup`, `pool`, `pci_devices`, `usb_devices`, and `rng` from `/dev/hwrng`.

                ## Proxmox VE 8 and 9

                HA rules came with Proxmox VE 9. `ha.resource_affinity` and `ha.rules` need it on all nodes of the cluster; of
                `ha.node_affinity_nodes` a group is made on an older one, and `ha.failback` is that group's. Everything else works
                on both.

                ## Storage networks

                What `network` names is defined in Siderite's configuration, see [operations](operations.md#storage-networks). A NIC
                whose bridge and VLAN are a network's own is on it even without naming it, the first NIC too unless it has a
                `network_subnet`.
                """.formatted(Definition.KEYS.stream()
                .filter(Key::mayNeedRoot)
                .map(key -> "`" + key.name() + "`" + (key == DeviceKeys.SERIAL ? " (a device of the host)" : ""))
                .collect(Collectors.joining(", "))));
        page.append("""

                ## Storage selectors

                A [CEL](https://cel.dev) expression that is true or false for one storage on one node. Of the storages that
                are active, enabled, accept `images` and have room, those for which it is true may hold the disk; the one with the
                most room is taken.

                """);
        variables(page, StorageSelector.VOCABULARY);
        page.append("""

                `availableSpace` and `totalSpace` are unsigned: write `availableSpace > 100000000000u`. Join with `&&` and `||`; test
                a list with `"images" in content`. Macros (`exists`, `all`, …) are off. YAML wants single quotes around an expression that
                begins with `!` or `"`.

                ## Node selectors

                The same over one node: `memoryFree > 68719476736u && !("spare" in labels)`. What is promised to machines that are
                still being made counts as taken.

                """);
        variables(page, NodeSelector.VOCABULARY);
        page.append("""

                `labels["rack"]` of a node without that label is no match; ask first with `"rack" in labels && …`.
                """);
        return page.toString();
    }

    private static void inner(StringBuilder page, Key key) {
        var list = key.type() instanceof Items;
        page.append("\n### `").append(key.name()).append(list ? "[]" : "").append("`\n\n");
        page.append(key.doc());
        if (key.type() instanceof Items items) {
            page.append(" At most ").append(items.max()).append(".");
        }
        page.append("\n\n");
        table(page, key.inner());
    }

    private static void variables(StringBuilder page, Vocabulary<?> vocabulary) {
        page.append("| variable | type | |\n|---|---|---|\n");
        for (var variable : vocabulary.variables()) {
            page.append("| `%s` | %s | %s |\n".formatted(variable.name(), variable.typeName(), variable.doc()));
        }
    }

    private static void table(StringBuilder page, List<Key> keys) {
        page.append("| key | value | default | meaning | goes to |\n|---|---|---|---|---|\n");
        for (var key : keys) {
            page.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(key.name(), value(key.type()), fallback(key), key.doc(), key.goesTo()));
        }
    }

    private static String value(Type type) {
        return switch (type) {
            case Whole whole -> unit(whole.unit()) + whole.min() + "–" + whole.max();
            case Real real -> unit(real.unit()) + Real.plain(real.min()) + "–" + Real.plain(real.max());
            case Text text -> text.expected();
            case Texts texts -> "list, each " + texts.element().what();
            case Choice choice -> words(choice);
            case Switch _ -> "`true`, `false`";
            case Selector selector ->
                "[CEL](#%s-selectors)".formatted(selector.subject().name().toLowerCase(Locale.ROOT));
            case Block _ -> "mapping, see below";
            case Items _ -> "list, see below";
        };
    }

    private static String unit(String unit) {
        return unit.isEmpty() ? "" : unit + ", ";
    }

    private static String words(Choice choice) {
        var others = choice.words().stream()
                .filter(word -> !choice.values().contains(word))
                .toList();
        var values = "`" + String.join("`, `", choice.values()) + "`";
        return others.isEmpty() ? values : values + "; also `" + String.join("`, `", others) + "`";
    }

    private static String fallback(Key key) {
        if (key.required()) {
            return "**required**";
        }
        return switch (key.fallback()) {
            case null -> "";
            case Double number -> "`" + Real.plain(number) + "`";
            case Object value -> "`" + value + "`";
        };
    }
}
