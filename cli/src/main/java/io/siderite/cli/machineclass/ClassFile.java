package io.siderite.cli.machineclass;

import io.siderite.machineclass.ClassParser;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.Problem;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A file with classes: documents as omnictl applies them, or provider data alone. What stands around the provider data
 * is Omni's to check; here only the way to it is followed.
 */
final class ClassFile {

    private static final String DATA = "spec.autoprovision.providerdata";

    private final String file;
    private final List<String> lines;

    private ClassFile(String file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /** Checks every class in the text of a file. */
    static List<CheckedClass> check(String file, String text) {
        try {
            List<Node> documents = new ArrayList<>();
            new Yaml(new SafeConstructor(new LoaderOptions()))
                    .composeAll(new StringReader(text))
                    .forEach(documents::add);
            return documents.isEmpty()
                    ? List.of(new CheckedClass(file, "", ClassParser.parse(text)))
                    : documents.stream().map(new ClassFile(file, text)::check).toList();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            return List.of(broken(file, line, String.valueOf(e.getProblem())));
        } catch (YAMLException e) {
            return List.of(broken(file, 0, String.valueOf(e.getMessage())));
        }
    }

    private static CheckedClass broken(String file, int line, String found) {
        return refused(
                file,
                "",
                new Problem(
                        "",
                        line,
                        "YAML",
                        found,
                        "check the indentation and the quotes of that line and the one before"));
    }

    private CheckedClass check(Node document) {
        Optional<Node> metadata = at(document, "metadata");
        if (metadata.isEmpty() && at(document, "spec").isEmpty()) {
            return at(document, "kind").map(this::other).orElseGet(() -> bare(document));
        }
        String name = metadata.flatMap(m -> at(m, "id")).map(ClassFile::text).orElse("");
        Optional<Node> data =
                at(document, "spec").flatMap(s -> at(s, "autoprovision")).flatMap(a -> at(a, "providerdata"));
        int line = data.orElse(document).getStartMark().getLine() + 1;
        if (data.isEmpty()) {
            return refused(
                    file,
                    name,
                    new Problem(
                            DATA,
                            line,
                            "the provider data of a class",
                            "nothing",
                            "write providerdata: | and the keys below"));
        }
        return switch (data.get()) {
            // The lines of a | block are the file's own, beginning below the |; those of other forms are not.
            case ScalarNode block
            when block.getScalarStyle() == ScalarStyle.LITERAL ->
                new CheckedClass(file, name, moved(ClassParser.parse(block.getValue()), line));
            case ScalarNode other -> new CheckedClass(file, name, unplaced(ClassParser.parse(other.getValue())));
            case Node other ->
                refused(
                        file,
                        name,
                        new Problem(
                                DATA,
                                line,
                                "a text of YAML",
                                other instanceof MappingNode ? "the keys themselves" : "a list",
                                "write providerdata: | and the keys below it"));
        };
    }

    /** A part of a cluster template: those name classes by their ids and have none in them. */
    private CheckedClass other(Node kind) {
        return refused(
                file,
                "",
                new Problem(
                        "",
                        kind.getStartMark().getLine() + 1,
                        "a MachineClass or its provider data",
                        "a document of kind " + text(kind),
                        "give the file with the class"));
    }

    private CheckedClass bare(Node document) {
        int first = document.getStartMark().getLine();
        int end = document.getEndMark().getLine() + (document.getEndMark().getColumn() > 0 ? 1 : 0);
        String text = String.join("\n", lines.subList(first, Math.min(end, lines.size())));
        return new CheckedClass(file, "", moved(ClassParser.parse(text), first));
    }

    private static CheckedClass refused(String file, String name, Problem problem) {
        return new CheckedClass(file, name, new ParseResult.Refused(List.of(problem)));
    }

    /** The problems with the lines of the file, where the text began so many lines below its first. */
    private static ParseResult moved(ParseResult result, int by) {
        return switch (result) {
            case ParseResult.Parsed parsed -> parsed;
            case ParseResult.Refused refused ->
                new ParseResult.Refused(refused.problems().stream()
                        .map(p -> at(p, p.line() == 0 ? 0 : p.line() + by))
                        .toList());
        };
    }

    private static ParseResult unplaced(ParseResult result) {
        return switch (result) {
            case ParseResult.Parsed parsed -> parsed;
            case ParseResult.Refused refused ->
                new ParseResult.Refused(
                        refused.problems().stream().map(p -> at(p, 0)).toList());
        };
    }

    private static Problem at(Problem problem, int line) {
        return new Problem(problem.path(), line, problem.expected(), problem.found(), problem.instead());
    }

    private static Optional<Node> at(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> text(entry.getKeyNode()).equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
