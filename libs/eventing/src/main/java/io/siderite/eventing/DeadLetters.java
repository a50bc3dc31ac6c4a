package io.siderite.eventing;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Where a service puts records that it can't read or that break it: as they came, with the reason in headers. */
public final class DeadLetters {

    /** Prefix of the headers added: reason, service, topic, partition, offset, time. */
    public static final String HEADER_PREFIX = "siderite_dlq_";

    private final String service;
    private final Publisher publisher;

    /** Dead letters of one service. */
    public DeadLetters(String service, Publisher publisher) {
        this.service = service;
        this.publisher = publisher;
    }

    /** Puts a record aside; the future ends when the broker has it. */
    public CompletableFuture<Void> add(ConsumerRecord<String, byte[]> record, String reason) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        Envelope.put(headers, HEADER_PREFIX + "reason", reason);
        Envelope.put(headers, HEADER_PREFIX + "service", service);
        Envelope.put(headers, HEADER_PREFIX + "topic", record.topic());
        Envelope.put(headers, HEADER_PREFIX + "partition", Integer.toString(record.partition()));
        Envelope.put(headers, HEADER_PREFIX + "offset", Long.toString(record.offset()));
        Envelope.put(headers, HEADER_PREFIX + "time", Instant.now().toString());
        return publisher.send(
                new ProducerRecord<>(record.topic() + ".dlq." + service, null, record.key(), record.value(), headers));
    }

    /** The record to send to the original topic again, without the headers that were added. */
    public static ProducerRecord<String, byte[]> original(ConsumerRecord<String, byte[]> letter) {
        Headers headers = new RecordHeaders(letter.headers().toArray());
        String topic = Envelope.text(headers, HEADER_PREFIX + "topic");
        if (topic == null) {
            throw new IllegalArgumentException(
                    "not a dead letter: " + letter.topic() + "/" + letter.partition() + "/" + letter.offset());
        }
        for (String name : new String[] {"reason", "service", "topic", "partition", "offset", "time"}) {
            headers.remove(HEADER_PREFIX + name);
        }
        return new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers);
    }
}
