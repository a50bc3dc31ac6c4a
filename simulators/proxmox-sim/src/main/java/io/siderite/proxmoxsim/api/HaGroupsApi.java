package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.Sections;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /cluster/ha/groups} of release 8. Release 9 knows the paths still, and refuses. */
final class HaGroupsApi {
    private static final String PATH = "/cluster/ha/groups";
    private static final Schema OPTIONS = new Schema(Map.of(
            "restricted", Property.bool(),
            "nofailback", Property.bool(),
            "comment", Property.text().length(4096)));

    private HaGroupsApi() {}

    static List<Route> routes() {
        return List.of(
                Route.of("GET", PATH, HaApi.AUDIT, Schema.NONE, HaGroupsApi::list),
                Route.of(
                        "POST",
                        PATH,
                        HaApi.CONSOLE,
                        OPTIONS.and("group", HaApi.ID.required())
                                .and("nodes", HaApi.NODES.required())
                                .and("type", Property.oneOf("group")),
                        HaGroupsApi::create),
                Route.of("GET", PATH + "/{group}", HaApi.AUDIT, Schema.NONE, HaGroupsApi::read),
                Route.of(
                        "PUT",
                        PATH + "/{group}",
                        HaApi.CONSOLE,
                        HaApi.forUpdate(OPTIONS.and("nodes", HaApi.NODES)),
                        HaGroupsApi::update),
                Route.of("DELETE", PATH + "/{group}", HaApi.CONSOLE, Schema.NONE, HaGroupsApi::delete));
    }

    private static Sections groups(Call c, String what) {
        if (HaApi.hasRules(c.cluster().world())) {
            throw Refusal.because("cannot " + what + ": ha groups have been migrated to rules");
        }
        return c.cluster().ha().groups();
    }

    private static Object list(Call c) {
        Sections groups = groups(c, "index groups");
        return c.cluster()
                .read(vms -> groups.ids().stream()
                        .map(group -> HaApi.show("group", group, groups))
                        .toList());
    }

    private static Object read(Call c) {
        Sections groups = groups(c, "read group");
        return c.cluster().read(vms -> {
            if (!groups.has(c.param("group"))) {
                throw Refusal.because("no such ha group '" + c.param("group") + "'");
            }
            return HaApi.show("group", c.param("group"), groups);
        });
    }

    private static @Nullable Object create(Call c) {
        Sections groups = groups(c, "create group");
        String group = c.param("group");
        Map<String, String> options = HaApi.options(c, Set.of("group"));
        options.put("type", "group");
        return HaApi.locked(c, "create ha group failed", () -> {
            if (groups.has(group)) {
                throw Refusal.because("ha group ID '" + group + "' already defined");
            }
            groups.put(group, options);
        });
    }

    private static @Nullable Object update(Call c) {
        Sections groups = groups(c, "update group");
        String group = c.param("group");
        return HaApi.locked(c, "update ha group failed", () -> {
            groups.refuseIfModified(c.optional("digest"));
            Map<String, String> section = groups.find(group);
            if (section == null) {
                throw Refusal.because("no such ha group '" + group + "'");
            }
            HaApi.change(section, HaApi.options(c, Set.of("group")), Set.of("nodes"), c.optional("delete"));
        });
    }

    private static @Nullable Object delete(Call c) {
        Sections groups = groups(c, "delete group");
        String group = c.param("group");
        return HaApi.locked(c, "delete ha group failed", () -> {
            Sections resources = c.cluster().ha().resources();
            for (String sid : resources.ids()) {
                Map<String, String> resource = resources.find(sid);
                if (resource != null && group.equals(resource.get("group"))) {
                    throw Refusal.because("ha group is used by service '" + sid + "'");
                }
            }
            groups.remove(group);
        });
    }
}
