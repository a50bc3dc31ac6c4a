package io.siderite.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One class of docs/examples/classes, and what its VM is to be.
 *
 * @param providerData as Omni hands it on
 */
record Example(String name, String providerData, ExpectedVm expected) {

    private static final Path CLASSES = Path.of("..", "docs", "examples", "classes");
    private static final Path EXPECTED = Path.of("src", "test", "resources", "examples");
    private static final String BEGIN = "    providerdata: |\n";

    /** Every one, by name; one without an expected VM is an error. */
    static Map<String, Example> all() throws IOException {
        Map<String, Example> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(CLASSES)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".yaml", "");
                String text = Files.readString(file);
                String data =
                        text.substring(text.indexOf(BEGIN) + BEGIN.length()).replaceAll("(?m)^ {6}", "");
                all.put(name, new Example(name, data, ExpectedVm.read(EXPECTED.resolve(name + ".conf"))));
            }
        }
        return all;
    }

    /** The same for a server with one small node: nothing but its sizes is changed. */
    Example small() {
        return new Example(
                name,
                providerData
                        .replaceAll("(?m)^cores: \\d+", "cores: 1")
                        .replaceAll("(?m)^memory: \\d+", "memory: 1024")
                        .replaceAll("(?m)^( *(?:- )?)disk_size: \\d+", "$1disk_size: 5")
                        // Bytes that a selector asks for.
                        .replaceAll("\\d{10,}u", "1u"),
                expected.small());
    }
}
