package io.siderite.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.proxmox.ProxmoxCluster.Bridge;
import io.siderite.proxmox.ProxmoxCluster.ClusterNode;
import io.siderite.proxmox.ProxmoxCluster.IsoFile;
import io.siderite.proxmox.ProxmoxCluster.NodeResource;
import io.siderite.proxmox.ProxmoxCluster.NodeVm;
import io.siderite.proxmox.ProxmoxCluster.Resources;
import io.siderite.proxmox.ProxmoxCluster.StorageResource;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.ProxmoxCluster.TaskState;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.ProxmoxCluster.Version;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import io.siderite.proxmox.ProxmoxCluster.VmResource;
import io.siderite.proxmox.ProxmoxCluster.VmStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code data} of answers as our records. Perl tells numbers, strings and booleans apart by how they were last used,
 * so each may come as any of them; what is missing is empty, zero or false.
 */
final class Answers {

    private Answers() {}

    static Version version(JsonNode data) {
        return new Version(text(data, "version"), text(data, "release"));
    }

    static Resources resources(JsonNode data) {
        List<NodeResource> nodes = new ArrayList<>();
        List<VmResource> vms = new ArrayList<>();
        List<StorageResource> storages = new ArrayList<>();
        for (JsonNode item : data) {
            switch (text(item, "type")) {
                case "node" -> nodes.add(node(item));
                case "qemu", "lxc" -> vms.add(vm(item));
                case "storage" -> storages.add(storage(item));
                default -> {} // pools, SDN zones and what later releases add: not ours to place on
            }
        }
        return new Resources(List.copyOf(nodes), List.copyOf(vms), List.copyOf(storages));
    }

    private static NodeResource node(JsonNode item) {
        return new NodeResource(
                text(item, "node"),
                text(item, "status").equals("online"),
                (int) number(item, "maxcpu"),
                number(item, "maxmem"),
                number(item, "mem"),
                text(item, "hastate"));
    }

    private static VmResource vm(JsonNode item) {
        return new VmResource(
                (int) number(item, "vmid"),
                text(item, "node"),
                text(item, "type"),
                text(item, "name"),
                text(item, "status"),
                bool(item, "template"),
                number(item, "maxmem"),
                (int) number(item, "maxcpu"),
                words(text(item, "tags")));
    }

    private static StorageResource storage(JsonNode item) {
        return new StorageResource(
                text(item, "node"),
                text(item, "storage"),
                text(item, "plugintype"),
                text(item, "status"),
                bool(item, "shared"),
                words(text(item, "content")),
                number(item, "maxdisk"),
                number(item, "disk"));
    }

    static List<ClusterNode> nodes(JsonNode data) {
        return list(
                data,
                item -> new ClusterNode(text(item, "node"), text(item, "status").equals("online")));
    }

    static List<NodeVm> vms(JsonNode data) {
        return list(
                data, item -> new NodeVm((int) number(item, "vmid"), text(item, "name"), words(text(item, "tags"))));
    }

    static VmConfig vmConfig(JsonNode data) {
        Map<String, String> values = new LinkedHashMap<>();
        data.properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
        return new VmConfig(Map.copyOf(values));
    }

    static VmStatus vmStatus(JsonNode data) {
        return new VmStatus(text(data, "status"), text(data, "lock"), bool(data.path("ha"), "managed"));
    }

    /** A task's name; {@link Upid#NONE} when the work was done at once. */
    static Upid upid(JsonNode data) {
        return data.isTextual() ? new Upid(data.asText()) : Upid.NONE;
    }

    static TaskState task(JsonNode data) {
        if (!text(data, "status").equals("stopped")) {
            return new TaskState.Running();
        }
        String exit = text(data, "exitstatus").strip();
        return exit.equals("OK") || exit.startsWith("WARNINGS")
                ? new TaskState.Succeeded(exit)
                : new TaskState.Failed(Outcomes.ofExit(exit.isEmpty() ? "unexpected status" : exit));
    }

    /** What QEMU itself says in a task's log, such as {@code cannot set up guest memory 'pc.ram': Cannot allocate memory}. */
    static String qemusWords(JsonNode data) {
        return list(data, line -> text(line, "t")).stream()
                .filter(line -> line.startsWith("kvm: "))
                .map(line -> line.substring("kvm: ".length()))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    static List<StorageStatus> storages(JsonNode data) {
        return list(
                data,
                item -> new StorageStatus(
                        text(item, "storage"),
                        text(item, "type"),
                        bool(item, "active"),
                        bool(item, "enabled"),
                        bool(item, "shared"),
                        words(text(item, "content")),
                        number(item, "total"),
                        number(item, "avail")));
    }

    static List<IsoFile> isos(JsonNode data) {
        return list(
                data,
                item -> new IsoFile(
                        text(item, "volid"), number(item, "size"), Instant.ofEpochSecond(number(item, "ctime"))));
    }

    static List<String> pools(JsonNode data) {
        return list(data, item -> text(item, "poolid"));
    }

    /** Each mapping's name to the nodes that have an entry in it: {@code "map": ["node=pve1,path=0000:01:00.0,…"]}. */
    static Map<String, Set<String>> mappings(JsonNode data) {
        Map<String, Set<String>> nodes = new TreeMap<>();
        for (JsonNode mapping : data) {
            Set<String> having = nodes.computeIfAbsent(text(mapping, "id"), _ -> new TreeSet<>());
            for (JsonNode entry : mapping.path("map")) {
                Stream.of(entry.asText().split(","))
                        .filter(part -> part.startsWith("node="))
                        .map(part -> part.substring("node=".length()))
                        .forEach(having::add);
            }
        }
        return nodes;
    }

    static List<Bridge> bridges(JsonNode data) {
        return list(data, item -> new Bridge(text(item, "iface"), bool(item, "active"), (int) number(item, "mtu")));
    }

    /**
     * Path to privileges. The value of each is whether it propagates: on a path that only holds others, such as /vms,
     * one that doesn't propagate is of no use and left out.
     */
    static Map<String, List<String>> permissions(JsonNode data) {
        Map<String, List<String>> held = new LinkedHashMap<>();
        data.properties()
                .forEach(path -> held.put(
                        path.getKey(),
                        path.getValue().properties().stream()
                                .filter(p -> truth(p.getValue()) || !Privileges.isParent(path.getKey()))
                                .map(Map.Entry::getKey)
                                .toList()));
        return Map.copyOf(held);
    }

    static <T> List<T> list(JsonNode data, Function<JsonNode, T> read) {
        return Stream.iterate(0, i -> i < data.size(), i -> i + 1)
                .map(data::path)
                .map(read)
                .toList();
    }

    static List<String> words(String text) {
        return Stream.of(text.split("[;, ]+")).filter(w -> !w.isEmpty()).toList();
    }

    static String text(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    static long number(JsonNode item, String key) {
        JsonNode value = item.path(key);
        return value.isTextual() ? (long) value.asDouble(0) : value.asLong(0);
    }

    /** Proxmox's booleans: 1, "1" and true; "yes" and "on" in what people wrote by hand. */
    static boolean bool(JsonNode item, String key) {
        return truth(item.path(key));
    }

    private static boolean truth(JsonNode value) {
        return switch (value.asText("")) {
            case "1", "true", "yes", "on" -> true;
            default -> false;
        };
    }
}
