package io.siderite.eventing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 in Kafka's binary mode: attributes in {@code ce_} headers, the protobuf message as value. */
public final class Envelope {

    private static final String CONTENT_TYPE = "application/protobuf";

    private Envelope() {}

    /** What a record turned out to be. */
    public sealed interface Decoded {
        /** An event that can be read. */
        record Understood(Event event) implements Decoded {}

        /** A record that can't, and why. */
        record Unreadable(String reason) implements Decoded {}
    }

    /** The record to send for an event. */
    public static ProducerRecord<String, byte[]> encode(Event event) {
        ProducerRecord<String, byte[]> out = new ProducerRecord<>(
                event.topic().name(), event.key(), event.data().toByteArray());
        Headers headers = out.headers();
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", event.id().toString());
        put(headers, "ce_source", event.source());
        put(headers, "ce_type", event.type());
        put(headers, "ce_time", event.time().toString());
        put(headers, "ce_subject", event.key());
        put(headers, "ce_revision", Long.toString(event.revision()));
        put(headers, "content-type", CONTENT_TYPE);
        event.traceparent().ifPresent(t -> put(headers, "traceparent", t));
        return out;
    }

    /** Reads a record; anything that isn't an event of its topic is said to be unreadable, with the reason. */
    public static Decoded decode(ConsumerRecord<String, byte[]> in) {
        Optional<Topic> topic = Topics.declared().find(in.topic());
        if (topic.isEmpty()) {
            return new Decoded.Unreadable("the topic is not declared");
        }
        if (in.key() == null || in.value() == null) {
            return new Decoded.Unreadable(in.key() == null ? "the record has no key" : "the record has no value");
        }
        try {
            String type = required(in.headers(), "ce_type");
            Message data = topic.get().parser().parseFrom(in.value());
            String expected = data.getDescriptorForType().getFullName();
            if (!type.equals(expected)) {
                return new Decoded.Unreadable("ce_type is " + type + ", this topic carries " + expected);
            }
            return new Decoded.Understood(new Event(
                    UUID.fromString(required(in.headers(), "ce_id")),
                    topic.get(),
                    in.key(),
                    Long.parseLong(required(in.headers(), "ce_revision")),
                    Instant.parse(required(in.headers(), "ce_time")),
                    Optional.ofNullable(text(in.headers(), "traceparent")),
                    data));
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Unreadable("the value is not a " + topic.get().type() + ": " + e.getMessage());
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return new Decoded.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /** A header's text; null when it isn't there. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String required(Headers headers, String name) {
        String value = text(headers, name);
        if (value == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return value;
    }
}
