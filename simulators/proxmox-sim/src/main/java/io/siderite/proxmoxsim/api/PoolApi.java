package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /pools}: which there are, and which VMs are in one. */
final class PoolApi {
    private PoolApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", "/pools", null, new Schema(Map.of("poolid", Property.text())), PoolApi::list),
                Route.of(
                        "GET",
                        "/pools/{poolid}",
                        Route.Need.all("/pool/{poolid}", "Pool.Audit"),
                        Schema.NONE,
                        c -> pool(c, c.param("poolid"))));
    }

    private static Object list(Call c) {
        String one = c.optional("poolid");
        if (one != null) {
            c.need("/pool/" + one, "Pool.Audit");
            Map<String, Object> pool = pool(c, one);
            pool.put("poolid", one);
            return List.of(pool);
        }
        return c.cluster().world().pools().stream()
                .sorted()
                .filter(p -> c.may("/pool/" + p, "Pool.Audit"))
                .map(p -> Map.of("poolid", p))
                .toList();
    }

    private static Map<String, Object> pool(Call c, String id) {
        if (!c.cluster().world().pools().contains(id)) {
            throw Refusal.because("pool '" + id + "' does not exist");
        }
        List<Map<String, Object>> members = c.cluster()
                .read(vms -> vms.values().stream()
                        .filter(vm -> vm.pool().equals(id))
                        .map(PoolApi::member)
                        .toList());
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("members", members);
        return pool;
    }

    private static Map<String, Object> member(Vm vm) {
        return Map.of(
                "id",
                "qemu/" + vm.vmid(),
                "type",
                "qemu",
                "vmid",
                vm.vmid(),
                "node",
                vm.node(),
                "name",
                vm.name(),
                "status",
                vm.running() ? "running" : "stopped");
    }
}
