package io.siderite.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The two ways of the demo: a cluster's machines come, and go again. */
final class Demo {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final World world;
    private final Provider provider;
    private final Machines machines;
    private final View view;
    private final Duration limit;

    Demo(World world, Provider provider, Machines machines, View view, Duration limit) {
        this.world = world;
        this.provider = provider;
        this.machines = machines;
        this.view = view;
        this.limit = limit;
    }

    /** What came of a way. */
    sealed interface Outcome {
        record Done(Report report) implements Outcome {}

        record Failed(List<String> why) implements Outcome {}
    }

    /** Asks for the machines and watches until all are registered. */
    Outcome provision(int controlPlanes, int workers) throws IOException, InterruptedException {
        Optional<Outcome> noStart = watch(_ -> world.connected(), "Siderite did not come up for Omni to see");
        if (noStart.isPresent()) {
            return noStart.get();
        }
        List<String> problems = world.applyCluster(controlPlanes, workers);
        if (!problems.isEmpty()) {
            return new Outcome.Failed(problems);
        }
        double asked = view.elapsed();
        int wanted = controlPlanes + workers + 1;
        view.say("Omni is asked for " + controlPlanes + " control planes, " + workers + " workers and a GPU worker");
        Optional<Outcome> hung = watch(
                seen -> seen.size() == wanted
                        && seen.stream().allMatch(Machine::registered)
                        && world.registrations().size() == wanted,
                "not all machines are registered");
        if (hung.isPresent()) {
            return hung.get();
        }
        view.settle();
        double seconds = view.elapsed() - asked;
        List<Report.Line> lines = new ArrayList<>();
        for (Machine machine : now().orElse(List.of())) {
            lines.add(Report.Line.of(machine));
        }
        // The demo does not take Siderite's word for it: Proxmox has exactly these VMs.
        if (world.vmCount() != wanted
                || lines.stream().anyMatch(l -> world.vm(l.uuid()).isEmpty())) {
            return new Outcome.Failed(List.of("Proxmox has " + world.vmCount() + " VMs, and not those that were told"));
        }
        return new Outcome.Done(new Report(lines, seconds, null));
    }

    /** Takes the cluster away and watches until nothing is left. */
    Outcome scaleDown(Report provisioned) throws IOException, InterruptedException {
        double asked = view.elapsed();
        view.say("Omni is told to take the cluster away");
        world.removeCluster();
        Optional<Outcome> hung = watch(
                seen -> seen.stream().allMatch(Machine::gone)
                        && world.leftovers().isEmpty(),
                "the cluster is not all gone");
        if (hung.isPresent()) {
            return hung.get();
        }
        view.settle();
        return new Outcome.Done(provisioned.scaledDown(view.elapsed() - asked));
    }

    /** Keeps Siderite alive and the view fresh until the process is stopped. */
    void goOn() throws IOException, InterruptedException {
        while (provider.supervise().isEmpty()) {
            now().ifPresent(view::show);
            Thread.sleep(LOOK);
        }
    }

    private Optional<Outcome> watch(Predicate<List<Machine>> done, String otherwise)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> dead = provider.supervise();
            if (dead.isPresent()) {
                return Optional.of(new Outcome.Failed(List.of(dead.get())));
            }
            List<Machine> seen = now().orElse(List.of());
            view.show(seen);
            if (done.test(seen)) {
                return Optional.empty();
            }
            Thread.sleep(LOOK);
        }
        List<String> why = new ArrayList<>();
        why.add("after " + limit.toSeconds() + " s " + otherwise + " (log: " + provider.log() + ")");
        now().orElse(List.of()).stream()
                .filter(m -> !m.registered())
                .forEach(m -> why.add(m.request() + ": " + m.where() + " " + m.place()));
        world.leftovers().forEach(why::add);
        return Optional.of(new Outcome.Failed(why));
    }

    private Optional<List<Machine>> now() throws InterruptedException {
        Optional<String> api = provider.api();
        return api.isPresent() ? machines.at(api.get()) : Optional.empty();
    }
}
