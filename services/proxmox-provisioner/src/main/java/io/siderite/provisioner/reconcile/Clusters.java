package io.siderite.provisioner.reconcile;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.proxmox.Hypervisor;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The configured clusters: whom to act through, and how each was last seen. */
public final class Clusters {

    private final Map<String, Hypervisor> hypervisors;
    private final Set<String> wrong;
    private final Map<String, ClusterView> views = new ConcurrentHashMap<>();

    /**
     * @param hypervisors by the clusters' names
     * @param wrong clusters whose settings are wrong, so that nobody can act there
     */
    public Clusters(Map<String, Hypervisor> hypervisors, Set<String> wrong) {
        this.hypervisors = Map.copyOf(hypervisors);
        this.wrong = Set.copyOf(wrong);
    }

    /** Their names. */
    public Set<String> names() {
        return hypervisors.keySet();
    }

    /** Whom to act through, in all of them. */
    Collection<Hypervisor> hypervisors() {
        return hypervisors.values();
    }

    /** Why a VM that is in none of them may stand all the same; empty when it can't. */
    Optional<Failure> unsearchable() {
        if (!wrong.isEmpty()) {
            return Optional.of(new Failure(
                    Failure.Kind.REJECTED,
                    "the settings of the Proxmox clusters " + wrong + " are wrong, and the VM may be there: correct"
                            + " siderite.proxmox.clusters, or take these clusters out"));
        }
        return hypervisors.isEmpty()
                ? Optional.of(new Failure(
                        Failure.Kind.REJECTED,
                        "no Proxmox cluster is configured, so that nobody can say whether the VM stands: set"
                                + " siderite.proxmox.clusters"))
                : Optional.empty();
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
