package io.siderite.settings;

import java.util.Optional;

/** Where the dashboard, API, metrics and health are served on 127.0.0.1. */
public sealed interface HttpPort {

    /** What is served where nobody says otherwise; 8090 is Omni's own machine API. */
    int DEFAULT = 8420;

    /** Exactly this one; a start with the port taken by another process fails. */
    record Fixed(int number) implements HttpPort {}

    /** The default, or the first free one after it. */
    record NextFree() implements HttpPort {}

    /** Whatever the system says is free. */
    record Any() implements HttpPort {}

    /** Reads a number from 0 to 65535 (0 is any) or {@code next-free}. */
    static Optional<HttpPort> of(String text) {
        if (text.equals("next-free")) {
            return Optional.of(new NextFree());
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return Optional.of(number == 0 ? new Any() : new Fixed(number));
    }
}
