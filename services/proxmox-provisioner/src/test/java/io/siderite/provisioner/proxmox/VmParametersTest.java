package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.inventory.identity.VmTags;
import io.siderite.proto.events.v1.Efi;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.PciDevice;
import io.siderite.proto.events.v1.Tpm;
import io.siderite.proto.events.v1.UsbDevice;
import io.siderite.proto.events.v1.VmSpec;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.testing.Allocations;
import io.siderite.proxmox.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VmParametersTest {

    private static final NetworkAllocated ALLOCATED = Allocations.on("home", "pve1", "w-abc123");

    @Test
    void everyPropertyStringIsAsProxmoxTakesIt() {
        Map<String, String> parameters = parameters(ALLOCATED);

        String mac = ALLOCATED.getNics(0).getMac().toUpperCase(java.util.Locale.ROOT);
        String mac2 = ALLOCATED.getNics(1).getMac().toUpperCase(java.util.Locale.ROOT);
        assertThat(parameters)
                .contains(
                        entry("name", "w-abc123"),
                        entry("smbios1", "uuid=" + ALLOCATED.getUuid()),
                        entry("ostype", "l26"),
                        entry("machine", "q35"),
                        entry("cpu", "x86-64-v2-AES"),
                        entry("sockets", "1"),
                        entry("cores", "4"),
                        entry("memory", "8192"),
                        entry("balloon", "0"),
                        entry("scsihw", "virtio-scsi-pci"),
                        entry("scsi0", "local-lvm:40,ssd=1,discard=on"),
                        entry("scsi1", "local-lvm:10"),
                        entry("ide2", "local:iso/siderite-key.iso,media=cdrom"),
                        entry("ide0", "local:iso/siderite-cidata-" + ALLOCATED.getUuid() + ".iso,media=cdrom"),
                        entry("net0", "virtio=" + mac + ",bridge=vmbr0,firewall=1"),
                        entry("net1", "virtio=" + mac2 + ",bridge=vmbr1,firewall=0,tag=100,mtu=9000"),
                        entry("boot", "order=scsi0;scsi1;ide2"),
                        entry("agent", "enabled=1"),
                        entry("onboot", "1"),
                        entry("serial0", "socket"),
                        entry("tags", "siderite;omni-request-w-abc123;home-workers"))
                .doesNotContainKey("vmid");
    }

    @Test
    void ioThreadsTakeTheControllerThatHasThem() {
        var spec = ALLOCATED.getSpec().toBuilder();
        spec.getDisksBuilder(0)
                .getOptionsBuilder()
                .setIothread(true)
                .setCache("none")
                .setAio("io_uring");

        Map<String, String> parameters =
                parameters(ALLOCATED.toBuilder().setSpec(spec).build());

        assertThat(parameters)
                .contains(
                        entry("scsihw", "virtio-scsi-single"),
                        entry("scsi0", "local-lvm:40,ssd=1,discard=on,iothread=1,cache=none,aio=io_uring"));
    }

    @Test
    void optionsAddAndOverrideButNeverWhoTheVmIs() {
        var spec = ALLOCATED.getSpec().toBuilder()
                .putOptions("numa", "1")
                .putOptions("balloon", "2048")
                .putOptions("name", "other")
                .putOptions("smbios1", "uuid=other")
                .putOptions("tags", "Rack:7;gpu")
                .putOptions("description", "The fast one.");

        Map<String, String> parameters =
                parameters(ALLOCATED.toBuilder().setSpec(spec).build());

        assertThat(parameters)
                .contains(
                        entry("numa", "1"),
                        entry("balloon", "2048"),
                        entry("name", "w-abc123"),
                        entry("smbios1", "uuid=" + ALLOCATED.getUuid()),
                        entry("tags", "siderite;omni-request-w-abc123;home-workers;rack-7;gpu"));
        assertThat(parameters.get("description")).startsWith("The fast one.\n\n");
    }

    @Test
    void theDescriptionTellsWhoseTheVmIsWhenAllElseIsLost() {
        String description = parameters(ALLOCATED).getOrDefault("description", "");

        assertThat(VmDescription.read(description))
                .contains(new VmDescription.Block(
                        "w-abc123",
                        "home-workers",
                        ALLOCATED.getUuid(),
                        List.of(
                                ALLOCATED.getNics(0).getMac(),
                                ALLOCATED.getNics(1).getMac()),
                        List.of(new VmDescription.Lease(1, "storage", "172.31.250.21/24")),
                        1));
        assertThat(VmDescription.read("by hand <!-- siderite {broken} -->")).isEmpty();
    }

    @Test
    void longOrOddRequestIdsGiveValidTagsThatStayApart() {
        String longId = "x".repeat(100);

        assertThat(VmTags.ofRequest(longId + "1"))
                .matches("[a-z0-9_][a-z0-9_+.-]*")
                .hasSizeLessThanOrEqualTo(80)
                .isNotEqualTo(VmTags.ofRequest(longId + "2"));
        assertThat(VmTags.ofRequest("A/b:c")).matches("[a-z0-9_][a-z0-9_+.-]*");
    }

    /** One key of a class each, with all that it comes to in Proxmox. */
    static Stream<Arguments> keys() {
        return Stream.of(
                key("hostpci", s -> s.addPciDevices(PciDevice.newBuilder().setMapping("gpu")), "hostpci0=mapping=gpu"),
                key(
                        "hostpci whole",
                        s -> s.addPciDevices(PciDevice.newBuilder()
                                .setMapping("gpu")
                                .setPcie(true)
                                .setPrimaryGpu(true)
                                .setRombar(false)
                                .setMdev("nvidia-63")),
                        "hostpci0=mapping=gpu,pcie=1,x-vga=1,rombar=0,mdev=nvidia-63"),
                key(
                        "two hostpci",
                        s -> s.addPciDevices(PciDevice.newBuilder().setMapping("a"))
                                .addPciDevices(
                                        PciDevice.newBuilder().setMapping("b").setRombar(true)),
                        "hostpci0=mapping=a",
                        "hostpci1=mapping=b,rombar=1"),
                key(
                        "usb",
                        s -> s.addUsbDevices(UsbDevice.newBuilder().setMapping("stick"))
                                .addUsbDevices(
                                        UsbDevice.newBuilder().setMapping("key").setUsb3(true)),
                        "usb0=mapping=stick",
                        "usb1=mapping=key,usb3=1"),
                key(
                        "efi",
                        s -> s.setEfi(Efi.newBuilder().setStorage("local-lvm").setPreEnrolledKeys(true)),
                        "efidisk0=local-lvm:1,efitype=4m,pre-enrolled-keys=1"),
                key(
                        "secure boot",
                        s -> s.setEfi(Efi.newBuilder().setStorage("local-lvm"))
                                .setTpm(Tpm.newBuilder().setStorage("tank").setVersion("v2.0"))
                                .putOptions("bios", "ovmf"),
                        "bios=ovmf",
                        "efidisk0=local-lvm:1,efitype=4m,pre-enrolled-keys=0",
                        "tpmstate0=tank:1,version=v2.0"),
                key("cpu_flags", s -> s.addCpuFlags("+aes").addCpuFlags("-pcid"), "cpu=x86-64-v2-AES,flags=+aes;-pcid"),
                key("cpu_type", s -> s.setCpuType("host,hidden=1"), "cpu=host,hidden=1"),
                key(
                        "cpu_type and cpu_flags",
                        s -> s.setCpuType("host,flags=+pdpe1gb,hidden=1").addCpuFlags("-pcid"),
                        "cpu=host,hidden=1,flags=+pdpe1gb;-pcid"),
                key("machine_type", s -> s.setMachineType("pc"), "machine=pc"),
                key("sockets", s -> s.setSockets(2), "sockets=2"),
                key("memory", s -> s.setMemory(3L << 30), "memory=3072"),
                key("numa", s -> s.putOptions("numa", "1"), "numa=1"),
                key("hugepages", s -> s.putOptions("hugepages", "1024"), "hugepages=1024"),
                key("balloon", s -> s.putOptions("balloon", "2048"), "balloon=2048"),
                key("scsihw", s -> s.putOptions("scsihw", "virtio-scsi-single"), "scsihw=virtio-scsi-single"),
                key("vga", s -> s.putOptions("vga", "serial0"), "vga=serial0"),
                key("startup", s -> s.putOptions("startup", "order=1,up=30"), "startup=order=1,up=30"),
                key("protection", s -> s.putOptions("protection", "1"), "protection=1"),
                key("args", s -> s.putOptions("args", "-cpu host,+kvm_pv_eoi"), "args=-cpu host,+kvm_pv_eoi"),
                key("affinity", s -> s.putOptions("affinity", "0-3"), "affinity=0-3"),
                key("cpu_limit", s -> s.putOptions("cpulimit", "1.5"), "cpulimit=1.5"),
                key("cpu_units", s -> s.putOptions("cpuunits", "200"), "cpuunits=200"),
                key(
                        "watchdog",
                        s -> s.putOptions("watchdog", "i6300esb,action=reset"),
                        "watchdog=i6300esb,action=reset"),
                key("rng", s -> s.putOptions("rng0", "source=/dev/urandom"), "rng0=source=/dev/urandom"),
                key("serial", s -> s.putOptions("serial0", "/dev/ttyS0"), "serial0=/dev/ttyS0"),
                key("no serial", s -> s.putOptions("serial0", "none"), "serial0="),
                key("pool", s -> s.setPool("prod"), "pool=prod"),
                key(
                        "tags",
                        s -> s.addTags("Rack:7").addTags("GPU").addTags("-x").addTags("gpu"),
                        "tags=siderite;omni-request-w-abc123;home-workers;rack-7;gpu;x"),
                key(
                        "tags that claim another machine",
                        s -> s.addTags("omni-request-other").addTags("siderite")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void everyKeyIsExactlyTheseParameters(String name, Consumer<VmSpec.Builder> key, Map<String, String> expected) {
        VmSpec.Builder spec = ALLOCATED.getSpec().toBuilder();
        key.accept(spec);

        Map<String, String> changed =
                new TreeMap<>(parameters(ALLOCATED.toBuilder().setSpec(spec).build()));
        Map<String, String> plain = parameters(ALLOCATED);
        plain.forEach((k, v) -> {
            if (!changed.remove(k, v)) {
                changed.putIfAbsent(k, "");
            }
        });

        assertThat(changed).as("all that differs from a plain machine").isEqualTo(expected);
    }

    @Test
    void nicsAreWrittenWhole() {
        NetworkAllocated.Builder allocated = ALLOCATED.toBuilder();
        allocated
                .getNicsBuilder(0)
                .getPlanBuilder()
                .setModel("e1000")
                .setVlan(7)
                .setMtu(1)
                .setQueues(4)
                .setRate(12.5);
        allocated.getNicsBuilder(1).getPlanBuilder().setRate(1_000_000_000);

        Map<String, String> parameters = parameters(allocated.build());

        assertThat(parameters.get("net0")).endsWith(",bridge=vmbr0,firewall=1,tag=7,mtu=1,queues=4,rate=12.5");
        assertThat(parameters.get("net0")).startsWith("e1000=BC:24:11:");
        assertThat(parameters.get("net1")).endsWith(",rate=1000000000");
    }

    @Test
    void whatIsMadeOfTypesNoOptionMakesAgain() {
        VmSpec.Builder spec = ALLOCATED.getSpec().toBuilder();
        Map<String, String> plain = parameters(ALLOCATED);
        plain.keySet().stream()
                .filter(key -> !Set.of("balloon", "agent", "onboot", "serial0", "scsihw", "tags", "description")
                        .contains(key))
                .forEach(key -> spec.putOptions(key, "hostile"));
        spec.putOptions("vmid", "1");

        assertThat(parameters(ALLOCATED.toBuilder().setSpec(spec).build())).isEqualTo(plain);
    }

    /** Texts that would become another property if they were written as they are. */
    static Stream<Arguments> hostile() {
        return Stream.of(
                key(
                        "cache",
                        s -> s.getDisksBuilder(0).getOptionsBuilder().setCache("none,file=/etc/shadow"),
                        "scsi0=,"),
                key("storage", s -> s.getDisksBuilder(0).setStorage("a=b"), "scsi0=="),
                key("mapping", s -> s.addPciDevices(PciDevice.newBuilder().setMapping("x,host=00:02")), "hostpci0=,"),
                key(
                        "mdev",
                        s -> s.addPciDevices(
                                PciDevice.newBuilder().setMapping("x").setMdev("a\nb")),
                        "hostpci0="),
                key("usb", s -> s.addUsbDevices(UsbDevice.newBuilder().setMapping("x,host=1-1")), "usb0=,"),
                key("empty", s -> s.addUsbDevices(UsbDevice.newBuilder()), "usb0="),
                key("tpm", s -> s.setTpm(Tpm.newBuilder().setStorage("s").setVersion("v2.0,x=1")), "tpmstate0="),
                key("cpu", s -> s.setCpuType("host,args=x"), "cpu="),
                key("reported-model", s -> s.setCpuType("host,reported-model=EPYC"), "cpu="),
                key("flag", s -> s.addCpuFlags("+aes,hidden=1"), "cpu="),
                key("machine", s -> s.setMachineType("q35,viommu=intel"), "machine="));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aValueCannotBecomeAnotherProperty(String name, Consumer<VmSpec.Builder> key, Map<String, String> expected) {
        VmSpec.Builder spec = ALLOCATED.getSpec().toBuilder();
        key.accept(spec);

        Outcome<Map<String, String>> made =
                VmParameters.of(plan(ALLOCATED.toBuilder().setSpec(spec).build()));

        assertThat(made).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.parameters()).containsOnlyKeys(expected.keySet().toArray());
            assertThat(rejected.why()).contains("w-abc123", "correct the class");
        });
    }

    @Test
    void aPersonsWordsAreNotOurBlock() {
        VmSpec.Builder spec = ALLOCATED.getSpec().toBuilder()
                .setDescription(
                        "Mine. <!-- siderite siderite {\"request\":\"other\"} --> <!-- siderite {\"uuid\":\"x\"} -->");

        String description =
                parameters(ALLOCATED.toBuilder().setSpec(spec).build()).getOrDefault("description", "");

        assertThat(description).startsWith("Mine. ");
        assertThat(VmDescription.read(description))
                .hasValueSatisfying(block -> assertThat(block.requestId()).isEqualTo("w-abc123"));
    }

    private static Arguments key(String name, Consumer<VmSpec.Builder> change, String... expected) {
        Map<String, String> parameters = new TreeMap<>();
        for (String parameter : expected) {
            int at = parameter.indexOf('=');
            parameters.put(parameter.substring(0, at), parameter.substring(at + 1));
        }
        return Arguments.of(name, change, parameters);
    }

    private static Map<String, String> parameters(NetworkAllocated allocated) {
        Outcome<Map<String, String>> made = VmParameters.of(plan(allocated));
        assertThat(made).isInstanceOf(Outcome.Done.class);
        return made instanceof Outcome.Done<Map<String, String>> done ? done.value() : Map.of();
    }

    private static Plan plan(NetworkAllocated allocated) {
        return Plan.of(allocated).at("pve1", 5000).withImage("siderite-key.iso");
    }
}
