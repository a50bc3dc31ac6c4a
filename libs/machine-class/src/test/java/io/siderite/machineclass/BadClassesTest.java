package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of docs/examples/bad-classes: a comment that says what is wrong, every message it gets on lines that begin with
 * {@code #>}, and the class. Such files in folders below need an inventory as well, and are tried where that is.
 */
class BadClassesTest {

    private static final Path FOLDER = Path.of("../../docs/examples/bad-classes");
    private static final Path PAGE = Path.of("../../docs/bad-classes.md");
    private static final String EXPECTED = "#>";

    @ParameterizedTest
    @MethodSource("files")
    void everyMessageIsTheExpectedOne(Path file) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            write(file);
        }
        assertThat(expected(file)).as("has its messages").isNotEmpty().isEqualTo(messages(Files.readString(file)));
    }

    @Test
    void thePageListsThem() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(PAGE)
                .as("run: mvn -pl libs/machine-class test -Dtest=BadClassesTest -Ddocs.write=true")
                .content()
                .isEqualTo(page());
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> messages(String text) {
        return switch (ClassParser.parse(text)) {
            case ParseResult.Parsed parsed -> throw new AssertionError("it is right: " + parsed);
            case ParseResult.Refused refused ->
                refused.problems().stream()
                        .flatMap(problem -> problem.text().lines())
                        .toList();
        };
    }

    private static List<String> expected(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(EXPECTED))
                .map(line -> line.substring(EXPECTED.length()).replaceFirst("^ ", ""))
                .toList();
    }

    /** The messages name lines, which the messages themselves move: as often as it takes. */
    private static void write(Path file) throws IOException {
        var lines = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith(EXPECTED))
                .toList();
        String text = String.join("\n", lines) + "\n";
        for (int i = 0; i < 3; i++) {
            var messages = messages(text).stream().map(line -> (EXPECTED + " " + line).stripTrailing());
            text = Stream.of(
                            Stream.of(lines.getFirst()),
                            messages,
                            lines.stream().skip(1))
                    .flatMap(part -> part)
                    .reduce("", (a, b) -> a + b + "\n");
        }
        Files.writeString(file, text);
    }

    private static String page() throws IOException {
        var page = new StringBuilder("""
                # Bad classes, and what they are told

                Every file of [examples/bad-classes](examples/bad-classes), with the messages that `./siderite class check` and the machine
                request in Omni show for it. Each message says where, what was expected, what stands there, and what to write instead.
                Classes that are right and fit nowhere wait with their reasons: they are in
                [examples/bad-classes/live](examples/bad-classes/live).

                """);
        for (var file : files()) {
            var name = file.getFileName().toString();
            page.append("### [")
                    .append(name.replace(".yaml", ""))
                    .append("](examples/bad-classes/")
                    .append(name)
                    .append(")\n\n");
            page.append(Files.readAllLines(file).getFirst().substring(2)).append("\n\n```\n");
            expected(file).forEach(line -> page.append(line).append('\n'));
            page.append("```\n\n");
        }
        return page.toString().stripTrailing() + "\n";
    }
}
