package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Omni validates a class with the schema, and we parse it again: the two must agree. */
class JsonSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.text(), InputFormat.JSON);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cores: 1\nmemory: 1024\ndisk_size: 5",
                "cores: 4\nmemory: 16000\ndisk_size: 60\nvlan: 0\ncpu_type: host,hidden=1\nnode: pve-01",
                "cores: 4\nmemory: 16000\ndisk_size: 60\nadditional_disks: [{disk_size: 1, disk_aio: threads}]\n"
                        + "additional_nics: [{bridge: vmbr1}]\npci_devices: [{mapping: gpu-1}]",
            })
    void whatWeTakeOmniTakes(String yaml) throws Exception {
        assertThat(ClassParser.parse(yaml)).isInstanceOf(ParseResult.Parsed.class);
        assertThat(errors(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory: 1024\ndisk_size: 5",
                "cores: 0\nmemory: 1024\ndisk_size: 5",
                "cores: '1'\nmemory: 1024\ndisk_size: 5",
                "cores: 1\nmemory: 1023\ndisk_size: 5",
                "cores: 1\nmemory: 1024\ndisk_size: 5\nnuma: 1",
                "cores: 1\nmemory: 1024\ndisk_size: 5\ndisk_cache: fast",
                "cores: 1\nmemory: 1024\ndisk_size: 5\nnode: a.b",
                "cores: 1\nmemory: 1024\ndisk_size: 5\nnmua: true",
                "cores: 1\nmemory: 1024\ndisk_size: 5\nadditional_disks: [{size: 1}]",
                "cores: 1\nmemory: 1024\ndisk_size: 5\nadditional_nics: {bridge: vmbr1}",
            })
    void whatOmniRefusesWeRefuse(String yaml) throws Exception {
        assertThat(errors(yaml)).isNotEmpty();
        assertThat(ClassParser.parse(yaml)).isInstanceOf(ParseResult.Refused.class);
    }

    @Test
    void theFormInOmniFindsOneTypeForEachTopLevelProperty() throws Exception {
        var schema = JSON.readTree(JsonSchema.text());
        assertThat(schema.get("type").asText()).isEqualTo("object");
        assertThat(schema.get("additionalProperties").booleanValue()).isFalse();
        assertThat(schema.get("properties")).hasSize(Definition.KEYS.size()).allSatisfy(property -> {
            assertThat(property.get("type").isTextual()).isTrue();
            assertThat(property.get("description").asText()).isNotBlank();
        });
    }

    @Test
    void noPatternHasWhatRe2LacksAndEveryExampleFits() {
        for (var key : allKeys(Definition.KEYS)) {
            if (key.type() instanceof Type.Text text) {
                assertThat(text.pattern().pattern())
                        .doesNotContain("(?")
                        .startsWith("^")
                        .endsWith("$");
                assertThat(text.example()).matches(text.pattern());
                assertThat(com.google.re2j.Pattern.compile(text.pattern().pattern())
                                .matches(text.example()))
                        .isTrue();
                assertThat(text.check().instead(text.example())).isEmpty();
            }
        }
    }

    private static List<Key> allKeys(List<Key> keys) {
        return keys.stream()
                .flatMap(key -> Stream.concat(Stream.of(key), allKeys(key.inner()).stream()))
                .toList();
    }

    private static List<String> errors(String yaml) throws Exception {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return SCHEMA.validate(JSON.writeValueAsString(tree), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
