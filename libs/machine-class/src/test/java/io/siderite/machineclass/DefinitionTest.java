package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.machineclass.Type.Block;
import io.siderite.machineclass.Type.Choice;
import io.siderite.machineclass.Type.Items;
import io.siderite.machineclass.Type.Real;
import io.siderite.machineclass.Type.Selector;
import io.siderite.machineclass.Type.Switch;
import io.siderite.machineclass.Type.Text;
import io.siderite.machineclass.Type.Texts;
import io.siderite.machineclass.Type.Whole;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key of the definition is in the schema, in the reference page, and changes what a class means. */
class DefinitionTest {

    /** What some keys need beside them. */
    private static final String ROUND = """
            cores: 2
            memory: 4096
            disk_size: 20
            numa: true
            machine_type: q35
            bios: ovmf
            network_subnet: 192.168.10.0/24
            """;
    /** Keys that go with others only: what stands beside them, before and after. */
    private static final Map<String, String> BESIDE = Map.of(
            "network_gateway", "network_base_ip: 192.168.10.21\n",
            "network_nameservers", "network_base_ip: 192.168.10.21\n",
            "network_mtu", "network_base_ip: 192.168.10.21\n");

    @ParameterizedTest
    @MethodSource("paths")
    void isInTheSchemaAndOnThePage(List<Key> path) throws Exception {
        JsonNode at = new ObjectMapper().readTree(JsonSchema.text());
        for (var key : path) {
            at = (at.has("items") ? at.get("items") : at).get("properties").get(key.name());
            assertThat(at).as(name(path)).isNotNull();
        }
        assertThat(at.get("type").isTextual()).isTrue();
        assertThat(at.get("description").asText()).startsWith(path.getLast().doc());
        assertThat(ClassReference.markdown())
                .contains("| `" + path.getLast().name() + "` | ")
                .contains(path.getLast().doc());
    }

    @ParameterizedTest
    @MethodSource("paths")
    void changesTheClass(List<Key> path) {
        var key = path.getLast();
        var beside = BESIDE.getOrDefault(key.name(), "");
        var around = beside.isEmpty() && !key.name().matches("network_(subnet|ip|base_ip)")
                ? ROUND.replaceFirst("network_subnet: .*\n", "")
                : ROUND;
        if (path.size() == 1 && key.name().equals("network_subnet")) {
            beside = "network_ip: 192.168.10.21\n";
        }
        var without = without(around, path.getFirst()) + beside + outer(path);
        var with = without(around, path.getFirst()) + beside + inner(path, other(key));
        assertThat(read(with)).as(name(path)).isNotEqualTo(read(without));
    }

    @Test
    void everyNameIsThereOnce() {
        assertThat(Definition.KEYS).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(Definition.KEYS)
                .filteredOn(key -> !key.inner().isEmpty())
                .allSatisfy(key -> assertThat(key.inner()).extracting(Key::name).doesNotHaveDuplicates());
    }

    static Stream<List<Key>> paths() {
        return Definition.KEYS.stream()
                .flatMap(key -> Stream.concat(
                        Stream.of(List.of(key)), key.inner().stream().map(inner -> List.of(key, inner))));
    }

    private static String name(List<Key> path) {
        return path.stream().map(Key::name).collect(Collectors.joining("."));
    }

    /** Refused and right are told apart too: a required key changes the one into the other. */
    private static Object read(String yaml) {
        return switch (ClassParser.parse(yaml)) {
            case ParseResult.Parsed parsed -> parsed.machineClass();
            case ParseResult.Refused refused ->
                refused.problems().stream().map(Problem::path).toList();
        };
    }

    private static String without(String yaml, Key key) {
        return yaml.lines()
                .filter(line -> !line.startsWith(key.name() + ":"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** The mapping that the key is of, with what it needs and without the key; empty for a key of the class itself. */
    private static String outer(List<Key> path) {
        return path.size() == 1 ? "" : inner(path, "");
    }

    private static String inner(List<Key> path, String value) {
        var key = path.getLast();
        if (path.size() == 1) {
            return key.name() + ": " + value + "\n";
        }
        var outer = path.getFirst();
        var rest = outer.inner().stream()
                .filter(other -> other != key)
                .filter(other -> other.required()
                        || (other.name().equals("bridge") && !key.name().equals("network"))
                        || (other.name().equals("network") && key.name().matches("address|bridge"))
                        || (other.name().equals("node_affinity_nodes")
                                && key.name().equals("node_affinity_strict")))
                .map(other -> other.name() + ": " + right(other.type()));
        var own = value.isEmpty() ? Stream.<String>empty() : Stream.of(key.name() + ": " + value);
        var mapping = Stream.concat(rest, own).collect(Collectors.joining(", ", "{", "}"));
        return outer.name() + ": " + (outer.type() instanceof Items ? "[" + mapping + "]" : mapping) + "\n";
    }

    private static String right(Type type) {
        return type instanceof Texts || type instanceof Whole ? Examples.of(type) : "'" + Examples.of(type) + "'";
    }

    /** A value that is right and not the default. */
    private static String other(Key key) {
        return switch (key.type()) {
            case Whole whole -> Long.toString(Math.min(whole.max(), Math.max(whole.min(), 1400)));
            case Real _ -> "2.5";
            case Switch _ ->
                key.fallback() == null
                        ? "false"
                        : Boolean.toString(!key.fallback().equals(true));
            case Choice _ when key == FirmwareKeys.MACHINE_TYPE -> "q35";
            case Choice choice ->
                choice.values().stream()
                        .filter(v -> !v.equals(key.fallback()))
                        .toList()
                        .getLast();
            case Text text when key == DeviceKeys.SERIAL -> "/dev/ttyS0";
            case Text text when key == ComputeKeys.CPU_TYPE -> "host";
            case Text text when key == NetworkKeys.NETWORK_BRIDGE -> "vmbr7";
            case Text text when key == NetworkKeys.GATEWAY -> "192.168.10.1";
            case Text text -> "'" + text.example() + "'";
            case Texts texts -> Examples.of(texts);
            case Selector selector -> "'" + selector.subject().vocabulary().example() + "'";
            case Block block
            when block.keys().stream().allMatch(inner -> inner.fallback() != null) ->
                "{" + block.keys().getFirst().name() + ": " + other(block.keys().getFirst()) + "}";
            case Block block when key == FirmwareKeys.EFI -> "{pre_enrolled_keys: true}";
            case Block _ -> "{}";
            case Items items ->
                items.keys().stream()
                        .filter(inner -> inner.required() || inner.name().equals("bridge"))
                        .map(inner -> inner.name() + ": " + right(inner.type()))
                        .collect(Collectors.joining(", ", "[{", "}]"));
        };
    }
}
