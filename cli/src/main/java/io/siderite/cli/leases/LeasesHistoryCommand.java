package io.siderite.cli.leases;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.siderite.networks.Address;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints who had an address, and from when to when. */
@Command(name = "history", mixinStandardHelpOptions = true, description = "Prints everybody who ever had an address.")
public class LeasesHistoryCommand implements Callable<Integer> {

    @Mixin
    Api api = new Api();

    @Parameters(paramLabel = "ADDRESS", description = "Such as 172.31.250.22.")
    String address = "";

    @Option(names = "--json", description = "Print one JSON array instead of a table.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        Optional<Address> parsed = Address.parse(address);
        if (parsed.isEmpty()) {
            System.err.println("siderite leases history: " + address + " "
                    + Address.whyNot(address).orElse("is no address"));
            return 2;
        }
        return LeasesCommand.print(
                "siderite leases history", api.get("/api/v1/leases/" + parsed.get()), json, Table::history);
    }
}
