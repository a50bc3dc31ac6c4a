package io.siderite.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.siderite.provisioner.ProvisionerConfig.ImageCleanup;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvisionerConfigTest {

    @Test
    void defaults() {
        ProvisionerConfig config = config(Map.of());

        assertThat(config.vmidRange()).isEqualTo("5000-5999");
        assertThat(config.vmidRest()).isEqualTo(Duration.ofHours(1));
        assertThat(config.tasksPerStorage()).isEqualTo(2);
        assertThat(config.tasksPerNode()).isEqualTo(4);
        assertThat(config.inventoryPeriod()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.inventoryAfterChange()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.inventoryRepeat()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.imageGrace()).isEqualTo(Duration.ofHours(24));
        assertThat(config.imageCleanup()).isEqualTo(ImageCleanup.REMOVE);
    }

    @Test
    void everyKey() {
        ProvisionerConfig config = config(Map.of(
                "siderite.provisioner.image-grace", "7d",
                "siderite.provisioner.image-cleanup", "report",
                "siderite.provisioner.vmid-range", "100-200",
                "siderite.provisioner.vmid-rest", "5m",
                "siderite.provisioner.tasks-per-storage", "1",
                "siderite.provisioner.tasks-per-node", "8",
                "siderite.provisioner.inventory-period", "30s",
                "siderite.provisioner.inventory-after-change", "1s",
                "siderite.provisioner.inventory-repeat", "2m"));

        assertThat(VmidRange.parse(config.vmidRange())).isEqualTo(new VmidRange(100, 200));
        assertThat(config.vmidRest()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.tasksPerStorage()).isEqualTo(1);
        assertThat(config.tasksPerNode()).isEqualTo(8);
        assertThat(config.inventoryPeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.inventoryAfterChange()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.inventoryRepeat()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.imageGrace()).isEqualTo(Duration.ofDays(7));
        assertThat(config.imageCleanup()).isEqualTo(ImageCleanup.REPORT);
    }

    @Test
    void aRangeThatIsNoneIsSaidSo() {
        for (String wrong : new String[] {"", "5000", "200-100", "1-50", "a-b"}) {
            assertThatThrownBy(() -> VmidRange.parse(wrong))
                    .hasMessageContaining("siderite.provisioner.vmid-range")
                    .hasMessageContaining("5000-5999");
        }
    }

    private static ProvisionerConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ProvisionerConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(ProvisionerConfig.class);
    }
}
