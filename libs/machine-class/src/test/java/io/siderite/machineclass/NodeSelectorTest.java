package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.StorageSelector.Match;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSelectorTest {

    private static final NodeFacts NODE = new NodeFacts(
            "pve1", "main", -4, 64, 68_719_476_736L, 412_316_860_416L, 12, 2, Map.of("rack", "a", "gpu", "yes"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name == \"pve1\" && cluster == \"main\"",
                "cpuFree < 0 && cpuTotal >= 64",
                "memoryFree > 34359738368u && memoryFree < memoryTotal",
                "vms < 20 && sameSetVms == 2",
                "labels[\"rack\"] == \"a\" && labels.gpu == \"yes\"",
                "\"rack\" in labels && !(\"spare\" in labels)",
                "\"spare\" in labels && labels[\"spare\"] == \"x\" || name.matches(\"^pve[0-9]+$\")",
            })
    void theNodeMatches(String expression) {
        assertThat(compiled(expression).matches(NODE)).isEqualTo(Match.YES);
    }

    @Test
    void aNodeThatDoesNotMatchAndOneThatCannotBeAsked() {
        assertThat(compiled("vms == 0").matches(NODE)).isEqualTo(Match.NO);
        assertThat(compiled("labels[\"zone\"] == \"x\"").matches(NODE))
                .isInstanceOfSatisfying(
                        Match.Fails.class, fails -> assertThat(fails.why()).contains("zone"));
    }

    @Test
    void selectorsOfOneTextAreEqualAndCompiledOnce() {
        assertThat(compiled("vms < 3")).isSameAs(compiled("vms < 3"));
        assertThat(NodeSelector.ANY).isEqualTo(compiled("true")).hasToString("true");
        assertThat(NodeSelector.ANY.matches(NODE)).isEqualTo(Match.YES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "cpuFree >= 4u # 1:9 # compare with a plain number: 4",
                "cpuFree >= 2.5 # 1:9 # write a whole number: 2 or 3",
                "memoryFree > 16GiB # 1:14 # write the bytes: 17179869184u",
                "memoryFree > 1 # 1:12 # compare with an unsigned literal: 1u",
                "vms < \"3\" # 1:5 # write the number without quotes: 3",
                "labels[\"a\"] == 1 # 1:13 # put the number in quotes: \"1\"",
                "labels == \"a\" # 1:8 # compare one label: labels[\"rack\"] == \"a\"",
                "has(labels.rack) # 1:4 # ask for one value: \"rack\" in labels",
                "host == \"pve1\" # 1:1 # write name",
                "sharde # 1:1 # compare it",
                "storageType == \"rbd\" # 1:1 # ask that of the storage, in storage_selector",
                "cpuFree > memoryFree # 1:9 # make both sides unsigned: uint(…)",
            })
    void aMistakeIsPlacedAndMended(String expression, String place, String instead) {
        assertThat(NodeSelector.compile(expression)).isInstanceOfSatisfying(SelectorResult.Refused.class, refused -> {
            var fault = (SelectorResult.Fault) refused.faults().getFirst();
            assertThat(fault.line() + ":" + fault.column()).isEqualTo(place);
            assertThat(fault.instead()).startsWith(instead);
        });
    }

    private static NodeSelector compiled(String text) {
        return switch (NodeSelector.compile(text)) {
            case SelectorResult.Compiled<NodeSelector> compiled -> compiled.selector();
            case SelectorResult.Refused<NodeSelector> refused -> throw new AssertionError(refused.toString());
        };
    }
}
