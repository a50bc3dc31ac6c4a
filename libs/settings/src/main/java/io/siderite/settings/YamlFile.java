package io.siderite.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as flat paths ({@code siderite.omni.endpoint}, {@code …endpoints[0]}) with their lines. Values are kept as
 * they are written: {@code 0123} is a password, not a number.
 *
 * @param path the file
 * @param values by path, in the file's order
 */
record YamlFile(Path path, Map<String, Value> values) {

    /** A scalar and its line, counted from 1. */
    record Value(String text, int line) {}

    /** What came of reading a file. */
    sealed interface Reading {
        record Read(YamlFile file) implements Reading {}

        record Wrong(List<String> problems) implements Reading {}
    }

    static Reading read(Path path) {
        List<String> problems = new ArrayList<>();
        Map<String, Value> values = new LinkedHashMap<>();
        try (Reader in = Files.newBufferedReader(path)) {
            @Nullable Node root = new Yaml(new LoaderOptions()).compose(in);
            if (root instanceof MappingNode) {
                new Flattening(path, values, problems).add("", root);
            } else if (root != null) {
                problems.add(path + " is no configuration: it must hold keys (siderite: or proxmox:)");
            }
        } catch (MarkedYAMLException e) {
            problems.add(path
                    + (e.getProblemMark() == null
                            ? ""
                            : " line " + (e.getProblemMark().getLine() + 1))
                    + " is not YAML: " + e.getProblem());
        } catch (IOException e) {
            problems.add(path + " can't be read (" + reason(e) + "): check its name and permissions");
        }
        return problems.isEmpty() ? new Reading.Read(new YamlFile(path, values)) : new Reading.Wrong(problems);
    }

    static String reason(IOException e) {
        String kind = e.getClass().getSimpleName();
        return switch (kind) {
            case "NoSuchFileException" -> "there is no such file";
            case "AccessDeniedException" -> "access is denied";
            case "MalformedInputException" -> "it is not UTF-8 text";
            default -> kind + " " + e.getMessage();
        };
    }

    boolean hasSection(String name) {
        return values.keySet().stream().anyMatch(path -> path.startsWith(name + "."));
    }

    String where(String key, Value value) {
        return path + " line " + value.line() + " (" + key + ")";
    }

    /** Walks the nodes; the names of Proxmox clusters are quoted where they need it, as configuration keys want it. */
    private record Flattening(Path path, Map<String, Value> values, List<String> problems) {

        void add(String prefix, Node node) {
            switch (node) {
                case MappingNode mapping -> mapping.getValue().forEach(tuple -> addTuple(prefix, tuple));
                case SequenceNode sequence -> {
                    for (int i = 0; i < sequence.getValue().size(); i++) {
                        add(prefix + "[" + i + "]", sequence.getValue().get(i));
                    }
                }
                case ScalarNode scalar -> addScalar(prefix, scalar);
                default -> problems.add(path + " line " + line(node) + " (" + prefix + "): anchors are not supported");
            }
        }

        private void addTuple(String prefix, NodeTuple tuple) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                String name =
                        (prefix + ".").equals(KnownKey.CLUSTERS) ? KnownKey.quoted(key.getValue()) : key.getValue();
                add(prefix.isEmpty() ? name : prefix + "." + name, tuple.getValueNode());
            } else {
                problems.add(path + " line " + line(tuple.getKeyNode()) + ": a key must be a plain word");
            }
        }

        private void addScalar(String key, ScalarNode scalar) {
            if (scalar.getTag().equals(Tag.NULL)) {
                return;
            }
            Value before = values.putIfAbsent(key, new Value(scalar.getValue(), line(scalar)));
            if (before != null) {
                problems.add(path + " line " + line(scalar) + " sets " + key + " a second time (first in line "
                        + before.line() + "): keep one");
            }
        }

        private static int line(Node node) {
            return node.getStartMark().getLine() + 1;
        }
    }
}
