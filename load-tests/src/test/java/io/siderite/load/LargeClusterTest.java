package io.siderite.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.placement.LeftOut;
import io.siderite.placement.Placing;
import io.siderite.placement.Verdict;
import io.siderite.proto.events.v1.NodeInventory;
import org.junit.jupiter.api.Test;

/** That the benchmarks measure what they say. */
class LargeClusterTest {

    @Test
    void itIsAsLargeAsItSays() {
        var nodes = LargeCluster.inventory().nodes();

        assertThat(nodes).hasSize(32).allMatch(node -> node.getStoragesCount() == 20);
        assertThat(nodes.stream().mapToInt(NodeInventory::getVmsCount).sum()).isEqualTo(10_000);
    }

    @Test
    void whatIsToBePlacedIsAndWhatIsNotIsNot() {
        assertThat(verdict(Classes.SPREAD, "set-7")).isInstanceOf(Verdict.Placed.class);
        assertThat(verdict(Classes.SELECTORS, "set-7")).isInstanceOf(Verdict.Placed.class);
        assertThat(verdict(Classes.TEN_DISKS, "set-7"))
                .isInstanceOfSatisfying(
                        Verdict.Placed.class,
                        placed -> assertThat(placed.storages()).hasSize(10));
        assertThat(verdict(Classes.HARD, "set-new")).isInstanceOf(Verdict.Placed.class);
        assertThat(verdict(Classes.HARD, "set-7"))
                .isInstanceOfSatisfying(
                        Verdict.NowhereNow.class,
                        nowhere -> assertThat(nowhere.reasons()).hasSize(32));
        assertThat(verdict(Classes.FITS_NOWHERE, "set-7"))
                .isInstanceOfSatisfying(
                        Verdict.NowhereNow.class,
                        nowhere -> assertThat(nowhere.reasons()).hasSize(32));
    }

    private static Verdict verdict(String yaml, String set) {
        return Placing.place(Classes.ask(yaml, set), LargeCluster.world(), LeftOut.NOTHING);
    }
}
