package io.siderite.cli.machineclass;

import io.siderite.cli.machineclass.Trial.Change;
import io.siderite.cli.machineclass.Trial.Machine;
import io.siderite.cli.machineclass.Trial.NodeFill;
import io.siderite.cli.machineclass.Trial.StorageFill;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A trial as people read it: below the line of its class. */
final class TrialText {

    /** So many machines have a line each; more are counted by place. */
    private static final int EACH = 8;

    private TrialText() {}

    /** The lines, indented. */
    static List<String> lines(Trial trial) {
        List<String> lines = new ArrayList<>();
        table(trial.fits() <= EACH ? each(trial) : counted(trial), "  ", lines);
        table(fills(trial), "    ", lines);
        if (!trial.allFit()) {
            shortage(trial).ifPresent(line -> lines.add("  " + line));
            trial.why().forEach(reason -> lines.add("    " + reason.replace("\n", "\n      ")));
        }
        return lines;
    }

    /** Of one machine alone, the line of its class says it. */
    private static Optional<String> shortage(Trial trial) {
        if (trial.asked() == 1) {
            return Optional.empty();
        }
        return Optional.of(
                trial.fits() == 0
                        ? "none of %d fits:".formatted(trial.asked())
                        : "%d of %d fit; the next has no place:".formatted(trial.fits(), trial.asked()));
    }

    private static List<List<String>> each(Trial trial) {
        return trial.machines().stream()
                .map(machine -> List.of(machine.name(), machine.place().toString(), storages(machine)))
                .toList();
    }

    private static List<List<String>> counted(Trial trial) {
        Map<List<String>, Integer> counts =
                new TreeMap<>((a, b) -> String.join("\0", a).compareTo(String.join("\0", b)));
        trial.machines()
                .forEach(machine ->
                        counts.merge(List.of(machine.place().toString(), storages(machine)), 1, Integer::sum));
        List<List<String>> rows = new ArrayList<>();
        counts.forEach((place, count) -> rows.add(
                List.of("%d machine%s".formatted(count, count == 1 ? "" : "s"), place.getFirst(), place.getLast())));
        return rows;
    }

    private static String storages(Machine machine) {
        List<String> disks = machine.disks();
        boolean together = new HashSet<>(disks).size() == 1;
        return (disks.size() == 1 ? "disk on " : together ? disks.size() + " disks on " : "disks on ")
                + (together ? disks.getFirst() : String.join(", ", disks))
                + (machine.firmware().isEmpty() ? "" : ", firmware on " + machine.firmware())
                + ", ISO on " + machine.iso();
    }

    /** By node: its memory, its CPUs, its storages; then what nodes share. */
    private static List<List<String>> fills(Trial trial) {
        Map<String, List<List<String>>> byPlace = new LinkedHashMap<>();
        for (NodeFill fill : trial.nodes()) {
            List<List<String>> rows = byPlace.computeIfAbsent(fill.place().toString(), _ -> new ArrayList<>());
            rows.add(List.of("memory", gib(fill.memory())));
            rows.add(List.of("CPUs", change(fill.cpus(), 1, "")));
        }
        for (StorageFill fill : trial.storages()) {
            String place = fill.node().isEmpty() ? fill.cluster() : fill.cluster() + "/" + fill.node();
            byPlace.computeIfAbsent(place, _ -> new ArrayList<>()).add(List.of(fill.storage(), gib(fill.bytes())));
        }
        List<List<String>> rows = new ArrayList<>();
        byPlace.forEach((place, values) -> {
            for (int i = 0; i < values.size(); i++) {
                List<String> value = values.get(i);
                rows.add(List.of(i == 0 ? place : "", value.getFirst(), value.getLast()));
            }
        });
        return rows;
    }

    private static String gib(Change bytes) {
        return change(bytes, 1L << 30, " GiB");
    }

    private static String change(Change change, long unit, String name) {
        return "%s -> %s of %s%s (%s -> %s)"
                .formatted(
                        number(change.before(), unit),
                        number(change.after(), unit),
                        number(change.of(), unit),
                        name,
                        percent(change.before(), change.of()),
                        percent(change.after(), change.of()));
    }

    private static String number(long value, long unit) {
        return String.format(Locale.ROOT, "%.1f", value / (double) unit).replaceFirst("\\.0$", "");
    }

    private static String percent(long part, long of) {
        return of == 0 ? "? %" : Math.round(100.0 * part / of) + " %";
    }

    private static void table(List<List<String>> rows, String indent, List<String> lines) {
        int first = width(rows, 0);
        int second = width(rows, 1);
        rows.forEach(row ->
                lines.add(indent + padded(row.get(0), first) + "  " + padded(row.get(1), second) + "  " + row.get(2)));
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
