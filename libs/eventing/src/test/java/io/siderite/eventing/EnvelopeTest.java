package io.siderite.eventing;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Envelope.Decoded;
import io.siderite.eventing.testing.Records;
import io.siderite.proto.events.v1.NodeRegistered;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final Event EVENT = Event.of(
            "workers-abc123",
            7,
            Instant.parse("2026-11-24T10:00:00Z"),
            Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            NodeRegistered.newBuilder()
                    .setRequestId("workers-abc123")
                    .setUuid("u")
                    .build());

    @Test
    void anEventComesBackAsItWent() {
        assertThat(Envelope.decode(Records.received(Envelope.encode(EVENT), 0)))
                .isEqualTo(new Decoded.Understood(EVENT));
    }

    @Test
    void itIsACloudEventInBinaryMode() {
        ProducerRecord<String, byte[]> record = Envelope.encode(EVENT);

        assertThat(record.topic()).isEqualTo("node.registered");
        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_source")).isEqualTo("/siderite/omni-watcher");
        assertThat(header(record, "ce_type")).isEqualTo("siderite.events.v1.NodeRegistered");
        assertThat(header(record, "ce_subject")).isEqualTo("workers-abc123");
        assertThat(header(record, "ce_revision")).isEqualTo("7");
        assertThat(header(record, "content-type")).isEqualTo("application/protobuf");
    }

    @Test
    void theSameCauseHasTheSameId() {
        Event again = Event.of("workers-abc123", 7, Instant.now(), Optional.empty(), EVENT.data());
        Event next = Event.of("workers-abc123", 8, Instant.now(), Optional.empty(), EVENT.data());

        assertThat(again.id()).isEqualTo(EVENT.id());
        assertThat(next.id()).isNotEqualTo(EVENT.id());
        assertThat(EVENT.id().version()).isEqualTo(5);
    }

    @Test
    void whatIsNoEventIsUnreadableWithTheReason() {
        ProducerRecord<String, byte[]> good = Envelope.encode(EVENT);
        assertThat(reason(new ProducerRecord<>("node.registered", null, (String) null, good.value(), good.headers())))
                .contains("no key");
        assertThat(reason(new ProducerRecord<>("node.registered", null, "k", (byte[]) null, good.headers())))
                .contains("no value");
        assertThat(reason(new ProducerRecord<>(
                        "node.registered", null, "k", "{\"a\":1}".getBytes(StandardCharsets.UTF_8), good.headers())))
                .contains("not a NodeRegistered");
        assertThat(reason(new ProducerRecord<>("node.registered", null, "k", good.value(), new RecordHeaders())))
                .contains("ce_type is missing");
        assertThat(reason(new ProducerRecord<>("machine.released", null, "k", good.value(), good.headers())))
                .contains("this topic carries siderite.events.v1.MachineReleased");
        assertThat(reason(new ProducerRecord<>("elsewhere", null, "k", good.value(), good.headers())))
                .contains("not declared");
    }

    private static String reason(ProducerRecord<String, byte[]> record) {
        return switch (Envelope.decode(Records.received(record, 0))) {
            case Decoded.Unreadable(String reason) -> reason;
            case Decoded.Understood readable -> "readable: " + readable;
        };
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return String.valueOf(Envelope.text(record.headers(), name));
    }
}
