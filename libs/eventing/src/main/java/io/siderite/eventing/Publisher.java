package io.siderite.eventing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to Kafka and tells when the broker has them. Thread-safe. */
public final class Publisher implements AutoCloseable {

    private final Producer<String, byte[]> producer;

    /** A publisher over a given producer; it is closed with it. */
    public Publisher(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /**
     * A publisher of its own connection: idempotent, all in-sync replicas.
     *
     * @param name client id, seen in the broker's logs and metrics
     */
    public static Publisher connect(String bootstrapServers, String name) {
        return new Publisher(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        name,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        // An embedded broker is one machine's memory too: small buffers are plenty for our records.
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        8L * 1024 * 1024,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        30_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        10_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        10_000L),
                new StringSerializer(),
                new ByteArraySerializer()));
    }

    /** Sends an event; the future ends when the broker has it, or with why not. */
    public CompletableFuture<Void> publish(Event event) {
        return send(Envelope.encode(event));
    }

    /** Sends records in order; the future ends when the broker has all of them, or with the first failure. */
    public CompletableFuture<Void> sendAll(List<ProducerRecord<String, byte[]>> records) {
        return CompletableFuture.allOf(records.stream().map(this::send).toArray(CompletableFuture[]::new));
    }

    CompletableFuture<Void> send(ProducerRecord<String, byte[]> record) {
        CompletableFuture<Void> acked = new CompletableFuture<>();
        try {
            var _ = producer.send(record, (_, failure) -> {
                if (failure == null) {
                    acked.complete(null);
                } else {
                    acked.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            acked.completeExceptionally(e);
        }
        return acked;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
