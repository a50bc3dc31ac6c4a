package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.omni.OmniEndpoint.Trust;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniSettingsTest {

    private static final String KEY =
            TestingKeys.encode("infra-provider:proxmox", Instant.now(), Duration.ofDays(300), null);

    @TempDir
    Path folder;

    @Test
    void defaults() {
        var settings = settings(Map.of());

        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.serviceAccountKey()).isEmpty();
        assertThat(settings.serviceAccountKeyFile()).isEmpty();
        assertThat(settings.providerId()).isEqualTo("proxmox");
        assertThat(settings.insecureSkipVerify()).isFalse();
        assertThat(settings.caFile()).isEmpty();
    }

    @Test
    void everyKeyIsRead() throws IOException {
        var keyFile = Files.writeString(folder.resolve("key"), KEY + "\n");
        var caFile = Files.writeString(folder.resolve("ca.pem"), "");

        var endpoint = Done.value(OmniEndpoint.of(settings(Map.of(
                "endpoint",
                "https://omni.example.com:8443",
                "service-account-key-file",
                keyFile.toString(),
                "provider-id",
                "pve2",
                "ca-file",
                caFile.toString()))));

        assertThat(endpoint.uri()).isEqualTo(URI.create("https://omni.example.com:8443"));
        assertThat(endpoint.providerId()).isEqualTo("pve2");
        assertThat(endpoint.key().name()).isEqualTo("infra-provider:proxmox");
        assertThat(endpoint.trust()).isEqualTo(new Trust.CaFile(caFile));
        assertThat(endpoint.disagreement()).isPresent();
    }

    @Test
    void portsFollowTheScheme() {
        assertThat(Done.value(OmniEndpoint.of(settings("https://o.example.com")))
                        .port())
                .isEqualTo(443);
        assertThat(Done.value(OmniEndpoint.of(settings("http://o.example.com"))).port())
                .isEqualTo(80);
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertThat(OmniEndpoint.of(settings(Map.of())).why()).contains("siderite.omni.endpoint is not set");
        assertThat(OmniEndpoint.of(settings("omni.example.com:443")).why()).contains("https://host[:port]");
        assertThat(OmniEndpoint.of(settings(Map.of("endpoint", "https://o"))).why())
                .contains("No service account key", "siderite.omni.service-account-key-file");
        assertThat(OmniEndpoint.of(settings(Map.of("endpoint", "https://o", "service-account-key-file", "/none")))
                        .why())
                .contains("service-account-key-file cannot be read");
        assertThat(OmniEndpoint.of(settings(
                                Map.of("endpoint", "https://o", "service-account-key", KEY, "ca-file", "/none")))
                        .why())
                .contains("siderite.omni.ca-file /none");
    }

    @Test
    void anUnusableConnectionSaysSoAtEveryCall() {
        try (var connection = OmniConnection.open(settings(Map.of()))) {
            assertThat(connection.trouble().orElseThrow()).contains("siderite.omni.endpoint");
            assertThat(connection.state().get(Kinds.MACHINES, "a").why()).contains("siderite.omni.endpoint");
            assertThat(connection.management().createSchematic("", "1.0").why()).contains("siderite.omni.endpoint");
            try (var watch = connection.state().watch(Kinds.MACHINES, _ -> {})) {
                assertThat(watch.trouble().orElseThrow()).contains("siderite.omni.endpoint");
            }
        }
    }

    private static OmniSettings settings(String endpoint) {
        return settings(Map.of("endpoint", endpoint, "service-account-key", KEY));
    }

    private static OmniSettings settings(Map<String, String> keys) {
        var properties = new HashMap<String, String>();
        keys.forEach((key, value) -> properties.put("siderite.omni." + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(OmniSettings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(OmniSettings.class);
    }
}
