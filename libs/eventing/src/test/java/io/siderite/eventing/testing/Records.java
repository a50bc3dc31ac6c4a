package io.siderite.eventing.testing;

import io.siderite.eventing.Envelope;
import io.siderite.eventing.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Records as Kafka would deliver them. */
public final class Records {

    private Records() {}

    /** What was sent, as it is received. */
    public static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent, long offset) {
        return new ConsumerRecord<>(
                sent.topic(),
                0,
                offset,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    /** Events as one batch, in this order. */
    public static ConsumerRecords<String, byte[]> batch(Event... events) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (Event event : events) {
            records.add(received(Envelope.encode(event), records.size()));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition("batch", 0), records), Map.of());
    }
}
