package io.siderite.cli.leases;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keeps an address for somebody, until it is released. */
@Command(
        name = "reserve",
        mixinStandardHelpOptions = true,
        description = "Keeps an address from being leased, until it is released.")
public class LeasesReserveCommand implements Callable<Integer> {

    @Mixin
    Api api = new Api();

    @Parameters(index = "0", paramLabel = "NETWORK")
    String network = "";

    @Parameters(index = "1", paramLabel = "ADDRESS")
    String address = "";

    @Parameters(index = "2", paramLabel = "HOLDER", description = "Whom it is for, such as backup-nas.")
    String holder = "";

    @Override
    public Integer call() throws InterruptedException {
        return LeasesCommand.told(
                "siderite leases reserve",
                api.post(
                        "/api/v1/leases/reserve",
                        Map.of("leases", List.of(new LeaseFile.Entry(network, address, holder, 0).asked()))),
                address + " of network " + network + " is reserved for " + holder,
                _ -> "");
    }
}
