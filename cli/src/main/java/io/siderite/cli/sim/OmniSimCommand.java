package io.siderite.cli.sim;

import io.siderite.omnisim.OmniSimMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The simulated Omni alone. */
@Command(name = "omni-sim", description = "The simulated Omni alone, to try a provider on; --help tells its options.")
public class OmniSimCommand implements Callable<Integer> {

    @Unmatched
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        OmniSimMain.main(arguments.toArray(String[]::new));
        return 0;
    }
}
