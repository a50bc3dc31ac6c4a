package io.siderite.provisioner.testing;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes when it is told to. */
public final class VirtualClock implements InstantSource {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    public void goTo(Instant later) {
        if (later.isAfter(now)) {
            now = later;
        }
    }
}
