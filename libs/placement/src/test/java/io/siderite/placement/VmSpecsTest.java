package io.siderite.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Listing;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.MachineClass.VmidRange;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.Disk;
import io.siderite.proto.events.v1.DiskOptions;
import io.siderite.proto.events.v1.Efi;
import io.siderite.proto.events.v1.HighAvailability;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.StaticAddressing;
import io.siderite.proto.events.v1.Tpm;
import io.siderite.proto.events.v1.UsbDevice;
import io.siderite.proto.events.v1.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

        assertThat(VmSpecs.of(
                        TestingCluster.ask(machineClass, request),
                        NicPlans.of(machineClass, Networks.none()).plans(),
                        new Storages(List.of("fast", "tank"), "", "local")))
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
                        .putOptions("scsihw", "virtio-scsi-single")
                        .putOptions("serial0", "socket")
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
        var machineClass = TestingCluster.machineClass("cores: 1\nmemory: 2048\ndisk_size: 5\nballoon: true");
        var spec = VmSpecs.of(
                TestingCluster.ask(machineClass, MachineRequest.getDefaultInstance()),
                List.of(),
                new Storages(List.of("fast"), "", "local"));

        assertThat(spec.getMachineType()).isEqualTo("pc");
        assertThat(spec.getCpuType()).isEqualTo("x86-64-v2-AES");
        assertThat(spec.getOptionsMap())
                .containsOnly(
                        Map.entry("balloon", "2048"),
                        Map.entry("scsihw", "virtio-scsi-pci"),
                        Map.entry("serial0", "socket"));
        assertThat(spec.getBootImage().getExtensionsList()).containsExactly("siderolabs/qemu-guest-agent");
    }

    @Test
    void everythingElseAClassMaySay() {
        var machineClass = TestingClass.asking()
                .secure("")
                .pci("gpu")
                .usb("stick")
                .ha("negative", true, List.of("racks"), "pve1")
                .listed(new Listing(List.of("edge"), "A worker", "k8s", Optional.of(new VmidRange(5300, 5350))))
                .nic(new Nic("vmbr0", 0, false, "e1000", 1, 4, 12.5, Optional.empty(), Optional.empty()))
                .addressed(new MachineClass.StaticAddressing(
                        "10.0.0.0/24", "10.0.0.1", List.of("1.1.1.1"), "10.0.0.20", "10.0.0.29", 1400))
                .build();

        var spec = VmSpecs.of(
                TestingCluster.ask(machineClass, MachineRequest.getDefaultInstance()),
                NicPlans.of(machineClass, Networks.none()).plans(),
                new Storages(List.of("fast"), "tank", "local"));

        assertThat(spec.getOptionsMap())
                .containsOnly(Map.entry("balloon", "0"), Map.entry("bios", "ovmf"), Map.entry("vga", "serial0"));
        assertThat(spec.getCpuFlagsList()).containsExactly("+aes");
        assertThat(spec.getEfi()).isEqualTo(Efi.newBuilder().setStorage("tank").build());
        assertThat(spec.getTpm())
                .isEqualTo(
                        Tpm.newBuilder().setStorage("tank").setVersion("v2.0").build());
        assertThat(spec.getBootImage().getArchitecture()).isEqualTo("arm64");
        assertThat(spec.getBootImage().getSecureBoot()).isTrue();
        assertThat(spec.getPciDevicesList())
                .containsExactly(PciDevice.newBuilder()
                        .setMapping("gpu")
                        .setPcie(true)
                        .setPrimaryGpu(true)
                        .setRombar(false)
                        .setMdev("nvidia-63")
                        .build());
        assertThat(spec.getUsbDevicesList())
                .containsExactly(
                        UsbDevice.newBuilder().setMapping("stick").setUsb3(true).build());
        assertThat(spec.getHa())
                .isEqualTo(HighAvailability.newBuilder()
                        .setState("started")
                        .setResourceAffinity("negative")
                        .addAffinityNodes("pve1")
                        .setStrict(true)
                        .setMaxRestart(3)
                        .setMaxRelocate(2)
                        .setFailback(true)
                        .setComment("ours")
                        .addRules("racks")
                        .build());
        assertThat(spec.getTagsList()).containsExactly("edge");
        assertThat(spec.getDescription()).isEqualTo("A worker");
        assertThat(spec.getPool()).isEqualTo("k8s");
        assertThat(spec.getVmidRange().getFirst()).isEqualTo(5300);
        assertThat(spec.getVmidRange().getLast()).isEqualTo(5350);
        assertThat(spec.getNicsList())
                .containsExactly(NicPlan.newBuilder()
                        .setBridge("vmbr0")
                        .setModel("e1000")
                        .setMtu(1)
                        .setQueues(4)
                        .setRate(12.5)
                        .setAddressing(StaticAddressing.newBuilder()
                                .setSubnet("10.0.0.0/24")
                                .setGateway("10.0.0.1")
                                .addNameservers("1.1.1.1")
                                .setFirst("10.0.0.20")
                                .setLast("10.0.0.29")
                                .setMtu(1400))
                        .build());
    }
}
