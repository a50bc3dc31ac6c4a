package io.siderite.provisioner.testing;

import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.HighAvailability;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.Placement;
import io.siderite.proto.events.v1.VmSpec;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What network-allocator would say of a machine. */
public final class Allocations {

    private static final long GIB = 1L << 30;

    private Allocations() {}

    /** The same machine, of a class that gives it to HA: kept to two nodes, and apart from the others of its set. */
    public static NetworkAllocated forHa(NetworkAllocated allocated) {
        NetworkAllocated.Builder changed = allocated.toBuilder();
        changed.getSpecBuilder()
                .setHa(HighAvailability.newBuilder()
                        .setState("started")
                        .setResourceAffinity("negative")
                        .addAffinityNodes("pve1")
                        .addAffinityNodes("pve2"));
        return changed.build();
    }

    /** A machine of two disks and two NICs on a node. */
    public static NetworkAllocated on(String cluster, String node, String requestId) {
        String uuid = UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8))
                .toString();
        String mac = "bc:24:11:" + uuid.substring(0, 2) + ":" + uuid.substring(2, 4) + ":" + uuid.substring(4, 6);
        String mac2 = "bc:24:12:" + uuid.substring(0, 2) + ":" + uuid.substring(2, 4) + ":" + uuid.substring(4, 6);
        NicPlan first = NicPlan.newBuilder()
                .setBridge("vmbr0")
                .setFirewall(true)
                .setModel("virtio")
                .build();
        NicPlan second = NicPlan.newBuilder()
                .setBridge("vmbr1")
                .setVlan(100)
                .setMtu(9000)
                .setModel("virtio")
                .build();
        return NetworkAllocated.newBuilder()
                .setRequest(MachineRequest.newBuilder().setRequestId(requestId).setRequestSet("home-workers"))
                .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
                .setUuid(uuid)
                .setAttempt(1)
                .setPlacement(
                        Placement.newBuilder().setCluster(cluster).setNode(node).setIsoStorage("local"))
                .setSpec(VmSpec.newBuilder()
                        .setCores(4)
                        .setSockets(1)
                        .setMemory(8 * GIB)
                        .setCpuType("x86-64-v2-AES")
                        .setMachineType("q35")
                        .setBootImage(
                                BootImage.newBuilder().setTalosVersion("1.13.8").setArchitecture("amd64"))
                        .addDisks(Disk.newBuilder()
                                .setSize(40 * GIB)
                                .setStorage("local-lvm")
                                .setOptions(
                                        DiskOptions.newBuilder().setSsd(true).setDiscard(true)))
                        .addDisks(Disk.newBuilder().setSize(10 * GIB).setStorage("local-lvm"))
                        .addNics(first)
                        .addNics(second))
                .addNics(Nic.newBuilder().setPlan(first).setMac(mac))
                .addNics(Nic.newBuilder()
                        .setPlan(second)
                        .setMac(mac2)
                        .setNetwork("storage")
                        .addAddresses("172.31.250.21/24"))
                .setNetworkConfig("""
                        version: 2
                        ethernets:
                          eth0: {match: {macaddress: "%s"}, dhcp4: true}
                          eth1: {match: {macaddress: "%s"}, addresses: [172.31.250.21/24], mtu: 9000}
                        """.formatted(mac, mac2))
                .build();
    }
}
