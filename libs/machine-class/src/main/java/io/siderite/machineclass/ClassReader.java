package io.siderite.machineclass;

import io.siderite.machineclass.Scalars.Reading;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Walks a class's YAML along the {@link Definition}, and gathers every problem on the way instead of stopping at one. */
final class ClassReader {

    private static final int SHOWN = 60;

    private final List<Problem> problems;

    ClassReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** Reads one mapping; {@code path} is empty for the class itself, else such as {@code additional_disks[0]}. */
    Values read(MappingNode mapping, List<Key> keys, String path) {
        var values = new Values();
        var seen = new HashSet<String>();
        for (var pair : mapping.getValue()) {
            var name = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : show(pair.getKeyNode());
            int line = line(pair.getKeyNode());
            var at = join(path, name);
            var key = keys.stream().filter(k -> k.name().equals(name)).findFirst();
            if (key.isEmpty()) {
                unknown(name, at, line, keys);
            } else if (!seen.add(name)) {
                problems.add(new Problem(at, line, "each key once", "a second " + name, "remove one of the two"));
            } else {
                values.put(key.get(), value(key.get(), pair.getValueNode(), at, line), line);
            }
        }
        for (var key : keys) {
            if (key.required() && !seen.contains(key.name())) {
                values.put(key, null, 0);
                problems.add(new Problem(
                        join(path, key.name()),
                        path.isEmpty() ? 0 : line(mapping),
                        key.type().expected(),
                        "nothing",
                        "add it: " + key.name() + ": " + example(key.type())));
            }
        }
        return values;
    }

    private void unknown(String name, String at, int line, List<Key> keys) {
        var names = keys.stream().map(Key::name).toList();
        var instead = Nearest.to(name, names)
                .map(near -> "write " + near)
                .orElse("remove it; known here are " + YamlText.names(keys));
        problems.add(new Problem(at, line, "a known key", "the unknown key " + shorten(name), instead));
    }

    private @Nullable Object value(Key key, Node node, String path, int line) {
        var type = key.type();
        if (type instanceof Items items) {
            return items(key, items, node, path, line);
        }
        if (!(node instanceof ScalarNode scalar)) {
            return refuse(type, node, path, line, "write a single value: " + example(type));
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return refuse(type, node, path, line, "give it a value, or remove the line");
        }
        return switch (type) {
            case Whole whole -> scalar(type, Scalars.whole(whole, scalar), scalar, path, line);
            case Switch _ -> scalar(type, Scalars.on(scalar), scalar, path, line);
            case Choice choice -> scalar(type, Scalars.choice(choice, scalar), scalar, path, line);
            case Text text -> scalar(type, Scalars.text(text, scalar), scalar, path, line);
            case Selector _ -> selector(type, scalar, path, line);
            case Items items -> items(key, items, node, path, line);
        };
    }

    private @Nullable Object scalar(Type type, Reading reading, Node node, String path, int line) {
        return switch (reading) {
            case Reading.Good good -> good.value();
            case Reading.Bad bad -> refuse(type, node, path, line, bad.instead());
        };
    }

    private @Nullable Object selector(Type type, ScalarNode node, String path, int line) {
        if (!node.getTag().equals(Tag.STR)) {
            return refuse(type, node, path, line, "put it in quotes: \"" + node.getValue() + "\"");
        }
        return switch (StorageSelector.compile(node.getValue())) {
            case SelectorResult.Compiled compiled -> compiled.selector();
            case SelectorResult.Refused refused -> {
                for (var fault : refused.faults()) {
                    problems.add(new Problem(path, line, type.expected(), fault.found(), fault.instead()));
                }
                yield null;
            }
        };
    }

    private @Nullable Object items(Key key, Items type, Node node, String path, int line) {
        if (!(node instanceof SequenceNode sequence)) {
            var name = type.keys().getFirst().name();
            return refuse(
                    type, node, path, line, "write a list: a line \"- " + name + ": …\" under " + key.name() + ":");
        }
        var elements = sequence.getValue();
        if (elements.size() > type.max()) {
            problems.add(new Problem(
                    path, line, type.expected(), elements.size() + " of them", "keep the first " + type.max()));
            return null;
        }
        var read = new ArrayList<Values>();
        for (int i = 0; i < elements.size(); i++) {
            var at = path + "[" + i + "]";
            if (elements.get(i) instanceof MappingNode mapping) {
                read.add(read(mapping, type.keys(), at));
            } else {
                problems.add(new Problem(
                        at,
                        line(elements.get(i)),
                        "a mapping",
                        show(elements.get(i)),
                        "write its keys: " + YamlText.names(type.keys())));
            }
        }
        return read;
    }

    private @Nullable Object refuse(Type type, Node node, String path, int line, String instead) {
        problems.add(new Problem(path, line, type.expected(), show(node), instead));
        return null;
    }

    private static String example(Type type) {
        return switch (type) {
            case Whole whole when whole.unit().equals("MiB") -> "4096";
            case Whole whole when whole.unit().equals("GiB") -> "20";
            case Whole whole -> Long.toString(Math.max(whole.min(), 2));
            case Text text -> text.example();
            case Choice choice -> choice.values().getFirst();
            case Switch _ -> "true";
            case Selector _ -> "name == \"local-lvm\"";
            case Items items -> "a list of " + YamlText.names(items.keys());
        };
    }

    private static String show(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar when scalar.getTag().equals(Tag.STR) -> "\"" + shorten(scalar.getValue()) + "\"";
            case ScalarNode scalar -> shorten(scalar.getValue());
            case SequenceNode _ -> "a list";
            case MappingNode _ -> "a mapping";
            default -> node.getNodeId().name();
        };
    }

    private static String shorten(String text) {
        var line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? shorten(name) : path + "." + shorten(name);
    }
}
