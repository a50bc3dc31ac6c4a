package io.siderite.machineclass;

import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Whole;
import java.util.List;

/** The reference page of the machine class, docs/machine-class.md, from the {@link Definition}. */
public final class ClassReference {

    private ClassReference() {}

    /** The page as Markdown. */
    public static String markdown() {
        var page = new StringBuilder("""
                # The machine class

                The YAML text under `spec.autoprovision.providerdata` of a `MachineClass` in Omni. Every key is listed here; an
                unknown one is an error that names the nearest known key. All problems of a class are reported at once, on the
                machine request in Omni.

                ```yaml
                cores: 4
                memory: 8192
                disk_size: 40
                storage_selector: storageType == "lvmthin" && availableSpace > 100000000000u
                additional_disks:
                  - disk_size: 200
                    storage_selector: name == "data"
                ```

                ## Keys

                """);
        table(page, Definition.KEYS);
        for (var key : Definition.KEYS) {
            if (key.type() instanceof Items items) {
                page.append("\n### `").append(key.name()).append("[]`\n\n");
                page.append(key.doc()).append(" At most ").append(items.max()).append(".\n\n");
                table(page, items.keys());
            }
        }
        page.append("""

                Together: `pcie: true` needs `machine_type: q35`; `disk_aio: native` needs `disk_cache: none`, `directsync`, or none
                at all.

                ## Storage selectors

                A [CEL](https://cel.dev) expression that is true or false for one storage on one node. Of the storages that
                are active, enabled, accept `images` and have room, those for which it is true may hold the disk; the one with the
                most room is taken.

                | variable | type |
                |---|---|
                """);
        StorageSelector.VARIABLES.forEach((name, type) -> page.append("| `")
                .append(name)
                .append("` | ")
                .append(type.name())
                .append(" |\n"));
        page.append("""

                `availableSpace` and `totalSpace` are bytes, unsigned: write `100000000000u`. `usedFraction` goes from 0.0 to 1.0.
                Join with `&&` and `||`; test a list with `"images" in content`. Macros (`exists`, `all`, …) are off.
                """);
        return page.toString();
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
            case Whole whole ->
                "%s%d–%d".formatted(whole.unit().isEmpty() ? "" : whole.unit() + ", ", whole.min(), whole.max());
            case Text text -> text.what();
            case Choice choice -> "`" + String.join("`, `", choice.values()) + "`";
            case Switch _ -> "`true`, `false`";
            case Selector _ -> "[CEL](#storage-selectors)";
            case Items _ -> "list, see below";
        };
    }

    private static String fallback(Key key) {
        if (key.required()) {
            return "**required**";
        }
        return key.fallback() == null ? "" : "`" + key.fallback() + "`";
    }
}
