package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ClassParserPropertiesTest {

    @Property(tries = 300)
    void anyTextIsParsedOrRefusedWithAdvice(@ForAll("texts") String text) {
        if (ClassParser.parse(text) instanceof ParseResult.Refused refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem.instead()).isNotBlank());
        }
    }

    @Property(tries = 300)
    void anyExpressionIsCompiledOrRefusedWithAPlaceInIt(@ForAll("expressions") String text) {
        refusedWithAPlace(text, StorageSelector.compile(text));
        refusedWithAPlace(text, NodeSelector.compile(text));
    }

    private static void refusedWithAPlace(String text, SelectorResult<?> result) {
        if (result instanceof SelectorResult.Refused<?> refused) {
            int lines = text.split("\n", -1).length;
            assertThat(refused.faults()).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.line()).isBetween(1, lines);
                assertThat(fault.column()).isPositive();
                assertThat(fault.instead()).isNotBlank();
            });
        }
    }

    /** Any values that their types allow, of keys that no rule joins: read, and the same in any order. */
    @Property(tries = 200)
    void aRightClassMeansTheSameInAnyOrder(@ForAll("rightLines") List<String> lines) {
        var yaml = String.join("\n", lines);
        var turned = String.join("\n", lines.reversed());
        assertThat(ClassParser.parse(yaml))
                .isInstanceOf(ParseResult.Parsed.class)
                .isEqualTo(ClassParser.parse(turned));
    }

    @Property(tries = 200)
    void whatIsWrittenIsWhatIsRead(
            @ForAll @IntRange(min = 1, max = 1024) int cores,
            @ForAll @IntRange(min = 1024, max = 4_178_944) int memory,
            @ForAll @IntRange(min = 5, max = 131_072) int disk,
            @ForAll @IntRange(max = 4094) int vlan,
            @ForAll boolean numa,
            @ForAll @IntRange(min = 100, max = 999_999_999) int vmid) {
        var machine =
                ClassParserTest.parsed("cores: %d\nmemory: %d\ndisk_size: %d\nvlan: %d\nnuma: %s\nvmid_range: %d-%d\n"
                        .formatted(cores, memory, disk, vlan, numa, vmid, vmid));
        assertThat(machine.compute().cores()).isEqualTo(cores);
        assertThat(machine.compute().memory()).isEqualTo(memory * MachineClass.MIB);
        assertThat(machine.disks().getFirst().size()).isEqualTo(disk * MachineClass.GIB);
        assertThat(machine.nics().getFirst().vlan()).isEqualTo(vlan);
        assertThat(machine.compute().numa()).isEqualTo(numa);
        assertThat(machine.listing().vmidRange()).contains(new MachineClass.VmidRange(vmid, vmid));
    }

    @Provide
    Arbitrary<List<String>> rightLines() {
        var further = Definition.KEYS.stream()
                .filter(key -> !key.required() && key.inner().isEmpty())
                .filter(key -> !key.name().startsWith("network_") && !ALONE.contains(key.name()))
                .map(key -> key.name() + ": " + quoted(key.type()))
                .toList();
        return Arbitraries.subsetOf(further).map(some -> {
            var lines = new java.util.ArrayList<>(List.of("cores: 2", "memory: 4096", "disk_size: 20"));
            lines.addAll(some);
            return List.copyOf(lines);
        });
    }

    /** Keys that a rule joins with others. */
    private static final Set<String> ALONE =
            Set.of("hugepages", "disk_aio", "scsihw", "bios", "machine_type", "secure_boot");

    private static String quoted(Type type) {
        var example = Examples.of(type);
        return type instanceof Type.Text || type instanceof Type.Selector ? "'" + example + "'" : example;
    }

    @Provide
    Arbitrary<String> texts() {
        var pieces = Arbitraries.of(
                "cores",
                "memory",
                "disk_size",
                "node",
                "additional_disks",
                ":",
                ": ",
                "- ",
                "\n",
                "  ",
                "4",
                "4096",
                "true",
                "[",
                "]",
                "{",
                "}",
                "&a ",
                "*a",
                "<<",
                "!!int ",
                "\"",
                "'",
                "|",
                ">",
                "#",
                "\t",
                "---\n",
                "é");
        return Arbitraries.oneOf(joined(pieces), Arbitraries.strings().ofMaxLength(60));
    }

    @Provide
    Arbitrary<String> expressions() {
        var pieces = Arbitraries.of(
                "name",
                "availableSpace",
                "content",
                "x",
                "==",
                ">",
                "=",
                "&&",
                "and",
                "!",
                "(",
                ")",
                "[",
                "]",
                "\"a\"",
                "'",
                "5",
                "5u",
                "1e999",
                "5GB",
                " ",
                "\n",
                ".",
                ",",
                "?",
                ":",
                "in",
                "“",
                "𝄞",
                "type",
                "exists(");
        return Arbitraries.oneOf(joined(pieces), Arbitraries.strings().ofMaxLength(40));
    }

    private static Arbitrary<String> joined(Arbitrary<String> pieces) {
        return pieces.list().ofMaxSize(25).map((List<String> parts) -> String.join("", parts));
    }
}
