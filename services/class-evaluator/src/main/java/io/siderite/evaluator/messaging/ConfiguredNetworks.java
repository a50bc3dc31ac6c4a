package io.siderite.evaluator.messaging;

import io.siderite.networks.Networks;
import io.siderite.networks.Problem;
import io.siderite.settings.LiveNetworks;
import io.siderite.settings.Settings;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** The storage networks of the configuration, also when its file has changed since the start. */
final class ConfiguredNetworks {

    private ConfiguredNetworks() {}

    /** @throws IllegalStateException if they can't be used, with everything that is wrong: it stops the start */
    static LiveNetworks of(Config config) {
        var keys = Networks.select(
                config.getPropertyNames(), name -> config.getConfigValue(name).getValue());
        return switch (Networks.parse(keys)) {
            case Networks.Parsing.Parsed parsed ->
                new LiveNetworks(
                        parsed.networks(),
                        config.getOptionalValue(Settings.CONFIG_FILE, String.class)
                                .map(Path::of));
            case Networks.Parsing.Wrong wrong ->
                throw new IllegalStateException("the storage networks can't be used:\n"
                        + wrong.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        };
    }
}
