package io.siderite.proxmoxsim.api;

import java.util.List;
import java.util.Map;

/** {@code GET /cluster/resources}: the snapshot, as far as the caller may see it. */
final class Resources {
    private Resources() {}

    static Object list(Call c) {
        String type = c.optional("type");
        List<Map<String, Object>> seen = c.cluster().snapshot().entries().stream()
                .filter(e -> type == null || kind(e).equals(type))
                .filter(e -> visible(c, e))
                .toList();
        return seen;
    }

    private static String kind(Map<String, Object> entry) {
        Object type = entry.get("type");
        return "qemu".equals(type) || "lxc".equals(type) ? "vm" : String.valueOf(type);
    }

    private static boolean visible(Call c, Map<String, Object> entry) {
        return switch (kind(entry)) {
            case "vm" -> c.may("/vms/" + entry.get("vmid"), "VM.Audit");
            case "storage" -> c.may("/storage/" + entry.get("storage"), "Datastore.Audit");
            default -> true;
        };
    }
}
