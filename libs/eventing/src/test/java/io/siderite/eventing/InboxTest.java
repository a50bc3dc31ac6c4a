package io.siderite.eventing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.MachineReleased;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final DeadLetters deadLetters = new DeadLetters("proxmox-provisioner", new Publisher(kafka));
    private final List<String> applied = new ArrayList<>();

    @Test
    void aBatchIsAppliedAtOnceAndInOrder() {
        AtomicInteger batches = new AtomicInteger();
        Inbox inbox = inbox(events -> batches.incrementAndGet());

        inbox.handle(batch(record("a"), record("b"), record("c")));

        assertThat(applied).containsExactly("a", "b", "c");
        assertThat(batches).hasValue(1);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void whatCanNotBeReadIsPutAsideAsItCameAndTheRestIsApplied() {
        ConsumerRecord<String, byte[]> poison =
                new ConsumerRecord<>("machine.released", 2, 7L, "bad", new byte[] {(byte) 0xff});

        inbox(_ -> {}).handle(batch(record("a"), poison, record("b")));

        assertThat(applied).containsExactly("a", "b");
        assertThat(kafka.history()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("machine.released.dlq.proxmox-provisioner");
            assertThat(letter.key()).isEqualTo("bad");
            assertThat(letter.value()).isEqualTo(poison.value());
            assertThat(header(letter, "siderite_dlq_reason")).contains("ce_type is missing");
            assertThat(header(letter, "siderite_dlq_partition")).isEqualTo("2");
            assertThat(header(letter, "siderite_dlq_offset")).isEqualTo("7");
        });
    }

    @Test
    void onlyTheEventThatBreaksTheCodeIsPutAside() {
        Inbox inbox = inbox(events -> {
            if (events.stream().anyMatch(e -> e.key().equals("breaks"))) {
                throw new IllegalStateException("a bug");
            }
        });

        inbox.handle(batch(record("a"), record("breaks"), record("b")));

        assertThat(applied).containsExactly("a", "b");
        assertThat(kafka.history())
                .singleElement()
                .satisfies(letter ->
                        assertThat(header(letter, "siderite_dlq_reason")).contains("a bug"));
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedForAndNothingIsPutAside() {
        AtomicInteger tries = new AtomicInteger();
        Inbox inbox = inbox(_ -> {
            if (tries.incrementAndGet() < 3) {
                throw new StoreUnavailable(new IOException("connection reset"));
            }
        });

        inbox.handle(batch(record("a")));

        assertThat(applied).containsExactly("a");
        assertThat(tries).hasValue(3);
        assertThat(kafka.history()).isEmpty();
        assertThat(inbox.trouble()).isEmpty();
    }

    @Test
    void aStoppingServiceLeavesTheBatchForTheNextStart() {
        Inbox[] inbox = new Inbox[1];
        inbox[0] = inbox(_ -> {
            inbox[0].close();
            throw new IllegalStateException("Pool closed");
        });

        assertThatThrownBy(() -> inbox[0].handle(batch(record("a")))).hasMessageContaining("next start");

        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void aDeadLetterGoesBackToItsTopicAsItWas() {
        ConsumerRecord<String, byte[]> poison = record("a");
        deadLetters.add(poison, "why").join();
        ProducerRecord<String, byte[]> letter = kafka.history().getFirst();

        ProducerRecord<String, byte[]> again = DeadLetters.original(Records.received(letter, 0));

        assertThat(again.topic()).isEqualTo("machine.released");
        assertThat(again.value()).isEqualTo(poison.value());
        assertThat(again.headers()).isEqualTo(new RecordHeaders(poison.headers().toArray()));
    }

    private Inbox inbox(java.util.function.Consumer<List<Event>> before) {
        return new Inbox("proxmox-provisioner", deadLetters, events -> {
            before.accept(events);
            events.forEach(e -> applied.add(e.key()));
        });
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return String.valueOf(Envelope.text(record.headers(), name));
    }

    private static ConsumerRecord<String, byte[]> record(String key) {
        return Records.received(
                Envelope.encode(Event.of(
                        key,
                        1,
                        Instant.EPOCH,
                        Optional.empty(),
                        MachineReleased.newBuilder().setRequestId(key).build())),
                0);
    }

    @SafeVarargs
    private static ConsumerRecords<String, byte[]> batch(ConsumerRecord<String, byte[]>... records) {
        return new ConsumerRecords<>(Map.of(new TopicPartition("machine.released", 0), List.of(records)), Map.of());
    }
}
