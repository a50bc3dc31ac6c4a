package io.siderite.placement;

import static io.siderite.placement.TestingClass.asking;
import static io.siderite.placement.TestingCluster.ask;
import static io.siderite.placement.TestingCluster.request;
import static io.siderite.placement.TestingCluster.vm;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.siderite.proto.events.v1.NodeInventory;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A cluster that was not read for long, since it is down or no longer configured. */
class AgeTest {

    private static final Instant READ = Instant.ofEpochSecond(1000);
    private static final String SINCE =
            " is not read since 1970-01-01T00:16:40Z, and nothing is placed there until it is:"
                    + " does it answer, and is it still configured?";

    @Test
    void aClusterTakesNoMachinesFiveMinutesAfterItsNewestReading() {
        var two = inventory(cluster("main", 1000));

        assertThat(verdict(asking(), two, READ.plusSeconds(300))).isInstanceOf(Verdict.Placed.class);
        assertThat(reasons(asking(), two, READ.plusSeconds(301))).containsExactly("main" + SINCE);
    }

    @Test
    void theOtherClustersTakeThemAndAPinSaysWhyNotThere() {
        var both = inventory(cluster("ghost", 1000), cluster("main", 5000));
        var now = Instant.ofEpochSecond(5010);

        assertThat(verdict(asking(), both, now)).isInstanceOfSatisfying(Verdict.Placed.class, placed -> {
            assertThat(placed.plan().placement().getCluster()).isEqualTo("main");
            assertThat(placed.reasons()).contains("ghost" + SINCE);
        });
        assertThat(reasons(asking().cluster("ghost"), both, now)).containsExactly("ghost" + SINCE);
        assertThat(reasons(asking().cluster("main").memoryGib(500), both, now))
                .noneMatch(reason -> reason.contains("ghost"));
    }

    @Test
    void aVmSeenUnderTwoNamesOfItsClusterStandsWhereItWasReadLast() {
        var renamed = inventory(cluster("zebra", 1000), cluster("main", 5000));

        assertThat(renamed.find("w-0", "").orElseThrow().place()).isEqualTo(new Place("main", "pve1"));
        assertThat(inventory(cluster("main", 1000), cluster("alpha", 5000))
                        .find("w-0", "")
                        .orElseThrow()
                        .place())
                .isEqualTo(new Place("alpha", "pve1"));
    }

    @Test
    void aVmThatStandsInAClusterThatIsNotReadWaitsForIt() {
        var world = world(inventory(cluster("main", 1000)), READ.plusSeconds(301));
        var ask = ask(asking().build(), request("w-0", "workers"));

        assertThat(StandingPlace.of(
                        ask, world, world.inventory().find("w-0", "").orElseThrow()))
                .isEqualTo(new Verdict.NowhereNow(List.of("its VM 104 stands on main/pve1, and main is not read since"
                        + " 1970-01-01T00:16:40Z: does it answer, and is it still configured?")));
    }

    private static List<NodeInventory> cluster(String name, long readAt) {
        return new TestingCluster(name)
                        .node(
                                "pve1",
                                64,
                                node -> node.addStorages(TestingCluster.storage("fast", 500))
                                        .addVms(vm(104, 4).setRequestId("w-0").setRequestSet("workers")))
                        .inventory()
                        .nodes()
                        .stream()
                        .map(node -> node.toBuilder()
                                .setReadAt(Timestamp.newBuilder().setSeconds(readAt))
                                .build())
                        .toList();
    }

    @SafeVarargs
    private static Inventory inventory(List<NodeInventory>... clusters) {
        return Inventory.of(Stream.of(clusters).flatMap(List::stream).toList());
    }

    private static World world(Inventory inventory, Instant now) {
        return World.of(inventory, List.of(), PlacingPolicy.DEFAULT, now);
    }

    private static Verdict verdict(TestingClass asked, Inventory inventory, Instant now) {
        return Placing.place(ask(asked.build(), request("w-1", "")), world(inventory, now), LeftOut.NOTHING);
    }

    private static List<String> reasons(TestingClass asked, Inventory inventory, Instant now) {
        return switch (verdict(asked, inventory, now)) {
            case Verdict.Placed placed -> throw new AssertionError(placed.toString());
            case Verdict.NowhereNow nowhere -> nowhere.reasons();
        };
    }
}
