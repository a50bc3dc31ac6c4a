package io.siderite.cli.tap;

import io.siderite.eventing.DeadLetters;
import io.siderite.eventing.Publisher;
import io.siderite.eventing.Topic;
import io.siderite.eventing.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows dead letters, and sends them to their topics again once their cause is mended. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Lists what services could not read or apply; --replay sends it to its topic again.")
public class DeadLettersCommand implements Callable<Integer> {

    @Option(names = "--service", paramLabel = "NAME", description = "Only of this service, such as class-evaluator.")
    @Nullable
    String service;

    @Option(
            names = "--replay",
            description = "Send them again; every reader of the topic gets them, and drops what it has.")
    boolean replay;

    @Mixin
    BrokerOptions kafka = new BrokerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> topics = Topics.declared().all().stream()
                .flatMap(t -> t.readers().stream()
                        .filter(reader -> service == null || service.equals(reader))
                        .map(t::deadLetters))
                .toList();
        if (topics.isEmpty()) {
            System.err.printf(
                    "siderite dead-letters: no service %s; services are: %s%n",
                    service,
                    String.join(
                            ", ",
                            Topics.declared().all().stream()
                                    .map(Topic::writer)
                                    .distinct()
                                    .toList()));
            return 2;
        }
        try (Broker broker = kafka.open();
                Tail tail = Tail.connect(broker.address())) {
            List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
            tail.read(topics, true, false, letters::add);
            letters.forEach(letter -> System.out.println(JsonLine.of(letter)));
            if (replay && !letters.isEmpty()) {
                send(broker, letters);
            }
            System.err.printf("%d dead letters%s%n", letters.size(), replay ? ", sent again" : "");
            return 0;
        } catch (Broker.NoBroker e) {
            System.err.println("siderite dead-letters: " + e.getMessage());
            return 1;
        }
    }

    private static void send(Broker broker, List<ConsumerRecord<String, byte[]>> letters)
            throws IOException, InterruptedException {
        try (Publisher publisher = Publisher.connect(broker.address(), "siderite-dead-letters")) {
            publisher
                    .sendAll(letters.stream().map(DeadLetters::original).toList())
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("Kafka did not take them: " + e.getCause(), e.getCause());
        }
    }
}
