package io.siderite.cli.leases;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the addresses that machines have on storage networks, and of their classes' own ranges. */
@Command(
        name = "leases",
        mixinStandardHelpOptions = true,
        description = "Prints who has which address.",
        subcommands = {
            LeasesHistoryCommand.class,
            LeasesReleaseCommand.class,
            LeasesReserveCommand.class,
            LeasesImportCommand.class
        })
public class LeasesCommand implements Callable<Integer> {

    @Mixin
    Api api = new Api();

    @Option(names = "--network", paramLabel = "NAME", description = "Of this network alone.")
    @Nullable
    String network;

    @Option(names = "--json", description = "Print one JSON array instead of a table.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        String query = network == null ? "" : "?network=" + URLEncoder.encode(network, StandardCharsets.UTF_8);
        return print("siderite leases", api.get("/api/v1/leases" + query), json, Table::held);
    }

    static int print(String command, Api.Answer answer, boolean json, Function<List<Lease>, String> table)
            throws JsonProcessingException {
        return switch (answer) {
            case Api.Answer.Silent silent -> {
                System.err.println(command + ": " + silent.why());
                yield 2;
            }
            case Api.Answer.Told told -> {
                System.out.print(
                        json
                                ? new ObjectMapper()
                                                .writerWithDefaultPrettyPrinter()
                                                .writeValueAsString(told.leases())
                                        + "\n"
                                : table.apply(told.leases()));
                yield 0;
            }
        };
    }

    /** Says what came of a change; {@code where} tells whose each reason is. */
    static int told(String command, Api.Change change, String done, IntFunction<String> where) {
        return switch (change) {
            case Api.Change.Done _ -> {
                System.out.println(done);
                yield 0;
            }
            case Api.Change.Undecided undecided -> {
                System.err.println(command + ": asked (request " + undecided.request()
                        + "), but network-allocator has not decided: is it up, and Kafka? The request stands; what becomes"
                        + " of it is told by /api/v1/leases/requests/" + undecided.request());
                yield 2;
            }
            case Api.Change.Refused refused -> {
                refused.reasons().forEach(r -> System.err.println(command + ": " + where.apply(r.index()) + r.why()));
                System.err.println(command + ": nothing was changed");
                yield 1;
            }
            case Api.Change.Silent silent -> {
                System.err.println(command + ": " + silent.why());
                yield 2;
            }
        };
    }
}
