package io.siderite.cli.machineclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.networks.Networks;
import io.siderite.placement.PlacingPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The keys of class-evaluator, whose own test holds its defaults to the same policy. */
class ConfiguredPolicyTest {

    private static final String RESERVE = "siderite.evaluator.host-reserve";
    private static final String FRACTION = "siderite.evaluator.host-reserve-fraction";

    @Test
    void nothingSaidIsTheDefault() {
        assertThat(read(Map.of(), Map.of())).isEqualTo(new ConfiguredPolicy.Reading.Read(PlacingPolicy.DEFAULT));
    }

    @Test
    void whatIsSaidAndTheEnvironmentFirst() {
        assertThat(read(Map.of(RESERVE, "512M", FRACTION, "0.1"), Map.of("SIDERITE_EVALUATOR_HOST_RESERVE", "1G")))
                .isEqualTo(new ConfiguredPolicy.Reading.Read(new PlacingPolicy(1L << 30, 0.1, Networks.none())));
    }

    @Test
    void everythingThatIsWrongIsSaid() {
        assertThat(read(Map.of(RESERVE, "much", FRACTION, "5"), Map.of()))
                .isEqualTo(new ConfiguredPolicy.Reading.Wrong(List.of(
                        RESERVE + " is \"much\": it must be a size such as 2G or 512M",
                        FRACTION + " is \"5\": it must be a number from 0 to 1, such as 0.05")));
    }

    @Test
    void storageNetworksAreReadToo() {
        assertThat(read(
                        Map.of(
                                "siderite.networks.storage.bridge", "vmbr1",
                                "siderite.networks.storage.subnet", "172.31.250.0/24"),
                        Map.of()))
                .isInstanceOfSatisfying(
                        ConfiguredPolicy.Reading.Read.class,
                        read -> assertThat(read.policy().networks().find("storage"))
                                .isPresent());
    }

    private static ConfiguredPolicy.Reading read(Map<String, String> keys, Map<String, String> environment) {
        return ConfiguredPolicy.read(keys, environment);
    }
}
