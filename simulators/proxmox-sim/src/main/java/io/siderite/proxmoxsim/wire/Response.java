package io.siderite.proxmoxsim.wire;

import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param reason stands in the status line; only its first line does
 * @param contentType empty for none
 * @param delivery how much of it really gets out
 */
public record Response(int status, String reason, String contentType, byte[] body, Delivery delivery) {

    /** How much of an answer reaches the client. */
    public enum Delivery {
        /** All of it. */
        WHOLE,
        /** Half of the body, then the connection is cut. */
        HALF,
        /** Nothing: the connection is cut. */
        NONE
    }

    /** An error of the HTTP server itself: its text as reason and as body. */
    public static Response plain(int status, String text) {
        return new Response(status, text, "", text.getBytes(StandardCharsets.UTF_8), Delivery.WHOLE);
    }

    /** An error without any body. */
    public static Response bare(int status, String reason) {
        return new Response(status, reason, "", new byte[0], Delivery.WHOLE);
    }

    /** The API's usual answer. */
    public static Response json(int status, String reason, byte[] body) {
        return new Response(status, reason, "application/json;charset=UTF-8", body, Delivery.WHOLE);
    }

    /** The same, delivered otherwise. */
    public Response delivered(Delivery d) {
        return new Response(status, reason, contentType, body, d);
    }

    String reasonLine() {
        String first = reason.lines().findFirst().orElse("");
        return first.isEmpty() ? (status == 200 ? "OK" : "Error") : first;
    }
}
