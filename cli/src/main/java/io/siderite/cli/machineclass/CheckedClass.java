package io.siderite.cli.machineclass;

import static io.siderite.machineclass.MachineClass.GIB;
import static io.siderite.machineclass.MachineClass.MIB;

import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.MachineClass.Disk;
import io.siderite.machineclass.MachineClass.Nic;
import io.siderite.machineclass.NodeSelector;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.StorageSelector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
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
        return switch (result) {
            case ParseResult.Parsed _ -> List.of(line("ok"));
            case ParseResult.Refused refused ->
                refused.problems().stream()
                        .map(problem -> where() + ": " + problem.text())
                        .toList();
        };
    }

    /** The one line of a class that is right. */
    String line(String judgement) {
        return judgement + ": " + where() + ": " + summary();
    }

    /** What its machines are called: its id, else the file's name. */
    String label() {
        String bare = String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.ya?ml$", "");
        return name.isEmpty() ? bare : name;
    }

    private String where() {
        return name.isEmpty() ? file : file + ", " + name;
    }

    /** What the class means, in one line; empty where it is wrong. */
    String summary() {
        return switch (result) {
            case ParseResult.Parsed parsed -> summary(parsed.machineClass());
            case ParseResult.Refused _ -> "";
        };
    }

    private static String summary(MachineClass machine) {
        List<String> parts = new ArrayList<>();
        parts.add(machine.compute().cpus() + " vCPU");
        parts.add(machine.compute().memory() / MIB + " MiB");
        machine.disks().forEach(disk -> parts.add("disk " + disk(disk)));
        parts.add("on " + machine.nics().stream().map(CheckedClass::nic).collect(Collectors.joining(" and ")));
        machine.pciDevices().forEach(device -> parts.add("PCI " + device.mapping()));
        machine.usbDevices().forEach(device -> parts.add("USB " + device.mapping()));
        machine.addressing().ifPresent(address -> parts.add("addresses " + range(address.first(), address.last())));
        if (machine.firmware().secureBoot()) {
            parts.add("secure boot");
        }
        if (!machine.firmware().talosArch().equals("amd64")) {
            parts.add(machine.firmware().talosArch());
        }
        machine.ha().ifPresent(ha -> parts.add("HA"));
        machine.placing().cluster().ifPresent(cluster -> parts.add("cluster " + cluster));
        machine.placing().node().ifPresent(node -> parts.add("node " + node));
        if (!machine.placing().nodeSelector().equals(NodeSelector.ANY)) {
            parts.add("nodes where " + machine.placing().nodeSelector().text());
        }
        if (!machine.rootOnly().isEmpty()) {
            parts.add("needs root@pam for " + String.join(", ", new TreeSet<>(machine.rootOnly())));
        }
        return String.join(", ", parts);
    }

    private static String disk(Disk disk) {
        String size = disk.size() / GIB + " GiB";
        return disk.selector().equals(StorageSelector.ANY)
                ? size
                : size + " where " + disk.selector().text();
    }

    private static String nic(Nic nic) {
        String at = nic.network()
                .filter(network -> nic.bridge().isEmpty())
                .map(network -> "network " + network)
                .orElse(nic.bridge());
        return nic.vlan() == 0 ? at : at + " VLAN " + nic.vlan();
    }

    private static String range(String first, String last) {
        return first.equals(last) ? first : first + " to " + last;
    }
}
