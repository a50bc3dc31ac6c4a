package io.siderite.machineclass;

import io.siderite.machineclass.Scalars.Reading;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
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
        var values = new Values(path.isEmpty() ? 0 : line(mapping));
        var seen = new HashSet<String>();
        var misspelled = new HashSet<String>();
        for (var pair : mapping.getValue()) {
            var name = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : show(pair.getKeyNode());
            int line = line(pair.getKeyNode());
            var at = join(path, name);
            var key = keys.stream().filter(k -> k.name().equals(name)).findFirst();
            if (key.isEmpty()) {
                UnknownKeys.meant(name, keys).ifPresent(misspelled::add);
                problems.add(new Problem(
                        at, line, "a known key", "the unknown key " + shorten(name), UnknownKeys.instead(name, keys)));
            } else if (!seen.add(name)) {
                problems.add(new Problem(at, line, "each key once", "a second " + name, "remove one of the two"));
            } else {
                values.put(key.get(), value(key.get(), pair.getValueNode(), at, line), line);
            }
        }
        for (var key : keys) {
            if (seen.contains(key.name())) {
                continue;
            }
            if (misspelled.contains(key.name())) {
                // It was told of already, and what it says is not known.
                values.put(key, null, 0);
            } else if (key.required()) {
                values.put(key, null, 0);
                problems.add(new Problem(
                        join(path, key.name()),
                        path.isEmpty() ? 0 : line(mapping),
                        key.type().expected(),
                        "nothing",
                        "add it: " + key.name() + ": " + Examples.of(key.type())));
            }
        }
        return values;
    }

    private @Nullable Object value(Key key, Node node, String path, int line) {
        boolean single = key.inner().isEmpty() && !(key.type() instanceof Texts);
        if (single && node.getTag().equals(Tag.NULL)) {
            var orNone = key.required() ? "" : ", or remove the line";
            return refuse(key.type(), node, path, line, "give it a value, such as " + Examples.of(key.type()) + orNone);
        }
        return switch (key.type()) {
            case Items items -> items(key, items, node, path, line);
            case Texts texts -> texts(key, texts, node, path, line);
            case Block block -> block(key, block, node, path, line);
            case Whole type -> single(type, node, path, line, scalar -> Scalars.whole(type, scalar));
            case Real type -> single(type, node, path, line, scalar -> Scalars.real(type, scalar));
            case Switch type -> single(type, node, path, line, Scalars::on);
            case Choice type -> single(type, node, path, line, scalar -> Scalars.choice(type, scalar));
            case Text type -> single(type, node, path, line, scalar -> Scalars.text(type, scalar));
            case Selector type -> selector(type, node, path, line);
        };
    }

    private @Nullable Object single(
            Type type, Node node, String path, int line, Function<ScalarNode, Reading> reading) {
        if (!(node instanceof ScalarNode scalar)) {
            return refuse(type, node, path, line, "write a single value: " + Examples.of(type));
        }
        if (scalar.getTag().getValue().startsWith("!")) {
            problems.add(new Problem(
                    path,
                    line,
                    type.expected(),
                    "the YAML tag " + shorten(scalar.getTag().getValue()),
                    "put the whole value in single quotes: YAML takes a ! at its beginning for a tag"));
            return null;
        }
        if (scalar.getTag().equals(Tag.NULL)) {
            return refuse(type, node, path, line, "give it a value, or remove the line");
        }
        return switch (reading.apply(scalar)) {
            case Reading.Good good -> good.value();
            case Reading.Bad bad -> refuse(type, node, path, line, bad.instead());
        };
    }

    private @Nullable Object selector(Selector type, Node node, String path, int line) {
        return single(type, node, path, line, scalar -> {
                            if (!scalar.getTag().equals(Tag.STR)) {
                                return new Reading.Bad("put it in quotes: \"" + scalar.getValue() + "\"");
                            }
                            return new Reading.Good(scalar.getValue());
                        })
                        instanceof String text
                ? compiled(type, text, path, line)
                : null;
    }

    private @Nullable Object compiled(Selector type, String text, String path, int line) {
        return switch (type.subject().compile(text)) {
            case SelectorResult.Compiled<?> compiled -> compiled.selector();
            case SelectorResult.Refused<?> refused -> {
                for (var fault : refused.faults()) {
                    problems.add(new Problem(path, line, type.expected(), "at " + fault.found(), fault.instead()));
                }
                yield null;
            }
        };
    }

    private @Nullable Object block(Key key, Block type, Node node, String path, int line) {
        if (node instanceof MappingNode mapping) {
            return read(mapping, type.keys(), path);
        }
        return refuse(
                type,
                node,
                path,
                line,
                "write its keys on lines of their own below " + key.name() + ":, such as " + Examples.of(type));
    }

    private @Nullable Object texts(Key key, Texts type, Node node, String path, int line) {
        if (!(node instanceof SequenceNode sequence)) {
            return refuse(type, node, path, line, "write a list: " + key.name() + ": " + Examples.list(type, node));
        }
        var texts = new ArrayList<String>();
        for (int i = 0; i < sequence.getValue().size(); i++) {
            var element = sequence.getValue().get(i);
            var at = path + "[" + i + "]";
            if (!(single(type.element(), element, at, line(element), e -> Scalars.text(type.element(), e))
                    instanceof String text)) {
                continue;
            }
            if (texts.contains(text)) {
                problems.add(
                        new Problem(at, line(element), "each value once", "a second " + text, "remove one of the two"));
            }
            texts.add(text);
        }
        if (sequence.getValue().size() > type.max()) {
            return tooMany(type, sequence, type.max(), path, line);
        }
        return texts.size() == sequence.getValue().size() ? texts : null;
    }

    private @Nullable Object items(Key key, Items type, Node node, String path, int line) {
        if (!(node instanceof SequenceNode sequence)) {
            var name = type.keys().getFirst().name();
            return refuse(
                    type, node, path, line, "write a list: a line \"- " + name + ": …\" under " + key.name() + ":");
        }
        var elements = sequence.getValue();
        if (elements.size() > type.max()) {
            return tooMany(type, sequence, type.max(), path, line);
        }
        var read = new ArrayList<Values>();
        for (int i = 0; i < elements.size(); i++) {
            var at = path + "[" + i + "]";
            if (elements.get(i) instanceof MappingNode mapping) {
                read.add(read(mapping, type.keys(), at));
            } else {
                problems.add(new Problem(
                        at, line(elements.get(i)), "a mapping", show(elements.get(i)), instead(type, elements.get(i))));
            }
        }
        return read.size() == elements.size() ? read : null;
    }

    /** Who writes a single value means the first key by it, where that takes it. */
    private static String instead(Items type, Node found) {
        var first = type.keys().getFirst();
        return found instanceof ScalarNode scalar
                        && first.type() instanceof Text text
                        && text.pattern().matcher(scalar.getValue()).matches()
                ? "write %s: %s".formatted(first.name(), scalar.getValue())
                : "write a mapping of " + YamlText.names(type.keys());
    }

    private @Nullable Object tooMany(Type type, SequenceNode sequence, int max, String path, int line) {
        problems.add(new Problem(
                path, line, type.expected(), sequence.getValue().size() + " of them", "keep the first " + max));
        return null;
    }

    private @Nullable Object refuse(Type type, Node node, String path, int line, String instead) {
        problems.add(new Problem(path, line, type.expected(), show(node), instead));
        return null;
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
        // A message goes to terminals and into logs, and must not bring control characters there.
        var line = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "\uFFFD");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? shorten(name) : path + "." + shorten(name);
    }
}
