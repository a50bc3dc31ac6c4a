package io.siderite.proxmox;

import io.siderite.proxmox.Connection.Checked;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The configured Proxmox clusters by name. */
@ApplicationScoped
public class ProxmoxClusters {

    private static final Logger LOG = Logger.getLogger(ProxmoxClusters.class);

    private final Map<String, ProxmoxCluster> clusters = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Checks the settings, says what is wrong with them, and connects to nobody yet. */
    @Inject
    public ProxmoxClusters(ProxmoxSettings settings) {
        settings.clusters().forEach((name, cluster) -> {
            switch (Connection.from(name, cluster)) {
                case Checked.Good good ->
                    clusters.put(name, RestProxmoxCluster.connect(good.connection(), IsoStorage.of(cluster)));
                case Checked.Wrong wrong -> problems.addAll(wrong.problems());
            }
        });
        problems.forEach(LOG::error);
    }

    /** The clusters whose settings are complete, by name. */
    public List<ProxmoxCluster> all() {
        return List.copyOf(clusters.values());
    }

    /** One cluster; empty when it isn't configured or its settings are wrong. */
    public Optional<ProxmoxCluster> named(String name) {
        return Optional.ofNullable(clusters.get(name));
    }

    /** What is wrong with the settings, each a sentence that says where, what, and what to do. */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
