package io.siderite.provisioner.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.siderite.eventing.testing.PostgresResource;
import io.siderite.inventory.ClusterSettings;
import io.siderite.inventory.FactsReader;
import io.siderite.inventory.InventoryReader;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proto.events.v1.VmState;
import io.siderite.provisioner.reconcile.ClusterView;
import io.siderite.provisioner.testing.Peers;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxClusters;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "unit", value = "provisioner"))
@QuarkusTestResource(Peers.class)
class InventoryReaderTest {

    @Inject
    ProxmoxClusters clusters;

    @Test
    void aClusterIsReadAsItStands() {
        Peers.proxmox()
                .foreignVm(
                        "pve2",
                        777,
                        Map.of(
                                "name", "theirs",
                                "memory", "2048",
                                "onboot", "1",
                                "smbios1", "uuid=4F1A27D0-0000-4000-8000-000000000777",
                                "net0", "virtio=BC:24:11:AA:BB:CC,bridge=vmbr0,tag=7",
                                "ipconfig0", "ip=192.168.10.7/24,gw=192.168.10.1,ip6=auto"),
                        Set.of(),
                        false);
        ProxmoxCluster home = clusters.named("home").orElseThrow();
        InventoryReader reader = new InventoryReader(
                home,
                new ClusterSettings("isos", Map.of("pve2", Map.of("rack", "b"))),
                new FactsReader(home, Duration.ofMinutes(1), InstantSource.system()));

        VmState vm = eventuallySees(reader, 777);

        assertThat(vm.getName()).isEqualTo("theirs");
        assertThat(vm.getUuid()).isEqualTo("4f1a27d0-0000-4000-8000-000000000777");
        assertThat(vm.getMacsList()).containsExactly("bc:24:11:aa:bb:cc");
        assertThat(vm.getAddressesList())
                .containsExactly(VmAddress.newBuilder()
                        .setNic(0)
                        .setAddress("192.168.10.7/24")
                        .setBridge("vmbr0")
                        .setVlan(7)
                        .build());
        assertThat(vm.getStartOnBoot()).isTrue();
        assertThat(vm.getRequestId()).isEmpty();
        List<NodeInventory> nodes = read(reader);
        assertThat(nodes).hasSize(3).allSatisfy(node -> {
            assertThat(node.getOnline()).isTrue();
            assertThat(node.getClusterNodesList()).containsExactly("pve1", "pve2", "pve3");
            assertThat(node.getIsoStorage()).isEqualTo("isos");
            assertThat(node.getMemoryTotal()).isPositive();
            assertThat(node.getStoragesList())
                    .anySatisfy(storage -> assertThat(storage.getContentList()).contains("iso"));
            assertThat(node.getBridgesList()).anySatisfy(bridge -> {
                assertThat(bridge.getName()).isEqualTo("vmbr1");
                assertThat(bridge.getMtu()).isEqualTo(9000);
            });
        });
        assertThat(nodes).allSatisfy(node -> {
            assertThat(node.getRootLogin()).isFalse();
            assertThat(node.getPveVersion()).startsWith("9.");
        });
        assertThat(nodes.get(1).getLabelsMap()).containsExactly(Map.entry("rack", "b"));
        assertThat(ClusterView.of(read(reader)).vmids()).contains(777);
    }

    private static VmState eventuallySees(InventoryReader reader, int vmid) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            Optional<VmState> vm = read(reader).stream()
                    .flatMap(node -> node.getVmsList().stream())
                    .filter(v -> v.getVmid() == vmid)
                    .findFirst();
            if (vm.isPresent()) {
                return vm.get();
            }
            assertThat(System.nanoTime()).as("VM %d is listed", vmid).isLessThan(deadline);
        }
    }

    private static List<NodeInventory> read(InventoryReader reader) {
        Outcome<List<NodeInventory>> outcome = reader.read();
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        return ((Outcome.Done<List<NodeInventory>>) outcome).value();
    }
}
