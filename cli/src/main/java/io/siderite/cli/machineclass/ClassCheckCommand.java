package io.siderite.cli.machineclass;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.machineclass.MachineClass;
import io.siderite.machineclass.ParseResult;
import io.siderite.placement.World;
import io.siderite.settings.ProviderOptions;
import io.siderite.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads classes as class-evaluator will, prints everything that is wrong with them, and tries where machines would go. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads machine classes and prints every problem of each. With --live, places machines of each on the real"
                    + " Proxmox as Siderite would, and prints where each would go, how full that makes nodes and storages,"
                    + " and every reason why a machine has no place. Nothing is changed, and Omni is not asked.",
            "",
            "Ends with 0 when all classes are right (and, with --live, all machines have a place), 1 when a class is not or"
                    + " a machine has none, 2 when it can't be told: a file or the configuration can't be read, or no cluster can.",
            "",
            "With --json: an array of {file, class, ok, problems: [{path, line, expected, found, instead}], summary}; with"
                    + " --live also {asked, fits, placements: [{machine, cluster, node, disks, firmware, iso, reasons}], fill:"
                    + " {nodes: [{cluster, node, memory, cpus}], storages: [{cluster, node, storage, before, after, of}]},"
                    + " why}. Sizes are bytes; memory and cpus are {before, after, of}.",
            ""
        })
public class ClassCheckCommand implements Callable<Integer> {

    private static final int MOST = 10_000;
    private static final String ME = "siderite class check: ";

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "MachineClasses as omnictl applies them, or the provider data alone.")
    List<Path> files = List.of();

    @Option(names = "--json", description = "Print one JSON array instead of lines.")
    boolean json;

    @Option(
            names = "--live",
            description =
                    "Place machines on the clusters of the configuration as they stand, which is read as run and check"
                            + " read it. Classes are placed one after the other: together they must fit.")
    boolean live;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many machines of each class (default: 1).")
    int machines;

    @Option(
            names = "--set",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The request set of all machines, such as one whose machines are there already."
                    + " Default: a new one for each class.")
    String set = "";

    @Mixin
    ProviderOptions options = new ProviderOptions();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws JsonProcessingException {
        Optional<String> misuse = misuse();
        if (misuse.isPresent()) {
            System.err.println(ME + misuse.get());
            return 2;
        }
        List<CheckedClass> all = new ArrayList<>();
        for (Path file : files) {
            try {
                all.addAll(ClassFile.check(file.toString(), Files.readString(file)));
            } catch (IOException e) {
                System.err.println(ME + file + " can't be read (" + e + ")");
                return 2;
            }
        }
        return live ? live(all) : offline(all);
    }

    /** What is wrong with the options; empty: nothing. */
    private Optional<String> misuse() {
        if (machines < 1 || machines > MOST) {
            return Optional.of("--machines is %d: it must be from 1 to %d".formatted(machines, MOST));
        }
        return live
                ? Optional.empty()
                : spec.commandLine().getParseResult().matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !name.equals("--json"))
                        .findFirst()
                        .map(name -> name + " needs --live");
    }

    private int offline(List<CheckedClass> all) throws JsonProcessingException {
        print(all.stream().map(ClassJson::of).toList(), all.stream().flatMap(checked -> checked.lines().stream()));
        return all.stream().allMatch(CheckedClass::isRight) ? 0 : 1;
    }

    private int live(List<CheckedClass> all) throws JsonProcessingException {
        List<MachineClass> right =
                all.stream().flatMap(checked -> parsed(checked).stream()).toList();
        Optional<World> world = right.isEmpty() ? Optional.empty() : world(right);
        if (!right.isEmpty() && world.isEmpty()) {
            return 2;
        }
        Optional<Trials> trials = world.map(Trials::new);
        List<Map<String, Object>> objects = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        boolean good = true;
        for (CheckedClass checked : all) {
            Trial trial = parsed(checked)
                    .flatMap(machine -> trials.map(t -> t.place(checked.label(), set, machine, machines)))
                    .orElseGet(() -> Trial.none(machines));
            objects.add(ClassJson.of(checked, trial));
            if (checked.isRight()) {
                lines.add(checked.line(trial.allFit() ? "ok" : "no place"));
                lines.addAll(TrialText.lines(trial));
            } else {
                lines.addAll(checked.lines());
            }
            good &= checked.isRight() && trial.allFit();
        }
        print(objects, lines.stream());
        return good ? 0 : 1;
    }

    /** The clusters as they stand; empty, and everything said, where that can't be told. */
    private Optional<World> world(List<MachineClass> classes) {
        return switch (Settings.read(options, System.getenv(), Path.of("").toAbsolutePath())) {
            case Settings.Reading.Wrong wrong -> {
                wrong.problems().forEach(problem -> System.err.println(ME + problem));
                yield Optional.empty();
            }
            case Settings.Reading.Complete complete -> {
                complete.settings().notes().forEach(note -> System.err.println(ME + note));
                yield world(complete.settings(), classes);
            }
        };
    }

    private static Optional<World> world(Settings settings, List<MachineClass> classes) {
        return switch (ConfiguredWorld.read(settings, System.getenv(), classes)) {
            case ConfiguredWorld.Reading.Failed failed -> {
                failed.problems().forEach(problem -> System.err.println(ME + problem));
                yield Optional.empty();
            }
            case ConfiguredWorld.Reading.Read read -> {
                read.notes().forEach(note -> System.err.println(ME + note));
                System.err.println(
                        ME + "machines that a running Siderite has promised a place, and whose VM Proxmox does"
                                + " not show yet, are not known here and not counted");
                yield Optional.of(read.world());
            }
        };
    }

    private static Optional<MachineClass> parsed(CheckedClass checked) {
        return checked.result() instanceof ParseResult.Parsed(MachineClass machine)
                ? Optional.of(machine)
                : Optional.empty();
    }

    private void print(List<Map<String, Object>> objects, Stream<String> lines) throws JsonProcessingException {
        if (json) {
            System.out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(objects));
        } else {
            lines.forEach(System.out::println);
        }
    }
}
