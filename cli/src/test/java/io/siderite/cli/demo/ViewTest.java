package io.siderite.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ViewTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void offATerminalOnlyChangesAreSaidEachWithItsTime() {
        View view = view(false);

        view.show(List.of(machine("starting", false)));
        nanos.addAndGet(2_500_000_000L);
        view.show(List.of(machine("starting", false)));
        view.show(List.of(machine("registered", true)));

        assertThat(said().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("[  0.0 s] demo-workers-a")
                .endsWith("starting  pve1 VM 100");
        assertThat(said().lines().toList().getLast()).startsWith("[  2.5 s] ").contains("registered");
    }

    @Test
    void onATerminalTheMachinesAreDrawnOverUntilTheySettle() {
        View view = view(true);
        view.show(List.of(machine("starting", false)));
        String once = said();

        view.show(List.of(machine("registered", true)));
        view.settle();
        view.show(List.of(machine("registered", true)));

        assertThat(once).startsWith(". demo-workers-a").doesNotContain("\u001b");
        assertThat(said().substring(once.length()))
                .startsWith("\u001b[1A\u001b[J* demo-workers-a")
                .containsOnlyOnce("\u001b[J");
    }

    @Test
    void theReportHasALineForEachMachine() {
        Report report = new Report(List.of(Report.Line.of(machine("registered", true))), 12.5, null);

        assertThat(report.table().strip().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .matches("demo-workers-a +pve1 +100 +ssdpool +172.31.250.21/24 +bc:24:11:00:00:01 bc:24:11:00:00:02");
        assertThat(report.scaledDown(3).scaleDownSeconds()).isEqualTo(3);
    }

    private View view(boolean terminal) {
        return new View(new PrintStream(said, true, StandardCharsets.UTF_8), terminal, nanos::get);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static Machine machine(String stage, boolean registered) {
        return new Machine(
                "demo-workers-a",
                "demo-workers",
                stage,
                null,
                List.of(),
                null,
                null,
                "seed",
                "pve1",
                100,
                null,
                null,
                List.of("ssdpool"),
                List.of("bc:24:11:00:00:01", "bc:24:11:00:00:02"),
                List.of("172.31.250.21/24"),
                1,
                registered,
                Map.of());
    }
}
