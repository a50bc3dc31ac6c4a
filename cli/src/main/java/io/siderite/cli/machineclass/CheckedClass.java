package io.siderite.cli.machineclass;

import static io.siderite.machineclass.MachineClass.GIB;
import static io.siderite.machineclass.MachineClass.MIB;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.StorageSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of checking one class.
 *
 * @param name its id in Omni; empty for provider data alone
 * @param result lines of its problems are the file's where they are known, else 0
 */
record CheckedClass(String file, String name, ParseResult result) {

    boolean isRight() {
        return result instanceof ParseResult.Parsed;
    }

    /** As it is printed: one line when all is well, else one for each problem. */
    List<String> lines() {
        String where = name.isEmpty() ? file : file + ", " + name;
        return switch (result) {
            case ParseResult.Parsed parsed -> List.of("ok: " + where + ": " + summary(parsed.machineClass()));
            case ParseResult.Refused refused ->
                refused.problems().stream()
                        .map(problem -> where + ": " + problem.text())
                        .toList();
        };
    }

    private static String summary(MachineClass machine) {
        List<String> parts = new ArrayList<>();
        parts.add(machine.compute().cpus() + " vCPU");
        parts.add(machine.compute().memory() / MIB + " MiB");
        machine.disks().forEach(disk -> parts.add("disk " + disk(disk)));
        parts.add("on " + machine.nics().stream().map(CheckedClass::nic).collect(Collectors.joining(" and ")));
        machine.pciDevices().forEach(device -> parts.add("PCI " + device.mapping()));
        machine.placing().node().ifPresent(node -> parts.add("node " + node));
        return String.join(", ", parts);
    }

    private static String disk(Disk disk) {
        String size = disk.size() / GIB + " GiB";
        return disk.selector().equals(StorageSelector.ANY)
                ? size
                : size + " where " + disk.selector().text();
    }

    private static String nic(Nic nic) {
        return nic.vlan() == 0 ? nic.bridge() : nic.bridge() + " VLAN " + nic.vlan();
    }
}
