package io.siderite.standalone;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * What the standalone finds out before the services start: addresses and passwords of the broker and the database, and
 * the settings that people gave. They stand above the environment, which the settings have in them already, and below
 * system properties. Not system properties themselves, since there are secrets among them.
 */
public final class WiringConfigSource implements ConfigSource {

    private static final int ABOVE_ENVIRONMENT = 350;

    private static volatile Map<String, String> wiring = Map.of();

    static void provide(Map<String, String> keys) {
        wiring = Map.copyOf(keys);
    }

    @Override
    public Set<String> getPropertyNames() {
        return wiring.keySet();
    }

    @Override
    public @Nullable String getValue(String key) {
        return Optional.ofNullable(wiring.get(key)).orElse(null);
    }

    @Override
    public String getName() {
        return "siderite-standalone";
    }

    @Override
    public int getOrdinal() {
        return ABOVE_ENVIRONMENT;
    }
}
