package io.siderite.cli.sim;

import io.siderite.proxmoxsim.ProxmoxSimMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The simulated Proxmox alone. */
@Command(
        name = "proxmox-sim",
        description = "The simulated Proxmox alone, to try a provider on; --help tells its options.")
public class ProxmoxSimCommand implements Callable<Integer> {

    @Unmatched
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        ProxmoxSimMain.main(arguments.toArray(String[]::new));
        return 0;
    }
}
