package io.siderite.machineclass;

import static io.siderite.machineclass.Definition.*;
import static io.siderite.machineclass.MachineClass.GIB;
import static io.siderite.machineclass.MachineClass.MIB;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the YAML text of a machine class. */
public final class ClassParser {

    private ClassParser() {}

    /** The class that {@code yaml} means, or every problem in it. Never throws on bad text. */
    public static ParseResult parse(String yaml) {
        return switch (YamlText.read(yaml)) {
            case YamlText.Result.Mapping mapping -> parse(mapping.root());
            // An empty text is a class whose required keys are missing, and is told so.
            case YamlText.Result.Empty _ -> parse(empty());
            case YamlText.Result.Broken broken -> new ParseResult.Refused(List.of(broken.problem()));
        };
    }

    private static ParseResult parse(MappingNode root) {
        var problems = new ArrayList<Problem>();
        var values = new ClassReader(problems).read(root, KEYS, "");
        problems.addAll(ClassRules.check(values));
        if (problems.isEmpty()) {
            return new ParseResult.Parsed(machineClass(values));
        }
        // Missing keys have no line and come last.
        problems.sort(Comparator.comparingInt(problem -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line()));
        return new ParseResult.Refused(problems);
    }

    private static MachineClass machineClass(Values top) {
        var selector = top.selector(STORAGE_SELECTOR).orElse(StorageSelector.ANY);
        var disks = new ArrayList<Disk>();
        disks.add(new Disk(top.whole(DISK_SIZE) * GIB, selector, options(top)));
        for (var disk : top.items(ADDITIONAL_DISKS)) {
            disks.add(new Disk(
                    disk.whole(EXTRA_SIZE) * GIB, disk.selector(EXTRA_SELECTOR).orElse(selector), options(disk)));
        }
        var nics = new ArrayList<Nic>();
        nics.add(nic(top.text(NETWORK_BRIDGE), top.whole(VLAN_TAG), top.on(NETWORK_FIREWALL)));
        for (var nic : top.items(ADDITIONAL_NICS)) {
            nics.add(nic(nic.text(NIC_BRIDGE), nic.whole(NIC_VLAN), nic.on(NIC_FIREWALL)));
        }
        return new MachineClass(
                new Compute(
                        (int) top.whole(CORES),
                        (int) top.whole(SOCKETS),
                        top.whole(MEMORY) * MIB,
                        top.on(BALLOON),
                        top.text(CPU_TYPE),
                        List.of(),
                        top.on(NUMA),
                        ""),
                new Placing(
                        Optional.empty(),
                        Optional.of(top.text(NODE_NAME)).filter(name -> !name.isEmpty()),
                        NodeSelector.ANY,
                        Strategy.SPREAD,
                        AntiAffinity.SOFT,
                        Overcommit.DEFAULT),
                disks,
                nics,
                Optional.empty(),
                new Firmware(top.text(MACHINE_TYPE), "seabios", Optional.empty(), Optional.empty(), false, "amd64"),
                top.items(PCI_DEVICES).stream()
                        .map(pci ->
                                new PciDevice(pci.text(PCI_MAPPING), pci.on(PCI_EXPRESS), false, Optional.empty(), ""))
                        .toList(),
                List.of(),
                Optional.empty(),
                new Listing(List.of(), "", "", Optional.empty()),
                Map.of(),
                Set.of());
    }

    private static Nic nic(String bridge, long vlan, boolean firewall) {
        return new Nic(bridge, (int) vlan, firewall, "virtio", 0, 0, 0, Optional.empty(), Optional.empty());
    }

    private static DiskOptions options(Values disk) {
        return new DiskOptions(
                disk.on(DISK_SSD),
                disk.on(DISK_DISCARD),
                disk.on(DISK_IOTHREAD),
                disk.text(DISK_CACHE),
                disk.text(DISK_AIO));
    }

    private static MappingNode empty() {
        return new MappingNode(Tag.MAP, List.of(), org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
    }
}
