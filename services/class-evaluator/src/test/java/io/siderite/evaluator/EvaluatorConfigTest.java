package io.siderite.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.siderite.networks.Networks;
import io.siderite.placement.PlacingPolicy;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorConfigTest {

    @Test
    void theDefaultsAreTheCoreS() {
        assertThat(config(Map.of()).policy()).isEqualTo(PlacingPolicy.DEFAULT);
    }

    @Test
    void everyKeyIsHeard() {
        var policy = config(Map.of(
                        "siderite.evaluator.host-reserve", "512M",
                        "siderite.evaluator.host-reserve-fraction", "0.1",
                        "siderite.evaluator.inventory-max-age", "PT10M"))
                .policy();

        assertThat(policy).isEqualTo(new PlacingPolicy(512L << 20, 0.1, Duration.ofMinutes(10), Networks.none()));
    }

    @Test
    void aPartBeyondOneIsRefusedInWords() {
        var config = config(Map.of("siderite.evaluator.host-reserve-fraction", "5"));

        assertThatThrownBy(config::policy).hasMessageContaining("host-reserve-fraction is 5.0; set it to");
    }

    private static EvaluatorConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(EvaluatorConfig.class)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build()
                .getConfigMapping(EvaluatorConfig.class);
    }
}
