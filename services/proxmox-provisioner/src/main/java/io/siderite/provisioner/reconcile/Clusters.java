package io.siderite.provisioner.reconcile;

import io.siderite.provisioner.proxmox.Hypervisor;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The configured clusters: whom to act through, and how each was last seen. */
public final class Clusters {

    private final Map<String, Hypervisor> hypervisors;
    private final Map<String, ClusterView> views = new ConcurrentHashMap<>();

    /**
     * @param hypervisors by the clusters' names
     */
    public Clusters(Map<String, Hypervisor> hypervisors) {
        this.hypervisors = Map.copyOf(hypervisors);
    }

    /** Their names. */
    public Set<String> names() {
        return hypervisors.keySet();
    }

    /** Whom to act through; empty when the cluster isn't configured. */
    public Optional<Hypervisor> hypervisor(String cluster) {
        return Optional.ofNullable(hypervisors.get(cluster));
    }

    /** How it was last seen; empty until it was read completely once. */
    public Optional<ClusterView> view(String cluster) {
        return Optional.ofNullable(views.get(cluster));
    }

    /** It was read. */
    public void seen(String cluster, ClusterView view) {
        views.put(cluster, view);
    }

    /** Where a storage's content is: the node, or empty text where nodes are known to share it. */
    String place(String cluster, String node, String storage) {
        return view(cluster).map(v -> v.place(node, storage)).orElse(node);
    }
}
