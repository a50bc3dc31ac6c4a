package io.siderite.cli.tap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics without a consumer group, so that it leaves no trace on the broker. */
final class Tail implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;

    private Tail(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    static Tail connect(String bootstrapServers) {
        return new Tail(new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "siderite-tap"),
                new StringDeserializer(),
                new ByteArrayDeserializer()));
    }

    /**
     * Gives records in order of their time, as far as one poll can tell, until there are enough, or the end is reached
     * that was there at the beginning and nothing is to be followed.
     *
     * @param take told each record; answers whether to go on
     */
    void read(
            Collection<String> topics,
            boolean fromBeginning,
            boolean follow,
            Predicate<ConsumerRecord<String, byte[]>> take) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(t -> consumer.partitionsFor(t).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        while (true) {
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            if (follow) {
                consumer.poll(POLL).forEach(records::add);
            } else {
                // What is there already is read whole and sorted: the road of a machine crosses topics.
                while (!reached(ends)) {
                    consumer.poll(POLL).forEach(records::add);
                }
            }
            records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
            for (ConsumerRecord<String, byte[]> record : records) {
                if (!take.test(record)) {
                    return;
                }
            }
            if (!follow) {
                return;
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
    }
}
