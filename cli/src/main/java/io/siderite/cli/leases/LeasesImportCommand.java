package io.siderite.cli.leases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes over a table that was kept by hand: all of it or nothing. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reserves the addresses of a table that was kept by hand, all of them or none.",
            "A line is NETWORK ADDRESS HOLDER; what follows a # is a remark."
        })
public class LeasesImportCommand implements Callable<Integer> {

    private static final String NAME = "siderite leases import";

    @Mixin
    Api api = new Api();

    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        LeaseFile read;
        try {
            read = LeaseFile.read(Files.readAllLines(file));
        } catch (IOException e) {
            System.err.println(NAME + ": " + file + " can't be read (" + e + ")");
            return 2;
        }
        if (!read.problems().isEmpty()) {
            read.problems().forEach(problem -> System.err.println(NAME + ": " + file + " " + problem));
            System.err.println(NAME + ": nothing was changed");
            return 1;
        }
        List<Map<String, String>> asked =
                read.entries().stream().map(LeaseFile.Entry::asked).toList();
        return LeasesCommand.told(
                NAME,
                api.post("/api/v1/leases/reserve", Map.of("leases", asked)),
                asked.size() + " addresses are reserved",
                index -> file + " line " + read.entries().get(index).line() + ": ");
    }
}
