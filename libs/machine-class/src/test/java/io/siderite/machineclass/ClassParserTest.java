package io.siderite.machineclass;

import static io.siderite.machineclass.MachineClass.GIB;
import static io.siderite.machineclass.MachineClass.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.MachineClass.AntiAffinity;
import io.siderite.machineclass.MachineClass.Compute;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.DiskOptions;
import io.siderite.machineclass.MachineClass.Firmware;
import io.siderite.machineclass.MachineClass.Listing;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.MachineClass.Overcommit;
import io.siderite.machineclass.MachineClass.PciDevice;
import io.siderite.machineclass.MachineClass.Placing;
import io.siderite.machineclass.MachineClass.Strategy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassParserTest {

    private static final String SMALL = "cores: 2\nmemory: 4096\ndisk_size: 20\n";

    @Test
    void theSmallestClassGetsEveryDefault() {
        assertThat(parsed(SMALL))
                .isEqualTo(new MachineClass(
                        new Compute(2, 1, 4096 * MIB, false, "x86-64-v2-AES", List.of(), false, ""),
                        new Placing(
                                Optional.empty(),
                                Optional.empty(),
                                NodeSelector.ANY,
                                Strategy.SPREAD,
                                AntiAffinity.SOFT,
                                Overcommit.DEFAULT),
                        List.of(new Disk(20 * GIB, StorageSelector.ANY, new DiskOptions(false, false, false, "", ""))),
                        List.of(nic("vmbr0", 0, true)),
                        Optional.empty(),
                        new Firmware("i440fx", "seabios", Optional.empty(), Optional.empty(), false, "amd64"),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        new Listing(List.of(), "", "", Optional.empty()),
                        Map.of("scsihw", "virtio-scsi-pci", "serial0", "socket"),
                        Set.of()));
    }

    @Test
    void aClassWithAllThatAGpuWorkerNeeds() {
        var machine = parsed("""
                ---
                cores: 24
                sockets: 2
                memory: 480000   # MiB
                disk_size: 450
                node: pve-3
                network_bridge: vmbr0
                vlan: 30
                network_firewall: false
                storage_selector: name == "tank" && availableSpace > 500000000000u
                disk_ssd: true
                disk_discard: true
                disk_iothread: true
                disk_cache: none
                disk_aio: io_uring
                cpu_type: host
                machine_type: q35
                numa: true
                balloon: true
                pci_devices:
                  - mapping: gpu-a
                    pcie: true
                  - mapping: gpu-b
                additional_disks:
                  - disk_size: 1000
                    storage_selector: storageType == "zfspool"
                    disk_cache: writeback
                  - disk_size: 10
                additional_nics:
                  - bridge: vmbr1
                    vlan: 100
                    firewall: true
                """);

        var selector = selector("name == \"tank\" && availableSpace > 500000000000u");
        assertThat(machine.compute().cpus()).isEqualTo(48);
        assertThat(machine.compute().memory()).isEqualTo(480_000 * MIB);
        assertThat(machine.placing().node()).contains("pve-3");
        assertThat(machine.disks())
                .containsExactly(
                        new Disk(450 * GIB, selector, new DiskOptions(true, true, true, "none", "io_uring")),
                        new Disk(
                                1000 * GIB,
                                selector("storageType == \"zfspool\""),
                                new DiskOptions(false, false, false, "writeback", "")),
                        new Disk(10 * GIB, selector, new DiskOptions(false, false, false, "", "")));
        assertThat(machine.nics()).containsExactly(nic("vmbr0", 30, false), nic("vmbr1", 100, true));
        assertThat(machine.pciDevices())
                .containsExactly(
                        new PciDevice("gpu-a", true, false, Optional.empty(), ""),
                        new PciDevice("gpu-b", false, false, Optional.empty(), ""));
        assertThat(machine.compute().cpuType()).isEqualTo("host");
        assertThat(machine.firmware().machineType()).isEqualTo("q35");
        assertThat(machine.compute().numa()).isTrue();
        assertThat(machine.compute().balloon()).isTrue();
    }

    @Test
    void everyProblemIsReportedAtOnceInTheOrderOfTheText() {
        var problems = refused("""
                cores: 0
                memmory: 4096
                disk_size: 20G
                machine_type: q36
                additional_disks:
                  - disk_size: zero
                    disk_chache: none
                  - storage_selector: nam == "a"
                pci_devices:
                  - mapping: gpu
                    pcie: true
                """);

        assertThat(problems)
                .extracting(Problem::path)
                .containsExactly(
                        "cores",
                        "memmory",
                        "disk_size",
                        "machine_type",
                        "additional_disks[0].disk_size",
                        "additional_disks[0].disk_chache",
                        "additional_disks[1].storage_selector",
                        "additional_disks[1].disk_size");
        assertThat(problems)
                .extracting(Problem::instead)
                .containsExactly(
                        "write 1 or more",
                        "write memory",
                        "write 20, without quotes or unit",
                        "write q35",
                        "write a plain whole number, such as 20",
                        "write disk_cache",
                        "write name",
                        "add it: disk_size: 20");
    }

    @Test
    void aProblemReadsAsOneSentence() {
        assertThat(refused("cores: 2\nmemory: 16 GB\ndisk_size: 20"))
                .singleElement()
                .hasToString("memory (line 2): expected a whole number of MiB from 1024 to 4178944, found \"16 GB\";"
                        + " write 16384, without quotes or unit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cores: '4'            | write 4, without quotes or unit",
                "cores: 4.0            | write 4, a plain whole number",
                "cores: 0x10           | write a plain whole number, such as 2",
                "cores: 010            | write 10, a plain whole number",
                "cores: 1_0            | write a plain whole number, such as 2",
                "cores: 2000           | write 1024 or less",
                "cores: 99999999999999999999 | write 1024 or less",
                "cores:                | give it a value, such as 2",
                "vlan:                 | give it a value, such as 2, or remove the line",
                "cores: [4]            | write a single value: 2",
                "vlan: 4095            | write 4094 or less",
                "numa: yes             | write true",
                "numa: 'false'         | write false",
                "disk_ssd: 2           | write true or false",
                "disk_cache: Writeback | write writeback",
                "disk_cache: fast      | write one of them",
                "node: 12              | put it in quotes: \"12\"",
                "node: a b             | write it like pve1",
                "network_bridge: 'a,firewall=0' | write it like vmbr0",
                "storage_selector: true| put it in quotes: \"true\"",
                "pci_devices: {mapping: a} | write a list: a line \"- mapping: …\" under pci_devices:",
                "memory: 16            | write 16384 for 16 GiB: the unit is MiB",
                "additional_nics: [vmbr1]  | write bridge: vmbr1",
                "tagz: 1               | write tags",
                "colour: 1             | remove it; docs/machine-class.md lists every key",
                "netwrok_bridge: vmbr0 | write network_bridge",
                "hugepages: 1G         | write 1GB",
                "hugepages: 2          | write 2MB",
                "bios: UEFI            | write ovmf",
                "<<: {numa: true}      | write the keys themselves",
            })
    void aWrongValueComesWithWhatToWrite(String line, String instead) {
        var key = line.substring(0, line.indexOf(':'));
        var rest = SMALL.lines().filter(l -> !l.startsWith(key + ":")).reduce("", (a, b) -> a + b + "\n");
        assertThat(refused(line + "\n" + rest)).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.instead()).startsWith(instead);
        });
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThat(refused(SMALL + "cores: 4\n"))
                .singleElement()
                .hasToString("cores (line 4): expected each key once, found a second cores; remove one of the two");
    }

    @Test
    void whatProxmoxWouldRefuseOnlyAtStartIsRefusedHere() {
        assertThat(refused(SMALL + "pci_devices:\n  - {mapping: gpu, pcie: true}\n"))
                .extracting(Problem::instead)
                .containsExactly("write machine_type: q35, or pcie: false");
        assertThat(refused(SMALL + "disk_aio: native\ndisk_cache: writeback\n"))
                .extracting(Problem::instead)
                .containsExactly("write io_uring, or disk_cache: none");
    }

    @Test
    void anEmptyClassSaysWhatIsNeeded() {
        assertThat(refused("# nothing\n")).extracting(Problem::path).containsExactly("cores", "memory", "disk_size");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- cores: 4",
                "cores",
                "cores: 4\n\tmemory: 1",
                "cores: 4\n---\ncores: 5",
                "cores: !!java.net.URL [x",
                "storage_selector: \"name",
                "a: &a [*a, *a",
                "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                "a: \u0000",
            })
    void textThatIsNotAMappingIsOneProblem(String text) {
        assertThat(refused(text)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEmpty();
            assertThat(problem.instead()).isNotBlank();
        });
    }

    @Test
    void oneTextIsReadOnce() {
        assertThat(ClassParser.parse(SMALL + "numa: true\n")).isSameAs(ClassParser.parse(SMALL + "numa: true\n"));
    }

    @Test
    void optionsAreSpelledAsProxmoxSpellsThem() {
        var machine = parsed(SMALL + """
                numa: true
                hugepages: 1GB
                affinity: 0-3,8
                args: -cpu host,+vmx
                serial: /dev/ttyS0
                vga: virtio,memory=64
                scsihw: virtio-scsi-single
                startup: order=1,up=30
                protection: true
                cpu_limit: 1.50
                cpu_units: 200
                watchdog: model=i6300esb,action=reset
                rng: source=/dev/urandom,max_bytes=1024,period=1000
                bios: ovmf
                """);
        assertThat(machine.options())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("hugepages", "1024"),
                        Map.entry("affinity", "0-3,8"),
                        Map.entry("args", "-cpu host,+vmx"),
                        Map.entry("serial0", "/dev/ttyS0"),
                        Map.entry("vga", "virtio,memory=64"),
                        Map.entry("scsihw", "virtio-scsi-single"),
                        Map.entry("startup", "order=1,up=30"),
                        Map.entry("protection", "1"),
                        Map.entry("cpulimit", "1.5"),
                        Map.entry("cpuunits", "200"),
                        Map.entry("watchdog", "model=i6300esb,action=reset"),
                        Map.entry("rng0", "source=/dev/urandom,max_bytes=1024,period=1000"),
                        Map.entry("bios", "ovmf")));
        assertThat(machine.rootOnly()).containsExactlyInAnyOrder("hugepages", "affinity", "args", "serial");
        assertThat(machine.compute().hugepages()).isEqualTo("1024");
        assertThat(machine.firmware().efi()).contains(new MachineClass.Efi(false, Optional.empty()));
        assertThat(parsed(SMALL + "serial: none\n").options()).containsEntry("serial0", "none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.168.10.0/24 | 192.168.10.100 |                | 192.168.10.254",
                "192.168.10.0/24 | 192.168.10.100 | 192.168.10.254 | 192.168.10.253",
                "192.168.10.0/24 | 192.168.10.100 | 192.168.10.1   | 192.168.10.254",
                "10.0.0.0/31     | 10.0.0.0       |                | 10.0.0.1",
                "10.0.0.7/32     | 10.0.0.7       |                | 10.0.0.7",
                "2001:db8:0::/64 | 2001:DB8::10   | 2001:db8::ffff | 2001:db8::fffe",
                "2001:db8::/126  | 2001:db8::1    |                | 2001:db8::3",
            })
    void aRangeWithoutVmidsGoesToTheGatewayOrTheEnd(
            String subnet, String first, @Nullable String gateway, String last) {
        var yaml = SMALL + "network_subnet: " + subnet + "\nnetwork_base_ip: " + first + "\n"
                + (gateway == null ? "" : "network_gateway: " + gateway + "\n");
        assertThat(parsed(yaml).addressing())
                .get()
                .extracting(MachineClass.StaticAddressing::last)
                .isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "machine_type: pc",
                "hugepages: '2'\nnuma: true",
                "placement_strategy: round-robin",
                "ha: {state: enabled}",
                "cpu_flags: ['+aes;-pcid', +ssbd]",
                "cpu_flags: [+md-clear, +spec-ctrl, +ibpb, +virt-ssbd, +amd-ssbd, +amd-no-ssb, +pdpe1gb, +hv-tlbflush]",
                "cpu_flags: [-hv-evmcs, -nested-virt]",
                "cpu_type: custom-mine,hidden=1,hv-vendor-id=proxmox,flags=+aes;-pcid",
                "cpu_type: max,phys-bits=host,guest-phys-bits=40,level=30",
                "cpu_type: host,phys-bits=64",
                "startup: '3'",
                "watchdog: ib700",
                "vga: none",
                "pci_devices: [{mapping: gpu-pool}, {mapping: gpu-pool}]",
                "network_subnet: fd00::/64\nnetwork_ip: fd00::21\nnetwork_gateway: fd00::1\nnetwork_mtu: 1280",
                "secure_boot: true\npci_devices: [{mapping: gpu, pcie: true}]",
            })
    void whatIsRightInItsOwnWay(String yaml) {
        parsed(SMALL + yaml + "\n");
    }

    @Test
    void sizeAndAliasesAreBounded() {
        assertThat(refused("# " + "x".repeat(70_000))).hasSize(1);
        var bomb = new StringBuilder("a: &a [1]\n");
        for (char c = 'b'; c <= 'f'; c++) {
            bomb.append("%c: &%c [*%c,*%c,*%c,*%c]\n".formatted(c, c, c - 1, c - 1, c - 1, c - 1));
        }
        assertThat(refused(bomb.toString()))
                .singleElement()
                .extracting(Problem::path)
                .isEqualTo("");
    }

    static MachineClass parsed(String yaml) {
        return switch (ClassParser.parse(yaml)) {
            case ParseResult.Parsed parsed -> parsed.machineClass();
            case ParseResult.Refused refused ->
                throw new AssertionError(refused.problems().toString());
        };
    }

    private static List<Problem> refused(String yaml) {
        return switch (ClassParser.parse(yaml)) {
            case ParseResult.Parsed parsed -> throw new AssertionError(parsed.toString());
            case ParseResult.Refused refused -> refused.problems();
        };
    }

    private static StorageSelector selector(String text) {
        return switch (StorageSelector.compile(text)) {
            case SelectorResult.Compiled<StorageSelector> compiled -> compiled.selector();
            case SelectorResult.Refused<StorageSelector> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static Nic nic(String bridge, int vlan, boolean firewall) {
        return new Nic(bridge, vlan, firewall, "virtio", 0, 0, 0, Optional.empty(), Optional.empty());
    }
}
