package io.siderite.cli.check;

import io.siderite.cli.check.Finding.Level;
import io.siderite.proxmox.IsoStorage;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Privileges;
import io.siderite.proxmox.Privileges.Missing;
import io.siderite.proxmox.Privileges.Use;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Bridge;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a cluster that lets us in has for our machines: nodes, storages, bridges, and the privileges to use them. */
final class ClusterCheck {

    private final String about;
    private final ProxmoxCluster cluster;
    private final String who;
    private final IsoStorage isoStorage;
    private final Map<String, List<String>> permissions;

    /** A set: what is the same on every node is said once. */
    private final Set<Finding> findings = new LinkedHashSet<>();

    private ClusterCheck(
            String about,
            ProxmoxCluster cluster,
            String who,
            IsoStorage isoStorage,
            Map<String, List<String>> permissions) {
        this.about = about;
        this.cluster = cluster;
        this.who = who;
        this.isoStorage = isoStorage;
        this.permissions = permissions;
    }

    /**
     * @param who the token or user we are
     * @param isoStorage the storage for ISOs that is preferred where a node has it
     */
    static List<Finding> of(String about, ProxmoxCluster cluster, String who, IsoStorage isoStorage) {
        return switch (cluster.permissions()) {
            case Outcome.Done<Map<String, List<String>>> held ->
                List.copyOf(new ClusterCheck(about, cluster, who, isoStorage, held.value()).run());
            case Outcome<Map<String, List<String>>> failed ->
                List.of(Finding.problem(about, "does not tell the privileges of " + who + ": " + failed.why()));
        };
    }

    private Set<Finding> run() {
        lacking("/vms", uses(List.of(), List.of(), List.of(), List.of()))
                .ifPresent(missing -> findings.add(Finding.problem(about, "no VM can be made: " + missing)));
        switch (cluster.nodes()) {
            case Outcome.Done<List<ClusterNode>> nodes -> nodes.value().forEach(this::node);
            case Outcome<List<ClusterNode>> failed ->
                findings.add(Finding.problem(about, "does not tell its nodes: " + failed.why()));
        }
        ClassWishes.notes(cluster, permissions).ifPresent(notes -> findings.add(Finding.ok(about, notes)));
        return findings;
    }

    private void node(ClusterNode node) {
        if (!node.online()) {
            findings.add(Finding.warning(
                    about, "node " + node.name() + " is offline: no machine is placed there until it is back"));
            return;
        }
        lacking("/nodes/" + node.name(), uses(List.of(node.name()), List.of(), List.of(), List.of()))
                .ifPresent(missing ->
                        findings.add(Finding.problem(about, "node " + node.name() + " can't be used: " + missing)));
        List<String> disks = List.of();
        List<String> isos = List.of();
        switch (cluster.storages(node.name())) {
            case Outcome.Done<List<StorageStatus>> storages -> {
                disks = disks(node.name(), storages.value());
                isos = isos(node.name(), storages.value());
            }
            case Outcome<List<StorageStatus>> failed -> unread(node, "storages", failed);
        }
        List<String> bridges = List.of();
        switch (cluster.bridges(node.name())) {
            case Outcome.Done<List<Bridge>> found -> bridges = bridges(node.name(), found.value());
            case Outcome<List<Bridge>> failed -> unread(node, "bridges", failed);
        }
        if (!disks.isEmpty() && !isos.isEmpty() && !bridges.isEmpty()) {
            findings.add(Finding.ok(
                    about,
                    "node %s is online; disks can go on %s, ISOs on %s, network devices on %s"
                            .formatted(
                                    node.name(),
                                    String.join(", ", disks),
                                    String.join(", ", isos),
                                    String.join(", ", bridges))));
        }
    }

    private void unread(ClusterNode node, String what, Outcome<?> failed) {
        findings.add(
                Finding.problem(about, "node " + node.name() + " does not tell its " + what + ": " + failed.why()));
    }

    /** The storages that a disk can be put on. */
    private List<String> disks(String node, List<StorageStatus> storages) {
        List<String> there = active(node, storages, s -> s.content().contains("images"));
        if (there.isEmpty()) {
            findings.add(Finding.problem(
                    about,
                    "node %s has no active storage with content images that %s sees: add \"Disk image\" to a storage's content, and grant Datastore.AllocateSpace and Datastore.Audit on it"
                            .formatted(node, who)));
        }
        return allowed(
                there,
                "storage",
                "disks",
                s -> lacking("/storage/" + s, uses(List.of(), List.of(s), List.of(), List.of())));
    }

