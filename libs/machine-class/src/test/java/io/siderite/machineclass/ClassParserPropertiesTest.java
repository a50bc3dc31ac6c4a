package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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
        if (StorageSelector.compile(text) instanceof SelectorResult.Refused<?> refused) {
            int lines = text.split("\n", -1).length;
            assertThat(refused.faults()).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.line()).isBetween(1, lines);
                assertThat(fault.column()).isPositive();
                assertThat(fault.instead()).isNotBlank();
            });
        }
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
