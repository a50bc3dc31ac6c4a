package io.siderite.evaluator.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredNetworksTest {

    @Test
    void theNetworksOfTheConfigurationAreRead() {
        var networks = ConfiguredNetworks.of(config(Map.of(
                "siderite.networks.storage.subnet", "172.31.250.0/24",
                "siderite.networks.storage.bridge", "vmbr1",
                "siderite.evaluator.host-reserve", "2G")));

        assertThat(networks.current().byName()).containsOnlyKeys("storage");
        assertThat(ConfiguredNetworks.of(config(Map.of())).current().byName()).isEmpty();
    }

    @Test
    void wrongOnesStopTheStartWithEveryProblem() {
        var wrong = config(Map.of(
                "siderite.networks.storage.subnet", "172.31.250.0/240",
                "siderite.networks.storage.mtu", "-1"));

        assertThatThrownBy(() -> ConfiguredNetworks.of(wrong))
                .hasMessageContaining("siderite.networks.storage.subnet")
                .hasMessageContaining("siderite.networks.storage.mtu");
    }

    private static SmallRyeConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build();
    }
}
