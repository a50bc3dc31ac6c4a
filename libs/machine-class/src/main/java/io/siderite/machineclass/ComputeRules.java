package io.siderite.machineclass;

import static io.siderite.machineclass.ComputeKeys.CPU_FLAGS;
import static io.siderite.machineclass.ComputeKeys.CPU_TYPE;
import static io.siderite.machineclass.ComputeKeys.HUGEPAGES;
import static io.siderite.machineclass.ComputeKeys.MEMORY;
import static io.siderite.machineclass.ComputeKeys.NUMA;
import static io.siderite.machineclass.ComputeKeys.SOCKETS;

import java.util.HashSet;
import java.util.List;

/** What must hold between the keys of CPU and memory. */
final class ComputeRules {

    static final List<Rule> RULES = List.of(
            new Rule("`hugepages` needs `numa: true`.", ComputeRules::numa),
            new Rule(
                    "With `hugepages` the memory of each socket is a whole number of pages: of 1024 MiB for `1GB`, else of 2.",
                    ComputeRules::pages),
            new Rule("A flag in `cpu_flags` stands there once, and not in `cpu_type` too.", ComputeRules::flags));

    private ComputeRules() {}

    private static void numa(Values top, List<Problem> problems) {
        if (top.sound(HUGEPAGES, NUMA) && top.has(HUGEPAGES) && !top.on(NUMA)) {
            problems.add(new Problem(
                    "hugepages",
                    top.line(HUGEPAGES),
                    "numa: true beside it",
                    top.has(NUMA) ? "numa: false" : "no numa",
                    "write numa: true, or remove hugepages"));
        }
    }

    private static void pages(Values top, List<Problem> problems) {
        if (!top.sound(HUGEPAGES, MEMORY, SOCKETS) || !top.has(HUGEPAGES) || !top.has(MEMORY)) {
            return;
        }
        long sockets = top.whole(SOCKETS);
        long multiple = (top.text(HUGEPAGES).equals("1024") ? 1024 : 2) * sockets;
        long memory = top.whole(MEMORY);
        if (memory % multiple != 0) {
            problems.add(new Problem(
                    "memory",
                    top.line(MEMORY),
                    "whole huge pages for each socket, a multiple of %d MiB".formatted(multiple),
                    memory + " MiB on " + sockets + (sockets == 1 ? " socket" : " sockets"),
                    "write " + (memory / multiple + 1) * multiple));
        }
    }

    private static void flags(Values top, List<Problem> problems) {
        if (!top.sound(CPU_FLAGS, CPU_TYPE)) {
            return;
        }
        var seen = new HashSet<String>();
        for (var flag : ComputeKeys.flags(top)) {
            if (!seen.add(flag.substring(1))) {
                problems.add(new Problem(
                        "cpu_flags",
                        top.line(CPU_FLAGS),
                        "each flag once",
                        flag.substring(1) + " twice",
                        "keep +" + flag.substring(1) + " or -" + flag.substring(1)));
            }
        }
        if (!seen.isEmpty() && top.text(CPU_TYPE).contains("flags=")) {
            problems.add(new Problem(
                    "cpu_flags",
                    top.line(CPU_FLAGS),
                    "flags in one place",
                    "cpu_type: " + top.text(CPU_TYPE),
                    "move the flags of cpu_type here"));
        }
    }
}
