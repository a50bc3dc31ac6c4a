package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.World.MappedDevice;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** {@code /cluster/mapping}: the devices that have a name in the cluster. */
final class MappingApi {
    private static final List<String> SEE = List.of("Mapping.Modify", "Mapping.Use", "Mapping.Audit");
    private static final Schema CHECK = new Schema(Map.of("check-node", Property.text()));

    private MappingApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", "/cluster/mapping/pci", null, CHECK, c -> list(c, "pci")),
                Route.of("GET", "/cluster/mapping/usb", null, CHECK, c -> list(c, "usb")),
                Route.of("GET", "/cluster/mapping/pci/{id}", see("pci"), Schema.NONE, c -> one(c, "pci")),
                Route.of("GET", "/cluster/mapping/usb/{id}", see("usb"), Schema.NONE, c -> one(c, "usb")));
    }

    private static Route.Need see(String kind) {
        return Route.Need.any("/mapping/" + kind + "/{id}", SEE.toArray(String[]::new));
    }

    private static Map<String, List<MappedDevice>> mappings(Call c, String kind) {
        return kind.equals("pci")
                ? c.cluster().world().pci()
                : c.cluster().world().usb();
    }

    private static Object list(Call c, String kind) {
        String node = c.optional("check-node");
        if (node != null && !c.cluster().online(node)) {
            throw Refusal.status(595, "No route to host");
        }
        List<Map<String, Object>> seen = new ArrayList<>();
        new TreeMap<>(mappings(c, kind)).forEach((id, devices) -> {
            if (SEE.stream().anyMatch(p -> c.may("/mapping/" + kind + "/" + id, p))) {
                Map<String, Object> entry = entry(c, kind, devices);
                entry.put("id", id);
                if (node != null) {
                    boolean here = devices.stream().anyMatch(d -> d.node().equals(node));
                    // The two kinds call it differently.
                    entry.put(
                            kind.equals("pci") ? "checks" : "errors",
                            here
                                    ? List.of()
                                    : List.of(Map.of(
                                            "severity", "warning", "message", "No mapping for node " + node + ".")));
                }
                seen.add(entry);
            }
        });
        return seen;
    }

    private static Object one(Call c, String kind) {
        String id = c.param("id");
        List<MappedDevice> devices = mappings(c, kind).get(id);
        if (devices == null) {
            throw Refusal.because("mapping '" + id + "' not found");
        }
        return entry(c, kind, devices);
    }

    private static Map<String, Object> entry(Call c, String kind, List<MappedDevice> devices) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", kind);
        entry.put("map", devices.stream().map(MappedDevice::printed).toList());
        // Nothing changes them here, so any value that stays will do.
        entry.put(
                "digest",
                UUID.nameUUIDFromBytes(mappings(c, kind).toString().getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", ""));
        return entry;
    }
}
