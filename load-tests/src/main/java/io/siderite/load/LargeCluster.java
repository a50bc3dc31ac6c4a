package io.siderite.load;

import com.google.protobuf.Timestamp;
import io.siderite.placement.Inventory;
import io.siderite.placement.Place;
import io.siderite.placement.PlacingPolicy;
import io.siderite.placement.Reservation;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A large Proxmox cluster: 32 nodes of 20 storages each, 10,000 VMs of 100 sets, and 200 machines that were promised a
 * place. Every node has room for some more.
 */
final class LargeCluster {

    static final int NODES = 32;
    static final int STORAGES = 20;
    static final int VMS = 10_000;
    static final int PROMISED = 200;
    static final int SETS = 100;

    private static final long GIB = 1L << 30;
    private static final List<String> TYPES = List.of("lvmthin", "zfspool", "rbd", "nfs", "dir");

    private LargeCluster() {}

    static Inventory inventory() {
        var nodes = new ArrayList<NodeInventory>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(node(i));
        }
        return Inventory.of(nodes);
    }

    static List<Reservation> promised() {
        var promised = new ArrayList<Reservation>();
        for (int i = 0; i < PROMISED; i++) {
            promised.add(new Reservation(
                    "promised-" + i,
                    "set-" + i % SETS,
                    new Place("main", name(i % NODES)),
                    2 * GIB,
                    2,
                    Map.of("storage-1", 20 * GIB),
                    "uuid-promised-" + i));
        }
        return promised;
    }

    static World world() {
        return World.of(inventory(), promised(), PlacingPolicy.DEFAULT);
    }

    static String name(int node) {
        return "pve%02d".formatted(node);
    }

    private static NodeInventory node(int number) {
        var node = NodeInventory.newBuilder()
                .setCluster("main")
                .setNode(name(number))
                .setOnline(true)
                .setCpus(256)
                .setMemoryTotal(2048 * GIB + number * GIB)
                .setReadAt(Timestamp.newBuilder().setSeconds(100))
                .setMappingsRead(true)
                .setPoolsRead(true)
                .setPveVersion("9.0.3")
                .putLabels("rack", "r" + number % 4)
                .addBridges(BridgeState.newBuilder()
                        .setName("vmbr0")
                        .setActive(true)
                        .setMtu(1500))
                .addBridges(BridgeState.newBuilder()
                        .setName("vmbr1")
                        .setActive(true)
                        .setMtu(9000));
        for (int i = 0; i < NODES; i++) {
            node.addClusterNodes(name(i));
        }
        for (int i = 0; i < STORAGES; i++) {
            node.addStorages(StorageState.newBuilder()
                    .setName("storage-" + i)
                    .setType(TYPES.get(i % TYPES.size()))
                    .setActive(true)
                    .setEnabled(true)
                    .setShared(i % TYPES.size() == 2)
                    .addContent("images")
                    .addContent("iso")
                    .setTotal(20_000 * GIB)
                    .setAvailable((5_000L + i * 100 + number) * GIB));
        }
        for (int vm = number; vm < VMS; vm += NODES) {
            node.addVms(VmState.newBuilder()
                    .setVmid(1000 + vm)
                    .setName("machine-" + vm)
                    .setRunning(true)
                    .setMemory(4 * GIB)
                    .setCpus(2)
                    .addTags("siderite")
                    .setUuid("uuid-" + vm)
                    .setRequestId("machine-" + vm)
                    .setRequestSet("set-" + vm / NODES % SETS));
        }
        return node.build();
    }
}
