package io.siderite.inventory;

import io.siderite.proxmox.ProxmoxSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * What the configuration says of a cluster, for those who place machines.
 *
 * @param isoStorage the storage preferred for ISOs; empty text: none
 * @param labels of each node that has some
 */
public record ClusterSettings(String isoStorage, Map<String, Map<String, String>> labels) {

    /** Nothing is said. */
    public static final ClusterSettings NONE = new ClusterSettings("", Map.of());

    /** Out of the settings. */
    public static ClusterSettings of(ProxmoxSettings.Cluster settings) {
        Map<String, Map<String, String>> labels = new HashMap<>();
        settings.nodes().forEach((node, said) -> labels.put(node, Map.copyOf(said.labels())));
        return new ClusterSettings(settings.isoStorage().orElse(""), Map.copyOf(labels));
    }
}
