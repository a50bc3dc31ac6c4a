package io.siderite.placement;

import static io.siderite.placement.TestingCluster.machineClass;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.storage;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.NodeInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of docs/examples/bad-classes/live: a comment that says what is wrong, every reason its machine waits for on
 * lines that begin with {@code #>}, and the class. The clusters they are tried against stand in the README there.
 */
class LiveBadClassesTest {

    private static final Path FOLDER = Path.of("../../docs/examples/bad-classes/live");
    private static final String EXPECTED = "#>";

    @ParameterizedTest
    @MethodSource("files")
    void everyReasonIsTheExpectedOne(Path file) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            write(file);
        }
        assertThat(expected(file)).as("has its reasons").isNotEmpty().isEqualTo(reasons(Files.readString(file)));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> reasons(String yaml) {
        var ask = new Ask(machineClass(yaml), request("w-1", "workers"), "");
        return switch (Placing.place(ask, world(), LeftOut.NOTHING)) {
            case Verdict.Placed placed -> throw new AssertionError("it fits: " + placed.reasons());
            case Verdict.NowhereNow nowhere ->
                nowhere.reasons().stream().flatMap(String::lines).toList();
        };
    }

    private static World world() {
        var main = new TestingCluster()
                .node(
                        "pve1",
                        128,
                        node -> main(node)
                                .setCpus(16)
                                .putLabels("rack", "r1")
                                .putLabels("zone", "a")
                                .addVms(vm(104, 4).setRequestId("w-0").setRequestSet("workers")))
                .node(
                        "pve2",
                        64,
                        node -> main(node)
                                .putLabels("rack", "r2")
                                .addBridges(bridge("vmbr2", 1500))
                                .addPciMappings("gpu")
                                .addUsbMappings("stick"))
                .node("pve3", 64, node -> main(node).setOnline(false));
        var edge = new TestingCluster("edge")
                .node(
                        "pve1",
                        32,
                        node -> node.setCpus(8)
                                .setPveVersion("8.4.1")
                                .setMappingsRead(true)
                                .setPoolsRead(true)
                                .addPools("prod")
                                .addBridges(bridge("vmbr1", 1500))
                                .addStorages(storage("fast", 500))
                                .addVms(vm(100, 16).setCpus(4)));
        var both = TestingCluster.both(main, edge);
        return World.of(both.inventory(), List.of(), PlacingPolicy.DEFAULT.with(networks()));
    }

    private static NodeInventory.Builder main(NodeInventory.Builder node) {
        return node.setPveVersion("9.0.3")
                .setMappingsRead(true)
                .setPoolsRead(true)
                .addPools("kubernetes")
                .addPools("prod")
                .addBridges(bridge("vmbr1", 9000))
                .addStorages(storage("fast", 500))
                .addStorages(storage("slow", 500).setActive(false));
    }

    private static BridgeState bridge(String name, int mtu) {
        return BridgeState.newBuilder()
                .setName(name)
                .setActive(true)
                .setMtu(mtu)
                .build();
    }

    private static Networks networks() {
        return switch (Networks.parse(Map.of(
                "siderite.networks.storage.subnet", "172.31.250.0/24",
                "siderite.networks.storage.bridge", "vmbr1"))) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            case Networks.Parsing.Wrong wrong ->
                throw new AssertionError(wrong.problems().toString());
        };
    }

    private static List<String> expected(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(EXPECTED))
                .map(line -> line.substring(EXPECTED.length() + 1))
                .toList();
    }

    private static void write(Path file) throws IOException {
        var lines = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith(EXPECTED))
                .toList();
        var text = String.join("\n", lines) + "\n";
        var reasons = reasons(text).stream().map(reason -> EXPECTED + " " + reason + "\n");
        Files.writeString(
                file,
                lines.getFirst()
                        + "\n"
                        + String.join("", reasons.toList())
                        + String.join("\n", lines.subList(1, lines.size()))
                        + "\n");
    }
}
