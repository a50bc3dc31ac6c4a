package io.siderite.cli.machineclass;

import io.siderite.cli.machineclass.Trial.Change;
import io.siderite.cli.machineclass.Trial.Machine;
import io.siderite.cli.machineclass.Trial.NodeFill;
import io.siderite.cli.machineclass.Trial.StorageFill;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found out of a class as an object of JSON. Sizes are bytes. */
final class ClassJson {

    private ClassJson() {}

    /** As it was checked alone. */
    static Map<String, Object> of(CheckedClass checked) {
        List<Problem> problems = switch (checked.result()) {
            case ParseResult.Parsed _ -> List.of();
            case ParseResult.Refused refused -> refused.problems();
        };
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", checked.file());
        fields.put("class", checked.name());
        fields.put("ok", checked.isRight());
        fields.put("problems", problems);
        fields.put("summary", checked.summary());
        return fields;
    }

    /** With what came of placing its machines. */
    static Map<String, Object> of(CheckedClass checked, Trial trial) {
        Map<String, Object> fields = of(checked);
        fields.put("asked", trial.asked());
        fields.put("fits", trial.fits());
        fields.put(
                "placements", trial.machines().stream().map(ClassJson::machine).toList());
        Map<String, Object> fill = new LinkedHashMap<>();
        fill.put("nodes", trial.nodes().stream().map(ClassJson::node).toList());
        fill.put("storages", trial.storages().stream().map(ClassJson::storage).toList());
        fields.put("fill", fill);
        fields.put("why", trial.why());
        return fields;
    }

    private static Map<String, Object> machine(Machine machine) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("machine", machine.name());
        fields.put("cluster", machine.place().cluster());
        fields.put("node", machine.place().node());
        fields.put("disks", machine.disks());
        fields.put("firmware", machine.firmware());
        fields.put("iso", machine.iso());
        fields.put("reasons", machine.reasons());
        return fields;
    }

    private static Map<String, Object> node(NodeFill fill) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cluster", fill.place().cluster());
        fields.put("node", fill.place().node());
        fields.put("memory", change(fill.memory()));
        fields.put("cpus", change(fill.cpus()));
        return fields;
    }

    private static Map<String, Object> storage(StorageFill fill) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cluster", fill.cluster());
        fields.put("node", fill.node());
        fields.put("storage", fill.storage());
        fields.putAll(change(fill.bytes()));
        return fields;
    }

    private static Map<String, Object> change(Change change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("before", change.before());
        fields.put("after", change.after());
        fields.put("of", change.of());
        return fields;
    }
}
