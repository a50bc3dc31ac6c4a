package io.siderite.cli.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ClassFileTest {

    private static final String GOOD = """
            metadata:
              namespace: default
              type: MachineClasses.omni.sidero.dev
              id: worker
            spec:
              autoprovision:
                providerid: proxmox
                providerdata: |
                  cores: 4
                  sockets: 2
                  memory: 16000
                  disk_size: 60
                  network_bridge: vmbr0
                  storage_selector: name == "fastpool"
                  additional_nics:
                    - bridge: vmbr1
            """;

    @TempDir
    Path dir;

    @Test
    void aRightClassIsSummedUp() {
        assertThat(lines(GOOD))
                .containsExactly("ok: f.yaml, worker: 8 vCPU, 16000 MiB, disk 60 GiB where name == \"fastpool\","
                        + " on vmbr0 and vmbr1");
    }

    @Test
    void everyProblemOfEveryDocumentIsSaidWithTheLineOfTheFile() {
        String two = GOOD + "---\n" + GOOD.replace("id: worker", "id: big").replace("16000", "\"16 GB\"");

        assertThat(lines(two)).hasSize(2);
        assertThat(lines(two).getFirst()).startsWith("ok: f.yaml, worker: ");
        assertThat(lines(two).getLast())
                .startsWith(
                        "f.yaml, big: memory (line " + (lineOf(two, "16 GB")) + "): expected a whole number of MiB");
    }

    @Test
    void providerDataAlone() {
        assertThat(lines("# data\ncores: 4\nmemory: 16000\ndisk_size: 60\nnetwork_bridge: vmbr0\nmemroy: 1\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml: memroy (line 6): ");
    }

    @Test
    void dataThatIsNotATextOrNotThere() {
        assertThat(lines(GOOD.replace("providerdata: |", "providerdata:")))
                .singleElement()
                .asString()
                .contains("f.yaml, worker: spec.autoprovision.providerdata", "write providerdata: |");
        assertThat(lines("metadata:\n  id: worker\nspec: {}\n"))
                .singleElement()
                .asString()
                .contains("f.yaml, worker: spec.autoprovision.providerdata", "found nothing");
    }

    @Test
    void aClusterTemplateIsNotAClass() {
        assertThat(lines("kind: Workers\nmachineClass:\n  name: worker\n"))
                .containsExactly("f.yaml: the class (line 1): expected a MachineClass or its provider data,"
                        + " found a document of kind Workers; give the file with the class");
    }

    @Test
    void textThatIsNotYaml() {
        assertThat(lines("cores: 4\n  memory: x: y\n"))
                .singleElement()
                .asString()
                .contains("f.yaml: the class (line 2): expected YAML");
    }

    @Test
    void theCommandAsJson() throws IOException {
        Path good = Files.writeString(dir.resolve("good.yaml"), GOOD);
        Path wrong = Files.writeString(dir.resolve("wrong.yaml"), GOOD.replace("16000", "1"));

        assertThat(run(good.toString())).startsWith("0 ok: ");
        assertThat(run("--json", good.toString(), wrong.toString()))
                .startsWith("1 [")
                .contains("\"path\" : \"memory\"", "\"line\" : 11", "\"ok\" : true", "\"ok\" : false")
                .contains("\"class\" : \"worker\"", "\"summary\" : \"8 vCPU, 16000 MiB, disk 60 GiB where name");
        assertThat(run(dir.resolve("nowhere").toString())).startsWith("2 ");
    }

    @Test
    void theExamplesAreRight() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../docs/examples/classes"))) {
            String[] all = files.map(Path::toString).sorted().toArray(String[]::new);
            assertThat(run(all)).startsWith("0 ok: ");
        }
    }

    private static List<String> lines(String text) {
        return ClassFile.check("f.yaml", text).stream()
                .flatMap(c -> c.lines().stream())
                .toList();
    }

    private static int lineOf(String text, String part) {
        return (int) text.substring(0, text.indexOf(part)).lines().count();
    }

    /** The exit code, a space, and what was said. */
    private static String run(String... arguments) {
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return new CommandLine(new ClassCheckCommand()).execute(arguments) + " "
                    + said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(console);
        }
    }
}
