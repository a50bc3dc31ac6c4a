package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The classes of docs/examples/classes are right, for us and for Omni, and mean what they say. */
class ExampleClassesTest {

    private static final Path FOLDER = Path.of("../../docs/examples/classes");

    @ParameterizedTest
    @MethodSource("files")
    void isRightForUsAndForOmni(Path file) throws Exception {
        var data = data(file);
        assertThat(ClassParser.parse(data)).isInstanceOf(ParseResult.Parsed.class);
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JsonSchema.text(), InputFormat.JSON);
        var json = new ObjectMapper().writeValueAsString(yaml(data));
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void secureBootBringsWhatItNeeds() throws IOException {
        var machine = parsed("secure-boot");
        assertThat(machine.firmware().machineType()).isEqualTo("q35");
        assertThat(machine.firmware().bios()).isEqualTo("ovmf");
        assertThat(machine.firmware().efi()).get().satisfies(efi -> {
            assertThat(efi.preEnrolledKeys()).isFalse();
            assertThat(efi.selector()).isPresent();
        });
        assertThat(machine.firmware().tpm()).contains(new MachineClass.Tpm("v2.0"));
        assertThat(machine.options()).containsEntry("bios", "ovmf").containsEntry("rng0", "source=/dev/urandom");
    }

    @Test
    void aRangeIsAsLongAsItsVmids() throws IOException {
        assertThat(parsed("static-address").addressing())
                .contains(new MachineClass.StaticAddressing(
                        "192.168.10.0/24",
                        "192.168.10.1",
                        List.of("192.168.10.1", "1.1.1.1"),
                        "192.168.10.100",
                        "192.168.10.119",
                        0));
    }

    @Test
    void aStorageNetworkNeedsNoBridge() throws IOException {
        assertThat(parsed("storage-network").nics().get(1)).satisfies(nic -> {
            assertThat(nic.bridge()).isEmpty();
            assertThat(nic.network()).contains("storage");
            assertThat(nic.queues()).isEqualTo(4);
        });
    }

    @Test
    void highAvailability() throws IOException {
        assertThat(parsed("ha").ha()).get().satisfies(ha -> {
            assertThat(ha.state()).isEqualTo("started");
            assertThat(ha.nodes()).containsExactly("pve1", "pve2");
            assertThat(ha.resourceAffinity()).isEqualTo("negative");
            assertThat(ha.maxRestart()).contains(3);
            assertThat(ha.failback()).isEmpty();
        });
    }

    static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static MachineClass parsed(String name) throws IOException {
        return ClassParserTest.parsed(data(FOLDER.resolve(name + ".yaml")));
    }

    private static String data(Path file) throws IOException {
        var tree = new ObjectMapper().<JsonNode>valueToTree(yaml(Files.readString(file)));
        return tree.at("/spec/autoprovision/providerdata").asText();
    }

    private static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}
