package io.siderite.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;

/** Where the standalone begins: sets up the log, then runs a command. */
@QuarkusMain
public final class Standalone {

    private Standalone() {}

    public static void main(String... arguments) {
        EarlyLog.prepare();
        int code = new CommandLine(new RunCommand())
                .addSubcommand(new BrokerCommand())
                .execute(arguments);
        EarlyLog.flush();
        System.exit(code);
    }
}
