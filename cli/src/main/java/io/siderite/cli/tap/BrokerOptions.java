package io.siderite.cli.tap;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose Kafka a command reads. */
final class BrokerOptions {

    @Option(names = "--home", paramLabel = "DIR", description = "The instance's data directory.")
    @Nullable
    Path home;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "A Kafka of your own, instead of an instance's.")
    @Nullable
    String bootstrap;

    Broker open() throws IOException, Broker.NoBroker {
        return bootstrap != null ? Broker.at(bootstrap) : Broker.of(home);
    }
}
