package io.siderite.provisioner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.inventory.FactsReader;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.provisioner.testing.FakeProxmox;
import io.siderite.provisioner.testing.VirtualClock;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Mappings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FactsReaderTest {

    private final VirtualClock clock = new VirtualClock();
    private final FakeProxmox proxmox = new FakeProxmox(clock, 1);
    private final FactsReader reader = new FactsReader(proxmox, Duration.ofMinutes(1), clock);

    @BeforeEach
    void aClusterWithMappings() {
        proxmox.beKind();
        proxmox.answer(
                new Outcome.Done<>(new Mappings(
                        Map.of("gpu", Set.of("pve1", "pve2"), "fpga", Set.of("pve2")),
                        Map.of("stick", Set.of("pve1")))),
                new Outcome.Done<>(List.of("test", "prod")));
    }

    @Test
    void aNodeHasTheMappingsWithADeviceOnIt() {
        assertThat(on("pve1").getPciMappingsList()).containsExactly("gpu");
        assertThat(on("pve1").getUsbMappingsList()).containsExactly("stick");
        assertThat(on("pve2").getPciMappingsList()).containsExactly("fpga", "gpu");
        assertThat(on("pve3").getPciMappingsList()).isEmpty();
        assertThat(on("pve3").getMappingsRead()).isTrue();
        assertThat(on("pve3").getPoolsList()).containsExactly("prod", "test");
        assertThat(on("pve3").getPveVersion()).isEqualTo("9.0.3");
    }

    @Test
    void whatWeMayNotSeeIsNotKnownAndTheRestIs() {
        proxmox.answer(new Outcome.Denied<>("Permission check failed"), new Outcome.Done<>(List.of("prod")));

        assertThat(on("pve1").getMappingsRead()).isFalse();
        assertThat(on("pve1").getPciMappingsList()).isEmpty();
        assertThat(on("pve1").getPoolsRead()).isTrue();
    }

    @Test
    void whatCannotBeReadJustNowStaysAsItWasKnown() {
        assertThat(on("pve1").getMappingsRead()).isTrue();
        proxmox.answer(new Outcome.Unreachable<>("no answer"), new Outcome.Unreachable<>("no answer"));
        reader.doubt();

        assertThat(on("pve1").getPciMappingsList()).containsExactly("gpu");
        assertThat(on("pve1").getPoolsRead()).isTrue();
    }

    @Test
    void itIsReadByTheMinuteOrWhenItIsDoubtful() {
        on("pve1");
        on("pve1");
        assertThat(proxmox.askedForMappings()).isEqualTo(1);

        clock.goTo(clock.instant().plusSeconds(60));
        on("pve1");
        assertThat(proxmox.askedForMappings()).isEqualTo(2);

        reader.doubt();
        on("pve1");
        on("pve1");
        assertThat(proxmox.askedForMappings()).isEqualTo(3);
    }

    private NodeInventory on(String node) {
        NodeInventory.Builder inventory = NodeInventory.newBuilder().setNode(node);
        reader.now().addTo(inventory);
        return inventory.build();
    }
}
