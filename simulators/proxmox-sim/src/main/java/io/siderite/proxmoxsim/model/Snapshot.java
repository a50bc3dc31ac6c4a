package io.siderite.proxmoxsim.model;

import io.siderite.proxmoxsim.World.NodeSpec;
import io.siderite.proxmoxsim.ha.HaConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes last told each other of themselves: what {@code /cluster/resources} shows. It is made anew only when it
 * has become too old, so it may miss a VM, or still have one.
 */
public final class Snapshot {
    private final Cluster cluster;
    private final Duration period;
    private @Nullable Instant taken;
    private List<Map<String, Object>> entries = List.of();

    public Snapshot(Cluster cluster) {
        this.cluster = cluster;
        this.period = cluster.pace().scaled(cluster.world().resourcesPeriod());
    }

    /** VMs, nodes and storages, the way the API shows them. */
    public synchronized List<Map<String, Object>> entries() {
        Instant now = Instant.now();
        if (taken == null || !now.isBefore(taken.plus(period))) {
            entries = take(now);
            taken = now;
        }
        return entries;
    }

    private List<Map<String, Object>> take(Instant now) {
        List<Map<String, Object>> all = new ArrayList<>(cluster.read(vms -> {
            List<Map<String, Object>> list = new ArrayList<>();
            vms.values().forEach(vm -> list.add(vm(vm, now)));
            return list;
        }));
        for (NodeSpec n : cluster.world().nodes()) {
            all.add(node(n));
        }
        for (NodeSpec n : cluster.world().nodes()) {
            for (Storage s : cluster.storages(n.name())) {
                all.add(storage(n.name(), s));
            }
        }
        return List.copyOf(all);
    }

    private Map<String, Object> vm(Vm vm, Instant now) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("id", "qemu/" + vm.vmid());
        e.put("type", "qemu");
        e.put("vmid", vm.vmid());
        e.put("node", vm.node());
        // From the cluster's own file system, which has the configurations of an offline node too.
        if (vm.config().containsKey("tags")) {
            e.put("tags", vm.config().get("tags"));
        }
        if (!vm.pool().isEmpty()) {
            e.put("pool", vm.pool());
        }
        // Of a VM just made its node has told nothing before its next round.
        if (!cluster.online(vm.node()) || now.isBefore(vm.claimedAt().plus(period))) {
            e.put("status", "unknown");
            return e;
        }
        Instant since = vm.startedAt();
        e.put("name", vm.name());
        e.put("status", vm.running() ? "running" : "stopped");
        e.put("template", vm.number("template", 0));
        e.put("maxcpu", vm.number("sockets", 1) * vm.number("cores", 1));
        e.put("maxmem", vm.number("memory", 512) << 20);
        e.put("mem", vm.running() ? vm.number("memory", 512) << 19 : 0);
        e.put("cpu", vm.running() ? 0.01 : 0);
        e.put("uptime", since == null ? 0 : Duration.between(since, now).toSeconds());
        e.put("maxdisk", 0);
        e.put("disk", 0);
        if (!vm.lock().isEmpty()) {
            e.put("lock", vm.lock());
        }
        String ha = cluster.ha().state(HaConfig.sid(vm.vmid()));
        if (ha != null) {
            e.put("hastate", ha);
        }
        return e;
    }

    private Map<String, Object> node(NodeSpec n) {
        boolean online = cluster.online(n.name());
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("id", "node/" + n.name());
        e.put("type", "node");
        e.put("node", n.name());
        e.put("status", online ? "online" : "offline");
        e.put("level", "");
        e.put("maxcpu", n.cpus());
        e.put("maxmem", n.memory());
        e.put("maxdisk", 100L << 30);
        if (online) {
            e.put("cpu", 0.02);
            e.put("mem", memoryInUse(n.name()));
            e.put("disk", 10L << 30);
            e.put("uptime", 86_400);
        }
        return e;
    }

    /** Bytes: the host's own and what its running VMs have. */
    public long memoryInUse(String node) {
        return cluster.read(vms -> vms.values().stream()
                        .filter(vm -> vm.node().equals(node) && vm.running())
                        .mapToLong(vm -> vm.number("memory", 512) << 20)
                        .sum())
                + (2L << 30);
    }

    private Map<String, Object> storage(String node, Storage s) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("id", "storage/" + node + "/" + s.spec().id());
        e.put("type", "storage");
        e.put("node", node);
        e.put("storage", s.spec().id());
        e.put("plugintype", s.spec().type());
        e.put("shared", s.spec().shared() ? 1 : 0);
        e.put("content", String.join(",", new TreeSet<>(s.spec().content())));
        boolean online = cluster.online(node);
        e.put("status", online ? "available" : "unknown");
        if (online) {
            e.put("maxdisk", s.spec().total());
            e.put("disk", s.used());
        }
        return e;
    }
}
