package io.siderite.machineclass;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the YAML text of a machine class. */
public final class ClassParser {

    private static final int CACHED = 256;
    private static final BoundedCache<ParseResult> RESULTS = new BoundedCache<>(CACHED, ClassParser::read);

    private ClassParser() {}

    /** The class that {@code yaml} means, or every problem in it. Never throws on bad text; the last results are kept. */
    public static ParseResult parse(String yaml) {
        // A text over the bound is not worth its place in memory.
        return yaml.length() > YamlText.MAX_SIZE ? read(yaml) : RESULTS.get(yaml);
    }

    private static ParseResult read(String yaml) {
        return switch (YamlText.read(yaml)) {
            case YamlText.Result.Mapping mapping -> read(mapping.root());
            // An empty text is a class whose required keys are missing, and is told so.
            case YamlText.Result.Empty _ -> read(new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK));
            case YamlText.Result.Broken broken -> new ParseResult.Refused(List.of(broken.problem()));
        };
    }

    private static ParseResult read(MappingNode root) {
        var problems = new ArrayList<Problem>();
        var values = new ClassReader(problems).read(root, Definition.KEYS, "");
        ClassRules.check(values, problems);
        if (problems.isEmpty()) {
            return new ParseResult.Parsed(machineClass(values));
        }
        // Missing keys have no line and come last.
        problems.sort(Comparator.comparingInt(problem -> problem.line() == 0 ? Integer.MAX_VALUE : problem.line()));
        return new ParseResult.Refused(problems);
    }

    private static MachineClass machineClass(Values top) {
        var disks = DiskKeys.read(top);
        var firmware = FirmwareKeys.read(top);
        var options = options(top);
        options.put("scsihw", DiskKeys.controller(top, disks));
        if (firmware.bios().equals("ovmf")) {
            options.put("bios", "ovmf");
        }
        // That it wants none is said, too: who makes the VM gives it one otherwise.
        options.put("serial0", top.text(DeviceKeys.SERIAL));
        return new MachineClass(
                ComputeKeys.read(top),
                PlacingKeys.read(top),
                disks,
                NetworkKeys.read(top),
                Addressing.read(top),
                firmware,
                DeviceKeys.pci(top),
                DeviceKeys.usb(top),
                HaKeys.read(top),
                ListingKeys.read(top),
                options,
                rootOnly(top));
    }

    private static Map<String, String> options(Values top) {
        var options = new HashMap<String, String>();
        for (var key : Definition.KEYS) {
            if (!key.option().isEmpty()) {
                top.value(key).ifPresent(value -> options.put(key.option(), spelled(value)));
            }
        }
        return options;
    }

    /** As Proxmox spells a value. */
    private static String spelled(Object value) {
        return switch (value) {
            case Boolean on -> on ? "1" : "0";
            case Double number -> Type.Real.plain(number);
            default -> value.toString();
        };
    }

    private static Set<String> rootOnly(Values top) {
        var names = new HashSet<String>();
        for (var key : Definition.KEYS) {
            top.value(key).filter(key.rootOnly()).ifPresent(_ -> names.add(key.name()));
        }
        return names;
    }
}