    /** The storages that an ISO can be put on. */
    private List<String> isos(String node, List<StorageStatus> storages) {
        List<String> there = active(node, storages, s -> s.content().contains("iso"));
        if (there.isEmpty()) {
            findings.add(Finding.problem(
                    about,
                    "node %s has no active storage with content iso that %s sees: add \"ISO image\" to the content of a storage that keeps files, and grant %s on it"
                            .formatted(node, who, String.join(", ", Privileges.ISOS))));
            return there;
        }
        if (isoStorage instanceof IsoStorage.Selected selected
                && selected.on(cluster.name(), node, storages).isEmpty()) {
            findings.add(Finding.warning(
                    about,
                    "iso-storage-selector is true for no active storage with content iso of node %s: ISOs go on %s there; it is %s"
                            .formatted(node, String.join(", ", there), selected.selector())));
        }
        isoStorage
                .on(cluster.name(), node, storages)
                .filter(preferred -> !there.contains(preferred))
                .ifPresent(preferred -> findings.add(Finding.warning(
                        about,
                        "node %s has no active storage %s with content iso, as iso-storage wants it: ISOs go on %s there; correct the name, or add \"ISO image\" to its content"
                                .formatted(node, preferred, String.join(", ", there)))));
        return allowed(
                there,
                "storage",
                "ISOs",
                s -> lacking("/storage/" + s, uses(List.of(), List.of(), List.of(s), List.of())));
    }

    private List<String> active(String node, List<StorageStatus> storages, Predicate<StorageStatus> wanted) {
        List<StorageStatus> there =
                storages.stream().filter(wanted).filter(StorageStatus::enabled).toList();
        there.stream()
                .filter(s -> !s.active())
                .forEach(s -> findings.add(Finding.warning(
                        about,
                        "storage %s is not active on node %s: nothing is put there until it is; see why with `pvesm status` on the node"
                                .formatted(s.storage(), node))));
        return there.stream()
                .filter(StorageStatus::active)
                .map(StorageStatus::storage)
                .toList();
    }

    /** The bridges that a network device can be put on. */
    private List<String> bridges(String node, List<Bridge> bridges) {
        List<String> there =
                bridges.stream().filter(Bridge::active).map(Bridge::name).toList();
        if (there.isEmpty()) {
            findings.add(Finding.problem(
                    about,
                    "node %s has no active bridge that %s sees: make one, or grant SDN.Use on /sdn/zones/localnetwork/<bridge>"
                            .formatted(node, who)));
        }
        return allowed(
                there,
                "bridge",
                "network devices",
                b -> lacking("/sdn/zones/localnetwork/" + b, uses(List.of(), List.of(), List.of(), List.of(b))));
    }

    /** Those that we may use. That a few are not for us can be meant so; that none is, can't. */
    private List<String> allowed(
            List<String> names, String kind, String what, Function<String, Optional<String>> lacking) {
        List<String> usable =
                names.stream().filter(n -> lacking.apply(n).isEmpty()).toList();
        Level level = usable.isEmpty() ? Level.PROBLEM : Level.WARNING;
        names.forEach(name -> lacking.apply(name)
                .ifPresent(missing -> findings.add(
                        new Finding(level, about, kind + " " + name + " can't be used for " + what + ": " + missing))));
        return usable;
    }

    /** The privileges that are missing on a path for a use, and what to do; empty when none is. */
    private Optional<String> lacking(String path, Use use) {
        String missing = Privileges.missing(permissions, use).stream()
                .filter(m -> m.path().equals(path))
                .map(Missing::privilege)
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ("%s lacks %s on %s: grant them there (Datacenter > Permissions); a token with privilege separation"
                                        + " needs them itself, beside its user")
                                .formatted(who, missing, path));
    }

    private static Use uses(List<String> nodes, List<String> disks, List<String> isos, List<String> bridges) {
        return new Use(nodes, disks, isos, bridges, List.of());
    }
}
