package io.siderite.cli.tap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.siderite.eventing.Envelope;
import io.siderite.eventing.Envelope.Decoded;
import io.siderite.eventing.Event;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as one line of JSON: where it lies in Kafka, and the CloudEvent in its JSON format. */
final class JsonLine {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFormat.Printer PROTO = JsonFormat.printer().omittingInsignificantWhitespace();

    private JsonLine() {}

    static String of(ConsumerRecord<String, byte[]> record) {
        ObjectNode line = JSON.createObjectNode()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset());
        switch (Envelope.decode(record)) {
            case Decoded.Understood(Event event) -> put(line, event);
            case Decoded.Unreadable(String reason) -> put(line, record, reason);
        }
        return line.toString();
    }

    private static void put(ObjectNode line, Event event) {
        line.put("specversion", "1.0")
                .put("id", event.id().toString())
                .put("source", event.source())
                .put("type", event.type())
                .put("time", event.time().toString())
                .put("subject", event.key())
                .put("revision", event.revision());
        event.traceparent().ifPresent(t -> line.put("traceparent", t));
        try {
            line.set("data", JSON.readTree(PROTO.print(event.data())));
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException("an event of ours is no JSON", e);
        }
    }

    // A dead letter, or somebody's record that does not belong here: shown as it is.
    private static void put(ObjectNode line, ConsumerRecord<String, byte[]> record, String reason) {
        line.put("key", record.key()).put("unreadable", reason);
        ObjectNode headers = line.putObject("headers");
        for (Header header : record.headers()) {
            headers.put(header.key(), Envelope.text(record.headers(), header.key()));
        }
        byte[] value = record.value();
        line.put("value_base64", value == null ? null : Base64.getEncoder().encodeToString(value));
    }
}
