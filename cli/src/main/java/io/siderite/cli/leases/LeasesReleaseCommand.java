package io.siderite.cli.leases;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an address back that a machine has, or that was reserved by hand. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Gives an address back; refused while the VM of its machine exists.")
public class LeasesReleaseCommand implements Callable<Integer> {

    @Mixin
    Api api = new Api();

    @Parameters(paramLabel = "ADDRESS", description = "Such as 172.31.250.22.")
    String address = "";

    @Option(names = "--network", paramLabel = "NAME", description = "Its network; needed to end a reservation by hand.")
    @Nullable
    String network;

    @Option(names = "--force", paramLabel = "VM", description = "Also while this VM, by its name, still has it.")
    @Nullable
    String force;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> body = new HashMap<>(Map.of("address", address));
        if (network != null) {
            body.put("network", network);
        }
        if (force != null) {
            body.put("force", force);
        }
        return LeasesCommand.told(
                "siderite leases release",
                api.post("/api/v1/leases/release", body),
                address + " is given back",
                _ -> "");
    }
}
