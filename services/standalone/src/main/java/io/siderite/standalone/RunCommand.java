package io.siderite.standalone;

import io.quarkus.runtime.Quarkus;
import io.siderite.eventing.TopicSetup;
import io.siderite.eventing.Topics;
import io.siderite.settings.HttpPort;
import io.siderite.settings.ProviderOptions;
import io.siderite.settings.Settings;
import io.siderite.standalone.DataDirectory.Attempt;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the settings, starts the broker and the database, then the services, and stays until it is told to end. */
@Command(
        name = "siderite run",
        description =
                "Runs the infrastructure provider: all services, with a Kafka broker and a PostgreSQL of its own.")
final class RunCommand implements Callable<Integer> {

    static final int FAILED = 1;
    static final int MISCONFIGURED = 2;

    private static final Logger LOG = Logger.getLogger(RunCommand.class);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    boolean help;

    @Mixin
    private final ProviderOptions options = new ProviderOptions();

    @Override
    public Integer call() throws InterruptedException {
        return switch (Settings.read(options, System.getenv(), Path.of("").toAbsolutePath())) {
            case Settings.Reading.Wrong wrong -> {
                wrong.problems().forEach(System.err::println);
                yield MISCONFIGURED;
            }
            case Settings.Reading.Complete complete -> take(complete.settings());
        };
    }

    private static int take(Settings settings) throws InterruptedException {
        return switch (DataDirectory.take(settings.home())) {
            case Attempt.Held held -> refuse(held.message());
            case Attempt.Unusable unusable -> refuse(unusable.message());
            case Attempt.Taken taken -> start(settings, taken.directory());
        };
    }

    private static int start(Settings settings, DataDirectory directory) throws InterruptedException {
        settings.notes().forEach(LOG::warn);
        Shutdown shutdown = Shutdown.hook();
        shutdown.before("The data directory", directory);
        try {
            RunFile.remove(directory.path());
            OptionalInt http = httpPort(settings.http());
            if (http.isEmpty()) {
                return refuse("127.0.0.1:" + portsTried(settings.http()) + " is taken by another process:"
                        + " stop that one, or choose another with --http-port (a number, or next-free)");
            }
            serve(settings, directory, shutdown, http.getAsInt());
            return 0;
        } catch (IOException | SQLException e) {
            LOG.debug("The start failed", e);
            return refuse("Siderite did not start. " + e.getMessage());
        }
    }

    private static void serve(Settings settings, DataDirectory directory, Shutdown shutdown, int httpPort)
            throws IOException, SQLException, InterruptedException {
        Ports ports = new Ports(directory.path());
        Path postgresDirectory = directory.subdirectory("postgresql");
        Path kafkaDirectory = directory.subdirectory("kafka");
        Starting<EmbeddedPostgres> postgres =
                Starting.of("PostgreSQL", () -> EmbeddedPostgres.start(postgresDirectory, ports));
        shutdown.before("PostgreSQL", postgres);
        Starting<EmbeddedKafka> kafka = Starting.of("Kafka", () -> startKafka(kafkaDirectory, ports));
        shutdown.before("Kafka", kafka);

        String bootstrap = kafka.await().bootstrap();
        Map<String, String> keys = new HashMap<>(settings.keys());
        keys.putAll(Wiring.of(bootstrap, postgres.await(), httpPort));
        WiringConfigSource.provide(keys);

        CountDownLatch stopped = new CountDownLatch(1);
        shutdown.before("The services", () -> awaitServices(stopped));
        shutdown.before("run.json", () -> RunFile.remove(directory.path()));
        ServingApplication.runs(directory.path(), RunFile.of(bootstrap, httpPort));
        Quarkus.run(ServingApplication.class, (code, failure) -> ended(stopped, code, failure));
    }

    private static EmbeddedKafka startKafka(Path directory, Ports ports) throws IOException, InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, ports);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            TopicSetup.ensure(admin, Topics.Setup.EMBEDDED);
            return kafka;
        } catch (ExecutionException e) {
            kafka.close();
            throw new IOException("it refused the topics: " + e.getMessage(), e);
        }
    }

    /** Quarkus stops the services on the main thread; the broker and the database have to outlast that. */
    private static void awaitServices(CountDownLatch stopped) throws InterruptedException {
        if (!stopped.await(30, TimeUnit.SECONDS)) {
            LOG.error("The services did not stop within 30 s: stopping the broker and the database under them");
        }
    }

    private static void ended(CountDownLatch stopped, int code, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.error("Siderite's services did not start", failure);
            EarlyLog.flush();
        }
        stopped.countDown();
        System.exit(code);
    }

    private static OptionalInt httpPort(HttpPort wanted) throws IOException {
        return switch (wanted) {
            case HttpPort.Any _ -> OptionalInt.of(Ports.anyFree());
            case HttpPort.NextFree _ -> Ports.nextFree(HttpPort.DEFAULT);
            case HttpPort.Fixed fixed ->
                Ports.isFree(fixed.number()) ? OptionalInt.of(fixed.number()) : OptionalInt.empty();
        };
    }

    private static String portsTried(HttpPort wanted) {
        return switch (wanted) {
            case HttpPort.Any _ -> "0";
            case HttpPort.NextFree _ -> HttpPort.DEFAULT + " and each of the 99 ports after it";
            case HttpPort.Fixed fixed -> Integer.toString(fixed.number());
        };
    }

    static int refuse(String message) {
        EarlyLog.flush();
        System.err.println(message);
        return FAILED;
    }
}
