package io.siderite.cli.check;

import io.siderite.cli.check.Finding.Level;
import io.siderite.settings.ProviderOptions;
import io.siderite.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks Omni and each Proxmox cluster whether they would serve us, and prints what it finds, one line each. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Tries the configuration of run on the real Omni and Proxmox without changing anything.",
            "Ends with 0 when nothing is a problem, 1 when something is, 2 when the configuration can't be read."
        })
public class CheckCommand implements Callable<Integer> {

    @Mixin
    ProviderOptions options = new ProviderOptions();

    @Override
    public Integer call() {
        return switch (Settings.read(options, System.getenv(), Path.of("").toAbsolutePath())) {
            case Settings.Reading.Wrong wrong -> {
                wrong.problems().forEach(System.err::println);
                yield 2;
            }
            case Settings.Reading.Complete complete -> check(complete.settings());
        };
    }

    private static int check(Settings settings) {
        List<Finding> all = new ArrayList<>();
        Clients clients = Clients.of(settings.keys());
        say(
                all,
                settings.notes().stream()
                        .map(note -> Finding.warning("Configuration", note))
                        .toList());
        say(all, OmniCheck.of(clients.omni(), Clock.systemUTC()));
        new TreeMap<>(clients.proxmox().clusters())
                .forEach((name, cluster) -> say(all, ProxmoxCheck.of(name, cluster)));
        System.err.printf("%d problems, %d warnings%n", count(all, Level.PROBLEM), count(all, Level.WARNING));
        return count(all, Level.PROBLEM) == 0 ? 0 : 1;
    }

    /** Each peer's findings as soon as they are there: one that does not answer takes its time. */
    private static void say(List<Finding> all, List<Finding> more) {
        more.forEach(finding -> System.out.println(finding.line()));
        all.addAll(more);
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(f -> f.level() == level).count();
    }
}
