package io.siderite.watcher.facts;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The W3C trace that a machine's events belong to: the same for everything that follows from one request. */
final class Trace {

    private Trace() {}

    static String of(String requestId) {
        UUID trace = UUID.nameUUIDFromBytes(("siderite/" + requestId).getBytes(StandardCharsets.UTF_8));
        String id = trace.toString().replace("-", "");
        return "00-" + id + "-" + id.substring(0, 16) + "-01";
    }
}
