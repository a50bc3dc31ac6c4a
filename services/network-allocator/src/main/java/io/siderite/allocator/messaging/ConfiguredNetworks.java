package io.siderite.allocator.messaging;

import io.siderite.networks.Networks;
import io.siderite.settings.LiveNetworks;
import io.siderite.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** The networks as the configuration defines them, also when its file has changed since the start. */
@ApplicationScoped
public class ConfiguredNetworks {

    private static final Pattern CLUSTER = Pattern.compile("siderite\\.proxmox\\.clusters\\.(\"[^\"]+\"|[^.\"]+)\\..+");

    private final Config config;
    private final LiveNetworks live;

    /**
     * For CDI.
     *
     * @throws IllegalArgumentException with every problem, if there is any: it stops the start
     */
    @Inject
    public ConfiguredNetworks(Config config) {
        this.config = config;
        this.live = new LiveNetworks(
                atStart(),
                config.getOptionalValue(Settings.CONFIG_FILE, String.class).map(Path::of));
    }

    /** What is configured now. */
    public Networks read() {
        return live.current();
    }

    /** The same, with what is wrong with the configuration file since it was changed. */
    LiveNetworks live() {
        return live;
    }

    private Networks atStart() {
        return switch (Networks.parse(Networks.select(config.getPropertyNames(), this::value))) {
            case Networks.Parsing.Parsed parsed -> parsed.networks();
            case Networks.Parsing.Wrong wrong ->
                throw new IllegalArgumentException(
                        wrong.problems().stream().map(Object::toString).collect(Collectors.joining("; ")));
        };
    }

    private @Nullable String value(String key) {
        return config.getOptionalValue(key, String.class).orElse(null);
    }

    /** Names of the Proxmox clusters, as far as this service's configuration knows them. */
    public Set<String> clusters() {
        Set<String> clusters = new TreeSet<>();
        for (String key : config.getPropertyNames()) {
            Matcher matcher = CLUSTER.matcher(key);
            if (matcher.matches()) {
                clusters.add(matcher.group(1).replace("\"", ""));
            }
        }
        return clusters;
    }
}
