package io.siderite.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmState;
import java.util.List;
import org.junit.jupiter.api.Test;

class InventoryTest {

    @Test
    void aClusterIsCompleteWhenEveryNodeItsNewestReadingNamesIsKnown() {
        var inventory = Inventory.of(List.of(
                node("a", "a1", 10, "a1", "a2"), node("a", "a2", 10, "a1", "a2"), node("b", "b1", 10, "b1", "b2")));

        assertThat(inventory.clusters()).containsExactly("a", "b");
        assertThat(inventory.complete("a")).isTrue();
        assertThat(inventory.complete("b")).isFalse();
        assertThat(inventory.missing("b")).containsExactly("b2");
        assertThat(inventory.complete("unheard-of")).isFalse();
    }

    @Test
    void aNodeThatTheNewestReadingNoLongerNamesHasLeft() {
        var inventory = Inventory.of(List.of(node("a", "a1", 20, "a1"), node("a", "old", 10, "a1", "old")));

        assertThat(inventory.places()).containsExactly(new Place("a", "a1"));
        assertThat(inventory.complete("a")).isTrue();
    }

    @Test
    void aNewNodeIsWaitedFor() {
        var inventory = Inventory.of(List.of(node("a", "a1", 20, "a1", "a2")));

        assertThat(inventory.complete("a")).isFalse();
    }

    @Test
    void aVmIsFoundByRequestIdAndByUuidWhateverTheCase() {
        var vm = VmState.newBuilder()
                .setVmid(104)
                .setRequestId("w-1")
                .setUuid("abc")
                .build();
        var inventory = Inventory.of(
                List.of(node("a", "a1", 20, "a1").toBuilder().addVms(vm).build()));

        assertThat(inventory.find("W-1", "")).contains(new Inventory.Standing(new Place("a", "a1"), vm));
        assertThat(inventory.find("other", "ABC")).isPresent();
        assertThat(inventory.find("other", "")).isEmpty();
    }

    private static NodeInventory node(String cluster, String name, long readAt, String... nodes) {
        return NodeInventory.newBuilder()
                .setCluster(cluster)
                .setNode(name)
                .setReadAt(Timestamp.newBuilder().setSeconds(readAt))
                .addAllClusterNodes(List.of(nodes))
                .build();
    }
}
