package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.ha.Sections;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /cluster/ha/resources}: what the HA manager looks after. */
final class HaResourcesApi {
    private static final String PATH = "/cluster/ha/resources";
    private static final Schema OPTIONS = new Schema(Map.of(
            "state", Property.oneOf("started", "stopped", "enabled", "disabled", "ignored"),
            "group", HaApi.ID,
            "max_restart", Property.integer().min(0),
            "max_relocate", Property.integer().min(0),
            "comment", Property.text().length(4096)));

    private HaResourcesApi() {}

    /** On release 9 with its option and its purge, which 8 doesn't know. */
    static List<Route> routes(boolean nine) {
        Schema options = nine ? OPTIONS.and("failback", Property.bool()) : OPTIONS;
        Schema delete = nine ? new Schema(Map.of("purge", Property.bool())) : Schema.NONE;
        return List.of(
                Route.of(
                        "GET",
                        PATH,
                        HaApi.AUDIT,
                        new Schema(Map.of("type", Property.oneOf("ct", "vm"))),
                        HaResourcesApi::list),
                Route.of("POST", PATH, HaApi.CONSOLE, options.and("sid", HaApi.SID.required()), HaResourcesApi::create),
                Route.of("GET", PATH + "/{sid}", HaApi.AUDIT, Schema.NONE, HaResourcesApi::read),
                Route.of("PUT", PATH + "/{sid}", HaApi.CONSOLE, HaApi.forUpdate(options), HaResourcesApi::update),
                Route.of("DELETE", PATH + "/{sid}", HaApi.CONSOLE, delete, HaResourcesApi::delete));
    }

    private static Sections resources(Call c) {
        return c.cluster().ha().resources();
    }

    /** The sid that is named, a bare VMID included. */
    private static String sid(Call c) {
        String named = c.param("sid");
        if (!named.matches("\\d+")) {
            return named;
        }
        if (!c.cluster().read(vms -> vms.containsKey(Integer.parseInt(named)))) {
            throw Refusal.because("unable to detect SID from VMID - VM/CT " + named + " does not exist");
        }
        return "vm:" + named;
    }

    private static Object list(Call c) {
        String type = c.optional("type");
        return c.cluster()
                .read(vms -> resources(c).ids().stream()
                        .filter(sid -> type == null || sid.startsWith(type + ":"))
                        .map(sid -> HaApi.show("sid", sid, resources(c)))
                        .toList());
    }

    private static Object read(Call c) {
        String sid = sid(c);
        return c.cluster().read(vms -> {
            if (!resources(c).has(sid)) {
                throw Refusal.because("no such resource '" + sid + "'");
            }
            return HaApi.show("sid", sid, resources(c));
        });
    }

    private static @Nullable Object create(Call c) {
        String sid = sid(c);
        Map<String, String> options = HaApi.options(c, Set.of("sid", "type"));
        checkGroup(c, options.get("group"), false);
        if (!sid.matches("vm:[1-9]\\d+")) {
            throw Refusal.because(sid.startsWith("vm:") ? "invalid VMID" : "the simulator has VMs only");
        }
        if (!c.cluster().read(vms -> vms.containsKey(Integer.parseInt(sid.substring(3))))) {
            throw Refusal.because("resource '" + sid + "' does not exist in cluster");
        }
        options.put("type", "vm");
        return HaApi.locked(c, "create resource failed", () -> {
            if (resources(c).has(sid)) {
                throw Refusal.because("resource ID '" + sid + "' already defined");
            }
            resources(c).put(sid, options);
        });
    }

    private static @Nullable Object update(Call c) {
        String sid = sid(c);
        Map<String, String> options = HaApi.options(c, Set.of("sid"));
        checkGroup(c, options.get("group"), true);
        HaConfig ha = c.cluster().ha();
        c.cluster().read(vms -> {
            if ("error".equals(ha.state(sid)) && !"disabled".equals(options.get("state"))) {
                throw Refusal.because("service '" + sid + "' in error state, must be disabled and fixed first");
            }
            return sid;
        });
        return HaApi.locked(c, "update resources config failed", () -> {
            resources(c).refuseIfModified(c.optional("digest"));
            Map<String, String> resource = resources(c).find(sid);
            if (resource == null) {
                throw Refusal.because("no such resource '" + sid + "'");
            }
            HaApi.change(resource, options, Set.of(), c.optional("delete"));
        });
    }

    private static void checkGroup(Call c, @Nullable String group, boolean mustExist) {
        if (group != null && HaApi.hasRules(c.cluster().world())) {
            throw Refusal.because("invalid parameter 'group': ha groups have been migrated to rules");
        }
        if (group != null
                && mustExist
                && !c.cluster().read(vms -> c.cluster().ha().groups().has(group))) {
            throw Refusal.because("HA group '" + group + "' does not exist");
        }
    }

    private static @Nullable Object delete(Call c) {
        String sid = sid(c);
        c.cluster().read(vms -> {
            if (!resources(c).has(sid)) {
                throw Refusal.because("cannot delete service '" + sid + "', not HA managed!");
            }
            return sid;
        });
        boolean purge = HaApi.hasRules(c.cluster().world()) && !"0".equals(c.optional("purge"));
        return HaApi.locked(c, "delete resource failed", () -> c.cluster().ha().remove(sid, purge));
    }
}
