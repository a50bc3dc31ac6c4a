package io.siderite.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Shows where each machine is on the road: on a terminal one line a machine, drawn over again; elsewhere a line whenever
 * something changes.
 */
final class View {

    private static final int WIDTH = 110;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private final long start;
    private final Map<String, String> shown = new HashMap<>();
    private final Map<String, Long> arrived = new HashMap<>();
    private int drawn;

    View(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /** Says something once, above the machines. */
    void say(String line) {
        erase();
        out.printf(Locale.ROOT, "[%5.1f s] %s%n", elapsed(), line);
        out.flush();
    }

    /** Shows the machines as they are now. */
    void show(List<Machine> machines) {
        if (terminal) {
            erase();
            machines.forEach(m -> out.println(line(m)));
            drawn = machines.size();
        } else {
            for (Machine machine : machines) {
                String now = machine.where() + " " + machine.place();
                if (!now.equals(shown.put(machine.request(), now))) {
                    out.printf(
                            Locale.ROOT,
                            "[%5.1f s] %-32s %s  %s%n",
                            elapsed(),
                            machine.request(),
                            machine.where(),
                            machine.place());
                }
            }
        }
        out.flush();
    }

    /** Leaves what is drawn where it is and goes on below. */
    void settle() {
        drawn = 0;
    }

    double elapsed() {
        return Duration.ofNanos(nanos.getAsLong() - start).toMillis() / 1000.0;
    }

    private String line(Machine machine) {
        long since = arrived.computeIfAbsent(machine.request(), _ -> nanos.getAsLong());
        boolean done = machine.registered() || machine.gone();
        double seconds = Duration.ofNanos(nanos.getAsLong() - since).toMillis() / 1000.0;
        String line = String.format(
                Locale.ROOT,
                "%s %-30s %-44s %-14s %6s",
                done ? "*" : ".",
                machine.request(),
                machine.where(),
                machine.place(),
                done ? "" : String.format(Locale.ROOT, "%.1f s", seconds));
        return line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line;
    }

    private void erase() {
        if (terminal && drawn > 0) {
            // Up over what was drawn, then clear to the end of the screen.
            out.printf("\u001b[%dA\u001b[J", drawn);
            drawn = 0;
        }
    }
}
