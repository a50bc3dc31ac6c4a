package io.siderite.eventing;

import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One event, on its way in or out: a CloudEvent with a protobuf message as its data.
 *
 * @param id the same for the same cause, so that a replay is recognised
 * @param key the machine-request id (for the inventory: cluster/node)
 * @param revision counted by its writer per key, across all of the writer's topics
 * @param time when it was decided
 * @param traceparent W3C trace context, where there is one
 */
public record Event(
        UUID id, Topic topic, String key, long revision, Instant time, Optional<String> traceparent, Message data) {

    /** An event of the message's own topic, written by the topic's own writer. */
    public static Event of(String key, long revision, Instant time, Optional<String> traceparent, Message data) {
        Topic topic = Topics.declared().of(data);
        return new Event(idOf(topic, key, revision), topic, key, revision, time, traceparent, data);
    }

    /** CloudEvents source: who wrote it. */
    public String source() {
        return "/siderite/" + topic.writer();
    }

    /** CloudEvents type. */
    public String type() {
        return data.getDescriptorForType().getFullName();
    }

    // UUIDv5: the name is the cause (writer, key, revision) and the type.
    private static UUID idOf(Topic topic, String key, long revision) {
        String name = "siderite/" + topic.writer() + "/" + topic.type() + "/" + key + "/" + revision;
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
            sha[6] = (byte) ((sha[6] & 0x0f) | 0x50);
            sha[8] = (byte) ((sha[8] & 0x3f) | 0x80);
            ByteBuffer bytes = ByteBuffer.wrap(sha);
            return new UUID(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
