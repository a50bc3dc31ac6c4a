package io.siderite.reporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.eventing.Topic;
import io.siderite.eventing.Topics;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReporterConfigTest {

    private static final String CHANNELS = "META-INF/microprofile-config.properties";

    @Test
    void defaults() {
        ReporterConfig config = config(Map.of());

        assertThat(config.providerName()).isEqualTo("Proxmox VE");
        assertThat(config.providerDescription()).isEqualTo("Machines on Proxmox VE, made by Siderite");
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.descriptionCheck()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void names() {
        ReporterConfig config = config(Map.of(
                "siderite.reporter.provider-name", "Rack 4",
                "siderite.reporter.provider-description", "In the cellar",
                "siderite.reporter.heartbeat", "PT5S",
                "siderite.reporter.description-check", "PT1M"));

        assertThat(config.providerName()).isEqualTo("Rack 4");
        assertThat(config.providerDescription()).isEqualTo("In the cellar");
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.descriptionCheck()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void theChannelReadsTheTopicsThatAreDeclaredForTheService() throws IOException {
        Properties properties = new Properties();
        // Every module has a file of this name; ours is the one with our channel.
        for (URL url : Collections.list(Reporter.class.getClassLoader().getResources(CHANNELS))) {
            try (InputStream in = url.openStream()) {
                properties.load(in);
            }
        }

        assertThat(properties
                        .getProperty("mp.messaging.incoming.reporter.topics")
                        .split(","))
                .containsExactlyInAnyOrderElementsOf(Topics.declared().readBy(Reporter.SERVICE).stream()
                        .map(Topic::name)
                        .toList());
    }

    private static ReporterConfig config(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(ReporterConfig.class)
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(ReporterConfig.class);
    }
}
