package io.siderite.proxmox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer of a peer.
 *
 * @param reason the status line's reason, where Proxmox puts its error texts
 * @param body the JSON answered; missing when there was none or it was cut off
 */
record Reply(int status, String reason, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Reply read(Response response) {
        byte[] bytes = response.hasEntity() ? response.readEntity(byte[].class) : new byte[0];
        String reason = response.getStatusInfo().getReasonPhrase();
        return new Reply(response.getStatus(), reason == null ? "" : reason.strip(), parse(bytes));
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            JsonNode body = JSON.readTree(bytes);
            return body == null ? MissingNode.getInstance() : body;
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("reading an array failed", e);
        }
    }

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Whether the answer is whole: an object with {@code data}, which may be null. */
    boolean whole() {
        return body.isObject() && body.has("data");
    }

    JsonNode data() {
        return body.path("data");
    }

    /** What Proxmox says against single parameters. */
    Map<String, String> errors() {
        Map<String, String> errors = new LinkedHashMap<>();
        body.path("errors")
                .properties()
                .forEach(e -> errors.put(e.getKey(), e.getValue().asText().strip()));
        return errors;
    }

    /** The text of an error: the message, else the reason. */
    String text() {
        String message = body.path("message").asText("").strip();
        return message.isEmpty() ? reason : message;
    }
}
