package io.siderite.provisioner.testing;

import com.google.protobuf.Message;
import io.siderite.eventing.Envelope;
import io.siderite.eventing.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Events as Kafka would bring them. */
public final class Records {

    private Records() {}

    public static Event event(String key, long revision, Message data) {
        return Event.of(key, revision, Instant.EPOCH, Optional.empty(), data);
    }

    public static ConsumerRecords<String, byte[]> batch(Event... events) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (Event event : events) {
            ProducerRecord<String, byte[]> sent = Envelope.encode(event);
            records.add(new ConsumerRecord<>(
                    sent.topic(),
                    0,
                    records.size(),
                    0L,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    sent.key(),
                    sent.value(),
                    sent.headers(),
                    Optional.empty()));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition("batch", 0), records), Map.of());
    }
}
