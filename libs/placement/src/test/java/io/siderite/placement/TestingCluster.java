package io.siderite.placement;

import com.google.protobuf.Timestamp;
import io.siderite.machineclass.ClassParser;
import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.ParseResult;
import io.siderite.proto.events.v1.BridgeState;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.StorageState;
import io.siderite.proto.events.v1.VmState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A Proxmox cluster for tests, named {@code main} unless said otherwise, built node by node. */
public final class TestingCluster {

    public static final long GIB = 1L << 30;

    private final List<NodeInventory.Builder> nodes = new ArrayList<>();
    private final String name;

    public TestingCluster() {
        this("main");
    }

    public TestingCluster(String name) {
        this.name = name;
    }

    /** A node with 32 CPUs, a directory storage {@code local} for ISOs, and a bridge vmbr0. */
    public TestingCluster node(String name, long memoryGib, Consumer<NodeInventory.Builder> more) {
        var node = NodeInventory.newBuilder()
                .setCluster(this.name)
                .setNode(name)
                .setOnline(true)
                .setCpus(32)
                .setMemoryTotal(memoryGib * GIB)
                .setReadAt(Timestamp.newBuilder().setSeconds(100))
                .addStorages(storage("local", 100).setType("dir").clearContent().addContent("iso"))
                .addBridges(BridgeState.newBuilder().setName("vmbr0").setActive(true));
        more.accept(node);
        nodes.add(node);
        return this;
    }

    /** A node as above, with a storage {@code fast} of 1000 GiB for disks. */
    public TestingCluster node(String name, long memoryGib) {
        return node(name, memoryGib, node -> node.addStorages(storage("fast", 1000)));
    }

    /** The configuration prefers this storage for ISOs; empty text: none. */
    public TestingCluster preferringIsosOn(String storage) {
        nodes.forEach(node -> node.setIsoStorage(storage));
        return this;
    }

    public Inventory inventory() {
        var names = nodes.stream().map(NodeInventory.Builder::getNode).toList();
        return Inventory.of(nodes.stream()
                .map(node -> node.clone()
                        .clearClusterNodes()
                        .addAllClusterNodes(names)
                        .build())
                .toList());
    }

    /** Several clusters. */
    public static World both(TestingCluster... clusters) {
        var all = Stream.of(clusters)
                .flatMap(cluster -> cluster.inventory().nodes().stream())
                .toList();
        return World.of(Inventory.of(all), List.of(), PlacingPolicy.DEFAULT);
    }

    public World world(Reservation... reservations) {
        return World.of(inventory(), List.of(reservations), PlacingPolicy.DEFAULT);
    }

    /** The same request by a machine of no UUID yet. */
    public static Ask ask(MachineClass machineClass, MachineRequest request) {
        return new Ask(machineClass, request, "");
    }

    public static StorageState.Builder storage(String name, long gib) {
        return StorageState.newBuilder()
                .setName(name)
                .setType("lvmthin")
                .setActive(true)
                .setEnabled(true)
                .addContent("images")
                .setTotal(gib * GIB)
                .setAvailable(gib * GIB);
    }

    public static VmState.Builder vm(int vmid, long memoryGib) {
        return VmState.newBuilder().setVmid(vmid).setMemory(memoryGib * GIB).setRunning(true);
    }

    public static MachineClass machineClass(String yaml) {
        return switch (ClassParser.parse(yaml)) {
            case ParseResult.Parsed parsed -> parsed.machineClass();
            case ParseResult.Refused refused ->
                throw new AssertionError(refused.problems().toString());
        };
    }

    public static MachineClass small(long memoryGib) {
        return machineClass("cores: 2\nmemory: %d\ndisk_size: 20".formatted(memoryGib * 1024));
    }

    public static MachineRequest request(String id, String set) {
        return MachineRequest.newBuilder()
                .setRequestId(id)
                .setRequestSet(set)
                .setTalosVersion("1.11.6")
                .setProviderData("cores: 2\nmemory: 4096\ndisk_size: 20")
                .build();
    }
}
