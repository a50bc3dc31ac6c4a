package io.siderite.evaluator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.VmSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VmSpecsTest {

    @Test
    void aClassInProxmoxsTerms() {
        var machineClass = TestingCluster.machineClass("""
                cores: 8
                sockets: 2
                memory: 16384
                disk_size: 60
                disk_ssd: true
                disk_cache: none
                cpu_type: host
                machine_type: q35
                numa: true
                vlan: 12
                additional_disks:
                  - disk_size: 100
                    disk_discard: true
                    disk_iothread: true
                    disk_aio: native
                additional_nics:
                  - bridge: vmbr1
                pci_devices:
                  - mapping: gpu-a
                    pcie: true
                  - mapping: gpu-b
                """);
        var request = MachineRequest.newBuilder()
                .setTalosVersion("1.11.6")
                .addExtensions("siderolabs/util-linux-tools")
                .addExtensions("siderolabs/iscsi-tools")
                .addKernelArgs("b=2")
                .addKernelArgs("a=1")
                .addMetaValues(MetaValue.newBuilder().setKey(12).setValue("x"))
                .setOverlayName("rpi")
                .setOverlayImage("overlay/image")
                .build();

        assertThat(VmSpecs.of(machineClass, request, List.of("fast", "tank")))
                .isEqualTo(VmSpec.newBuilder()
                        .setCores(8)
                        .setSockets(2)
                        .setMemory(16L << 30)
                        .setCpuType("host")
                        .setMachineType("q35")
                        .addDisks(Disk.newBuilder()
                                .setSize(60L << 30)
                                .setStorage("fast")
                                .setOptions(
                                        DiskOptions.newBuilder().setSsd(true).setCache("none")))
                        .addDisks(Disk.newBuilder()
                                .setSize(100L << 30)
                                .setStorage("tank")
                                .setOptions(DiskOptions.newBuilder()
                                        .setDiscard(true)
                                        .setIothread(true)
                                        .setAio("native")))
                        .addNics(NicPlan.newBuilder()
                                .setBridge("vmbr0")
                                .setVlan(12)
                                .setFirewall(true)
                                .setModel("virtio"))
                        .addNics(NicPlan.newBuilder().setBridge("vmbr1").setModel("virtio"))
                        .putOptions("balloon", "0")
                        .putOptions("numa", "1")
                        .addPciDevices(
                                PciDevice.newBuilder().setMapping("gpu-a").setPcie(true))
                        .addPciDevices(PciDevice.newBuilder().setMapping("gpu-b"))
                        .setBootImage(BootImage.newBuilder()
                                .setTalosVersion("1.11.6")
                                .addExtensions("siderolabs/iscsi-tools")
                                .addExtensions("siderolabs/qemu-guest-agent")
                                .addExtensions("siderolabs/util-linux-tools")
                                .addKernelArgs("a=1")
                                .addKernelArgs("b=2")
                                .addMetaValues(MetaValue.newBuilder().setKey(12).setValue("x"))
                                .setOverlayName("rpi")
                                .setOverlayImage("overlay/image")
                                .setArchitecture("amd64"))
                        .build());
    }

    @Test
    void theDefaultsOfAClass() {
        var spec = VmSpecs.of(
                TestingCluster.machineClass("cores: 1\nmemory: 2048\ndisk_size: 5\nballoon: true"),
                MachineRequest.getDefaultInstance(),
                List.of("fast"));

        assertThat(spec.getMachineType()).isEqualTo("pc");
        assertThat(spec.getCpuType()).isEqualTo("x86-64-v2-AES");
        assertThat(spec.getOptionsMap()).containsOnly(Map.entry("balloon", "2048"));
        assertThat(spec.getBootImage().getExtensionsList()).containsExactly("siderolabs/qemu-guest-agent");
    }
}
