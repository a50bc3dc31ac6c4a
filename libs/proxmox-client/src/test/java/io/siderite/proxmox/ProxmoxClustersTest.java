package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProxmoxClustersTest {

    @Inject
    ProxmoxClusters clusters;

    @Test
    void wrongClusterDoesNotKeepOthersFromWorking() {
        assertThat(clusters.all()).extracting(ProxmoxCluster::name).containsExactly("lab");
        assertThat(clusters.named("broken")).isEmpty();
        assertThat(clusters.problems()).hasSize(2).allMatch(p -> p.startsWith("siderite.proxmox.clusters.broken: "));
    }
}
