package io.siderite.machineclass;

import static io.siderite.machineclass.Definition.*;
import static io.siderite.machineclass.MachineClass.GIB;
import static io.siderite.machineclass.MachineClass.MIB;

import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.DiskOptions;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.MachineClass.PciDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
        nics.add(new Nic(top.text(NETWORK_BRIDGE), (int) top.whole(VLAN_TAG), top.on(NETWORK_FIREWALL)));
        for (var nic : top.items(ADDITIONAL_NICS)) {
            nics.add(new Nic(nic.text(NIC_BRIDGE), (int) nic.whole(NIC_VLAN), nic.on(NIC_FIREWALL)));
        }
        return new MachineClass(
                (int) top.whole(CORES),
                (int) top.whole(SOCKETS),
                top.whole(MEMORY) * MIB,
                Optional.of(top.text(NODE_NAME)).filter(name -> !name.isEmpty()),
                disks,
                nics,
                top.text(CPU_TYPE),
                top.text(MACHINE_TYPE),
                top.on(NUMA),
                top.on(BALLOON),
                top.items(PCI_DEVICES).stream()
                        .map(pci -> new PciDevice(pci.text(PCI_MAPPING), pci.on(PCI_EXPRESS)))
                        .toList());
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
