package io.siderite.standalone;

import io.siderite.standalone.DataDirectory.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Opens the broker of a stopped instance, so that its topics can be read: prints {@code kafka host:port} once it serves,
 * and ends when its standard input ends.
 */
@Command(
        name = "broker",
        hidden = true,
        description = "Opens the Kafka broker of a stopped instance until standard input ends; for other commands.")
final class BrokerCommand implements Callable<Integer> {

    @Option(names = "--home", required = true, paramLabel = "DIR", description = "The data directory.")
    @Nullable
    Path home;

    @Override
    public Integer call() throws IOException {
        if (home == null) {
            return RunCommand.MISCONFIGURED;
        }
        return switch (DataDirectory.take(home)) {
            case Attempt.Held held -> RunCommand.refuse(held.message());
            case Attempt.Unusable unusable -> RunCommand.refuse(unusable.message());
            case Attempt.Taken taken -> serve(taken.directory());
        };
    }

    private static int serve(DataDirectory directory) throws IOException {
        Shutdown shutdown = Shutdown.hook();
        shutdown.before("The data directory", directory);
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.subdirectory("kafka"), new Ports(directory.path()));
        shutdown.before("Kafka", kafka);
        System.out.println("kafka " + kafka.bootstrap());
        while (System.in.read() >= 0) {
            // only the end of the input counts
        }
        return 0;
    }
}
