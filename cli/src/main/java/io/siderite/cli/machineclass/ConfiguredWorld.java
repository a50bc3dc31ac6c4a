package io.siderite.cli.machineclass;

import io.siderite.cli.check.Clients;
import io.siderite.cli.check.ProxmoxCheck;
import io.siderite.inventory.ClusterSettings;
import io.siderite.inventory.FactsReader;
import io.siderite.inventory.InventoryReader;
import io.siderite.machineclass.MachineClass;
import io.siderite.placement.Inventory;
import io.siderite.placement.World;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proxmox.Connection;
import io.siderite.proxmox.IsoStorage;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Privileges;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxSettings;
import io.siderite.proxmox.RestProxmoxCluster;
import io.siderite.settings.Settings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads every configured cluster as it stands, by reading calls alone. */
final class ConfiguredWorld {

    private final List<MachineClass> classes;
    private final List<NodeInventory> nodes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ConfiguredWorld(List<MachineClass> classes) {
        this.classes = classes;
    }

    /** What came of reading them. */
    sealed interface Reading {
        /** @param notes what is not known of it, a sentence each */
        record Read(World world, List<String> notes) implements Reading {}

        /** The configuration is wrong, or no cluster can be read; a sentence each. */
        record Failed(List<String> problems) implements Reading {}
    }

    /** @param classes that are to be placed: what none of them asks for is not missed */
    static Reading read(Settings settings, Map<String, String> environment, List<MachineClass> classes) {
        return switch (ConfiguredPolicy.read(settings.keys(), environment)) {
            case ConfiguredPolicy.Reading.Wrong wrong -> new Reading.Failed(wrong.problems());
            case ConfiguredPolicy.Reading.Read read -> {
                ConfiguredWorld all = new ConfiguredWorld(classes);
                new TreeMap<>(Clients.of(settings.keys()).proxmox().clusters()).forEach(all::cluster);
                yield all.nodes.isEmpty()
                        ? new Reading.Failed(all.notes)
                        : new Reading.Read(
                                World.of(Inventory.of(all.nodes), List.of(), read.policy()), List.copyOf(all.notes));
            }
        };
    }

    private void cluster(String name, ProxmoxSettings.Cluster settings) {
        switch (Connection.from(name, settings)) {
            case Connection.Checked.Wrong wrong -> unread(name, wrong.problems());
            case Connection.Checked.Good good ->
                cluster(settings, RestProxmoxCluster.connect(good.connection(), IsoStorage.of(settings)));
        }
    }

    private void cluster(ProxmoxSettings.Cluster settings, ProxmoxCluster cluster) {
        InventoryReader reader = new InventoryReader(
                cluster,
                ClusterSettings.of(settings),
                new FactsReader(cluster, Duration.ofDays(1), InstantSource.system()));
        switch (reader.read()) {
            case Outcome.Done<List<NodeInventory>> read -> {
                nodes.addAll(read.value());
                hidden(cluster, read.value());
                unchecked(cluster.name(), read.value());
            }
            case Outcome<List<NodeInventory>> failed -> {
                // Each endpoint by itself tells more, such as the fingerprint it shows.
                List<String> closer = ProxmoxCheck.problems(cluster.name(), settings);
                unread(cluster.name(), closer.isEmpty() ? List.of(failed.why()) : closer);
            }
        }
    }

    private void unread(String cluster, List<String> problems) {
        String theirs = "cluster " + cluster + ": ";
        problems.forEach(why -> notes.add("Proxmox cluster %s can't be read: %s"
                .formatted(cluster, why.startsWith(theirs) ? why.substring(theirs.length()) : why)));
    }

    /** Proxmox leaves out what we may not see, and says nothing of it. */
    private void hidden(ProxmoxCluster cluster, List<NodeInventory> read) {
        if (!(cluster.permissions() instanceof Outcome.Done<Map<String, List<String>>> held)) {
            return;
        }
        List<String> lacking = new ArrayList<>();
        Privileges.missing(held.value(), "/vms", List.of("VM.Audit")).forEach(p -> lacking.add(p + " on /vms"));
        for (NodeInventory node : read) {
            String path = "/nodes/" + node.getNode();
            Privileges.missing(held.value(), path, List.of("Sys.Audit")).forEach(p -> lacking.add(p + " on " + path));
        }
        if (!lacking.isEmpty()) {
            notes.add("Proxmox cluster %s does not show all there is, and what it hides is not counted: we lack %s"
                    .formatted(cluster.name(), String.join(", ", lacking)));
        }
    }

    private void unchecked(String cluster, List<NodeInventory> read) {
        boolean devices = classes.stream()
                .anyMatch(c -> !c.pciDevices().isEmpty() || !c.usbDevices().isEmpty());
        boolean pools = classes.stream().anyMatch(c -> !c.listing().pool().isEmpty());
        if (devices && !read.stream().allMatch(NodeInventory::getMappingsRead)) {
            notes.add(unchecked(cluster, "resource mappings", "Mapping.Audit on /mapping"));
        }
        if (pools && !read.stream().allMatch(NodeInventory::getPoolsRead)) {
            notes.add(unchecked(cluster, "pools", "Pool.Audit on /pool"));
        }
    }

    private static String unchecked(String cluster, String what, String privilege) {
        return "the %s of Proxmox cluster %s can't be read, and those that classes name are not checked: it takes %s"
                .formatted(what, cluster, privilege);
    }
}
