package io.siderite.cli.tap;

import io.siderite.eventing.Topic;
import io.siderite.eventing.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints events as JSON lines. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        description = "Prints events of the topics as JSON lines: of the running instance, or of a stopped one.")
public class TapCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "TOPIC",
            description = "Topics, such as machine.requested; all of the road when none is named.")
    List<String> topics = List.of();

    @Option(names = "--machine", paramLabel = "ID", description = "Only of this machine request.")
    @Nullable
    String machine;

    @Option(names = "--from-beginning", description = "From the first event that is kept; else from now on.")
    boolean fromBeginning;

    @Option(names = "--follow", description = "Go on when the end is reached. Always so without --from-beginning.")
    boolean follow;

    @Option(names = "--limit", paramLabel = "N", description = "End after so many lines.")
    long limit = Long.MAX_VALUE;

    @Mixin
    BrokerOptions kafka = new BrokerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> unknown = topics.stream().filter(t -> !known(t)).toList();
        if (!unknown.isEmpty()) {
            System.err.printf(
                    "siderite tap: no such topic: %s. Topics are: %s, and their dead letters (TOPIC.dlq.SERVICE)%n",
                    String.join(", ", unknown),
                    String.join(
                            ", ",
                            Topics.declared().all().stream().map(Topic::name).toList()));
            return 2;
        }
        try (Broker broker = kafka.open();
                Tail tail = Tail.connect(broker.address())) {
            print(tail);
            return 0;
        } catch (Broker.NoBroker e) {
            System.err.println("siderite tap: " + e.getMessage());
            return 1;
        }
    }

    private void print(Tail tail) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        AtomicLong left = new AtomicLong(limit);
        List<String> chosen = topics.isEmpty()
                ? Topics.declared().all().stream().map(Topic::name).toList()
                : topics;
        if (limit > 0) {
            tail.read(chosen, fromBeginning, follow || !fromBeginning, record -> {
                if (machine == null || machine.equals(record.key())) {
                    out.println(JsonLine.of(record));
                    out.flush();
                    // checkError: whoever read us has gone (a closed pipe), so there is nobody to print for.
                    return left.decrementAndGet() > 0 && !out.checkError();
                }
                return true;
            });
        }
    }

    private static boolean known(String topic) {
        return Topics.declared().all().stream()
                .anyMatch(t -> t.name().equals(topic)
                        || t.readers().stream().map(t::deadLetters).anyMatch(topic::equals));
    }
}
