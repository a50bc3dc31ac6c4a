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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Values that are right, as a person would write them. */
final class Examples {

    private Examples() {}

    static String of(Type type) {
        return switch (type) {
            case Whole whole when whole.unit().equals("MiB") -> "4096";
            case Whole whole when whole.unit().equals("GiB") -> "20";
            case Whole whole -> Long.toString(Math.max(whole.min(), 2));
            case Real real -> Real.plain(Math.max(real.min(), 1));
            case Text text -> text.example();
            case Texts texts -> list(List.of(texts.element().example()));
            case Choice choice -> choice.values().getFirst();
            case Switch _ -> "true";
            case Selector selector -> selector.subject().vocabulary().example();
            case Block block -> {
                var first = block.keys().getFirst();
                yield first.name() + ": " + (first.fallback() instanceof Boolean value ? value : of(first.type()));
            }
            case Items items -> "a list of " + YamlText.names(items.keys());
        };
    }

    /** The list that a person probably meant who wrote a single value. */
    static String list(Texts type, Node found) {
        if (found instanceof ScalarNode scalar) {
            var texts = Arrays.stream(scalar.getValue().split("[,;\\s]+"))
                    .filter(text -> type.element().pattern().matcher(text).matches())
                    .toList();
            if (!texts.isEmpty()) {
                return list(texts);
            }
        }
        return of(type);
    }

    private static String list(List<String> texts) {
        return texts.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", ", "[", "]"));
    }
}
