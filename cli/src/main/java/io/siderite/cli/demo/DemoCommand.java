package io.siderite.cli.demo;

import io.siderite.cli.Homes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Provisions a cluster's machines on simulated peers, with everything else real. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Provisions a cluster's machines on a simulated Omni and a simulated Proxmox of three nodes;",
            "everything else is as with real ones: services, Kafka, PostgreSQL, protocols."
        })
public class DemoCommand implements Callable<Integer> {

    @Option(names = "--control-planes", paramLabel = "N", description = "Control planes to ask for (default: 3).")
    int controlPlanes = 3;

    @Option(names = "--workers", paramLabel = "N", description = "Workers to ask for (default: 3).")
    int workers = 3;

    @Option(names = "--exit", description = "End when all are registered: 0, or 1 when the time limit passes before.")
    boolean exit;

    @Option(names = "--scale-down", description = "Then take the cluster away, and end when nothing of it is left.")
    boolean scaleDown;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the machines to a file.")
    @Nullable
    Path json;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "How fast the simulated peers work: 1 as real ones (default), 10 ten times as fast.")
    double speed = 1;

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "For each of the two ways (default: 300).")
    int timeLimit = 300;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the demo keeps its state (default: ~/.siderite-demo).")
    Path home = Homes.demo();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (controlPlanes < 0 || workers < 0 || controlPlanes + workers == 0 || speed <= 0 || timeLimit <= 0) {
            System.err.println("siderite demo: ask for at least one machine, with a speed and a time limit above 0");
            return 2;
        }
        View view = new View(System.out, onTerminal(), System::nanoTime);
        return switch (DemoHome.take(home.toAbsolutePath())) {
            case DemoHome.Attempt.Held held -> {
                System.err.println("siderite demo: " + held.message());
                yield 1;
            }
            case DemoHome.Attempt.Taken taken -> {
                try (DemoHome demoHome = taken.home()) {
                    yield run(view, demoHome.path());
                }
            }
        };
    }

    private int run(View view, Path dir) throws IOException, InterruptedException {
        try (World world = World.start(1 / speed);
                Provider provider = Provider.start(world.configure(dir), dir, view::say);
                Machines machines = new Machines()) {
            // Ctrl-C and SIGTERM end this JVM; Siderite is stopped with it, and cleanly.
            Runtime.getRuntime().addShutdownHook(new Thread(provider::close));
            view.say("Siderite starts (log: " + provider.log() + ")");
            Demo demo = new Demo(world, provider, machines, view, Duration.ofSeconds(timeLimit));
            return switch (demo.provision(controlPlanes, workers)) {
                case Demo.Outcome.Failed failed -> fail(view, failed.why());
                case Demo.Outcome.Done done -> afterwards(demo, view, done.report());
            };
        }
    }

    private int afterwards(Demo demo, View view, Report provisioned) throws IOException, InterruptedException {
        System.out.println(provisioned.table());
        System.out.printf(
                "%d machines registered in %.1f s. Look at their events: ./siderite tap --from-beginning%n%n",
                provisioned.machines().size(), provisioned.seconds());
        Report report = provisioned;
        if (scaleDown) {
            switch (demo.scaleDown(report)) {
                case Demo.Outcome.Failed failed -> {
                    return fail(view, failed.why());
                }
                case Demo.Outcome.Done done -> report = done.report();
            }
            System.out.printf("Nothing of the cluster is left, after %.1f s.%n", report.scaleDownSeconds());
        }
        if (json != null) {
            report.write(json);
        }
        if (!exit && !scaleDown) {
            view.say("The demo goes on until Ctrl-C");
            demo.goOn();
        }
        return 0;
    }

    private static int fail(View view, List<String> why) {
        view.settle();
        System.out.flush();
        System.err.println("siderite demo: " + String.join("\n  ", why));
        return 1;
    }

    private static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
