package io.siderite.allocator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the operator settles about addresses, as configuration keys; the networks have keys of their own. */
@ConfigMapping(prefix = "siderite.allocator")
public interface AllocatorConfig {

    /** How long an address rests after its VM is gone, before it is leased again. */
    @WithDefault("PT10M")
    Duration quarantine();

    /** How often a machine that waits hears again why, at most, where that has changed. */
    @WithDefault("PT15S")
    Duration retell();
}
