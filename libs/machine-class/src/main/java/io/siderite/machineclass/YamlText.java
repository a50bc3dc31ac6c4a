package io.siderite.machineclass;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;

/**
 * The YAML text of a class as a tree of nodes. Nodes, not objects: only they know their line, and whether a person wrote
 * {@code yes} or {@code true}. The text comes from outside, so its size, depth and aliases are bounded.
 */
final class YamlText {

    /** Characters. Omni's own classes are under 2 KiB. */
    static final int MAX_SIZE = 64 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_ALIASES = 16;
    private static final String EXPECTED = "a YAML mapping of keys to values";

    /** The root mapping, or what is wrong with the text. */
    sealed interface Result {
        record Mapping(MappingNode root) implements Result {}

        record Empty() implements Result {}

        record Broken(Problem problem) implements Result {}
    }

    private YamlText() {}

    static Result read(String text) {
        if (text.length() > MAX_SIZE) {
            return broken(0, text.length() + " characters of text", "keep it under " + MAX_SIZE);
        }
        try {
            return root(text).map(YamlText::mapping).orElseGet(Result.Empty::new);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            int line = mark == null ? 0 : mark.getLine() + 1;
            int column = mark == null ? 0 : mark.getColumn() + 1;
            var problem = Optional.ofNullable(e.getProblem()).orElse("text that is not YAML");
            var found = found(problem);
            return broken(line, found + " at column " + column, hint(problem));
        } catch (YAMLException e) {
            return broken(
                    0, bound(String.valueOf(e.getMessage())), "write plain YAML without anchors, tags or deep nesting");
        }
    }

    private static Optional<Node> root(String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_SIZE);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        return Optional.ofNullable(new Yaml(new SafeConstructor(options)).compose(new StringReader(text)));
    }

    private static Result mapping(Node root) {
        if (root instanceof MappingNode mapping) {
            return new Result.Mapping(mapping);
        }
        var found = root.getNodeId() == NodeId.sequence ? "a list" : "a single value";
        return broken(root.getStartMark().getLine() + 1, found, "begin with a key, such as cores: 4");
    }

    /** The parser's words, in those of who wrote the text where they are its own. */
    private static String found(String problem) {
        if (problem.contains("\\t")) {
            return "a tab";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "a : out of place";
        }
        return problem.contains("unexpected end of stream")
                ? "the end of the text"
                : problem.replaceFirst("^(but )?found ", "");
    }

    private static String bound(String message) {
        if (message.contains("aliases")) {
            return "more than " + MAX_ALIASES + " aliases";
        }
        return message.contains("Nesting Depth") ? "nesting deeper than " + MAX_DEPTH : message;
    }

    private static String hint(String problem) {
        if (problem.contains("\\t")) {
            return "indent with spaces, not tabs";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "indent every key of a mapping alike, and put a value that contains \": \" in quotes";
        }
        if (problem.contains("another document")) {
            return "keep one document: remove what follows ---";
        }
        return "check the indentation and the quotes of that line and the one before";
    }

    private static Result broken(int line, String found, String instead) {
        return new Result.Broken(new Problem("", line, EXPECTED, found, instead));
    }

    /** Names of keys as a person reads them in a message. */
    static String names(List<Key> keys) {
        return String.join(", ", keys.stream().map(Key::name).toList());
    }
}
