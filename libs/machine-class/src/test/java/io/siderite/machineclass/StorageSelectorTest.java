package io.siderite.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.SelectorResult.Fault;
import io.siderite.machineclass.StorageSelector.Match;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageSelectorTest {

    private static final StorageFacts TANK = new StorageFacts(
            "tank",
            "pve1",
            "main",
            "zfspool",
            750_000_000_000L,
            1_000_000_000_000L,
            true,
            List.of("images", "rootdir"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name == \"tank\"",
                "node == 'pve1' && cluster == 'main'",
                "storageType == 'zfspool' && availableSpace > 100000000000u",
                "availableSpace >= uint(750000000000)",
                "totalSpace == 1000000000000u",
                "usedFraction < 0.3 && usedFraction > 0.2",
                "shared && 'images' in content",
                "name.startsWith('ta') ? true : false",
                "name in ['tank', 'fast']",
                "name.matches('^t.*k$')",
            })
    void theStorageMatches(String expression) {
        assertThat(compiled(expression).matches(TANK)).isEqualTo(new Match.Yes());
    }

    @Test
    void aStorageThatDoesNotMatchAndOneThatCannotBeAsked() {
        assertThat(compiled("name == 'fast'").matches(TANK)).isEqualTo(new Match.No());
        assertThat(compiled("content[5] == 'iso'").matches(TANK)).isInstanceOf(Match.Fails.class);
    }

    @Test
    void spaceIsUnsignedToItsLastBit() {
        var huge = new StorageFacts("huge", "pve1", "main", "rbd", -1L, -1L, true, List.of());
        assertThat(compiled("availableSpace > 9223372036854775807u").matches(huge))
                .isEqualTo(new Match.Yes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "availableSpace > 100000000000 # 1:16 # compare with an unsigned literal: 100000000000u",
                "100000000000 < availableSpace # 1:14 # compare with an unsigned literal: 100000000000u",
                "availableSpace > 1e9 # 1:16 # compare with an unsigned literal: 1000000000u",
                "availableSpace * 2 > 5u # 1:16 # compare with an unsigned literal: 2u",
                "availableSpace > \"5\" # 1:16 # write the number of bytes without quotes: 5u",
                "availableSpace > 100GB # 1:18 # write the bytes: 100000000000u",
                "availableSpace > 2 TiB # 1:18 # write the bytes: 2199023255552u",
                "usedFraction < 1 # 1:14 # write the number with a fraction: 1.0",
                "shared and name == 'and' # 1:8 # write &&",
                "shared OR shared # 1:8 # write ||",
                "not shared # 1:1 # write !, such as !shared",
                "name = 'x' # 1:6 # compare with ==",
                "name === 'x' # 1:6 # compare with ==",
                "name <> 'x' # 1:6 # write !=",
                "shared & shared # 1:8 # write &&",
                "shared | shared # 1:8 # write ||",
                "name == “x” # 1:9 # write plain quotes: \"",
                "name == \"x # 1:9 # close the quote on the same line",
                "nmae == 'x' # 1:1 # write name",
                "storage_type == 'x' # 1:1 # write storageType",
                "type == 'x' # 1:6 # write storageType",
                "free > 5u # 1:1 # write availableSpace",
                "pool == 'x' # 1:1 # known are name, node, storageType, availableSpace",
                "name == fastpool # 1:9 # put text in quotes: \"fastpool\"",
                "name == fast-pool # 1:9 # put text in quotes: \"fast-pool\"",
                "fastpool # 1:1 # compare it: name == \"fastpool\"",
                "local-lvm # 1:1 # compare it: name == \"local-lvm\"",
                "'fastpool' # 1:1 # compare it: name == \"fastpool\"",
                "name # 1:1 # write a comparison, such as name == \"local-lvm\"",
                "!name # 1:1 # compare what is not true or false by itself, such as name == \"local-lvm\"",
                "name == 'x' && # 1:15 # complete it, or remove its last operator",
                "content.exists(x, x == 'iso') # 1:15 # ask for one value: \"images\" in content",
                "availableSpace > 1,000,000u # 1:18 # write 1000000u",
                "availableSpace > 1_000_000 # 1:18 # write 1000000u",
                "usedFraction < 90% # 1:16 # write 0.9",
                "availableSpace > -1 # 1:16 # write 0u",
                "availableSpace > 100 * 1024 * 1024 # 1:16 # compare with an unsigned literal: 104857600u",
                "availableSpace / totalSpace > 0.5 # 1:29 # make the other side a double",
                "node == ['pve1', 'pve2'] # 1:6 # write in instead of ==",
                "node != ['pve1'] # 1:6 # write in instead of !=, such as !(name in",
                "name: 'x' # 1:5 # compare with ==",
                "$name == 'x' # 1:1 # write the plain name",
                "name[0] == 'a' # 1:5 # ask for a part of a text",
                "name.matches('[') # 1:15 # write a regular expression of RE2",
                "name.length > 3 # 1:5 # write the name alone",
                "name == 'x' name # 1:13 # write comparisons joined with && or ||",
            })
    void aMistakeIsPlacedAndMended(String expression, String place, String instead) {
        assertThat(faults(expression)).first().satisfies(fault -> {
            assertThat(fault.instead()).startsWith(instead);
            assertThat(fault.line() + ":" + fault.column()).isEqualTo(place);
        });
    }

    @Test
    void theExcerptShowsTheLineAndACaret() {
        assertThat(faults("name == 'x' &&\n  nodee == 'y'"))
                .singleElement()
                .extracting(Fault::found)
                .isEqualTo("line 2, column 3: unknown name nodee\n      nodee == 'y'\n      ^\n");
    }

    @Test
    void independentFaultsAreAllReported() {
        assertThat(faults("nam == 'x' && availableSpace > 5")).hasSize(2);
    }

    @Test
    void aMistakeThatTheParserStopsAtHidesNoOther() {
        assertThat(faults("nmae = 'x' and availableSpace > 5GB and free"))
                .extracting(fault -> fault.column() + " " + fault.instead())
                .containsExactly(
                        "1 write name",
                        "6 compare with ==",
                        "12 write &&",
                        "33 write the bytes: 5000000000u",
                        "41 write availableSpace");
    }

    @Test
    void anEmptyExpressionSaysSo() {
        assertThat(faults("")).singleElement().extracting(Fault::what).isEqualTo("an empty expression");
    }

    @Test
    void sizeAndDepthAreBounded() {
        assertThat(faults("shared" + " && shared".repeat(1000))).hasSize(1);
        assertThat(faults("(".repeat(200) + "shared" + ")".repeat(200)))
                .singleElement()
                .extracting(Fault::what)
                .isEqualTo("nested too deeply");
    }

    @Test
    void oneTextIsCompiledOnce() {
        assertThat(compiled("name == 'once'")).isSameAs(compiled("name == 'once'"));
    }

    private static StorageSelector compiled(String text) {
        return switch (StorageSelector.compile(text)) {
            case SelectorResult.Compiled<StorageSelector> compiled -> compiled.selector();
            case SelectorResult.Refused<StorageSelector> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static List<Fault> faults(String text) {
        return switch (StorageSelector.compile(text)) {
            case SelectorResult.Compiled<StorageSelector> compiled -> throw new AssertionError(compiled.toString());
            case SelectorResult.Refused<StorageSelector> refused -> refused.faults();
        };
    }
}
