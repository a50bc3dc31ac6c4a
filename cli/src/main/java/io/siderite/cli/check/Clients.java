package io.siderite.cli.check;

import io.quarkus.runtime.configuration.DurationConverter;
import io.siderite.omni.OmniSettings;
import io.siderite.proxmox.ProxmoxSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of the two clients, made of configuration keys; this process's own configuration has no part in them. */
public record Clients(OmniSettings omni, ProxmoxSettings proxmox) {

    /** Of the keys that {@code Settings} read; keys of anything else are ignored. */
    public static Clients of(Map<String, String> keys) {
        Map<String, String> theirs = keys.entrySet().stream()
                .filter(e ->
                        e.getKey().startsWith("siderite.omni.") || e.getKey().startsWith("siderite.proxmox."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(theirs, "siderite", 100))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(OmniSettings.class)
                .withMapping(ProxmoxSettings.class)
                .build();
        return new Clients(config.getConfigMapping(OmniSettings.class), config.getConfigMapping(ProxmoxSettings.class));
    }
}
