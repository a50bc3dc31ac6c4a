package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Storage;
import io.siderite.proxmoxsim.model.Volume;
import io.siderite.proxmoxsim.params.Drives;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /nodes/{node}/storage}: storages, what is on them, and taking something off. */
final class StorageApi {
    private static final String STORAGE = "/nodes/{node}/storage/{storage}";

    private StorageApi() {}

    static List<Route> routes() {
        Schema filter = new Schema(Map.of("content", Property.text(), "vmid", Property.integer()));
        List<Route> routes = new ArrayList<>(IsoApi.routes());
        routes.add(Route.of(
                "GET",
                "/nodes/{node}/storage",
                null,
                new Schema(Map.of("content", Property.text(), "enabled", Property.bool()))
                        .and("storage", Property.text())
                        .and("target", Property.text())
                        .and("format", Property.bool()),
                StorageApi::list));
        routes.add(Route.of(
                "GET",
                STORAGE + "/status",
                Route.Need.any("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"),
                Schema.NONE,
                c -> describe(c.cluster().storage(c.node(), c.param("storage")))));
        routes.add(Route.of(
                "GET",
                STORAGE + "/content",
                Route.Need.any("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace"),
                filter,
                StorageApi::content));
        routes.add(Route.of(
                "DELETE",
                STORAGE + "/content/{volume}",
                null,
                new Schema(Map.of("delay", Property.integer().min(1).max(30))),
                StorageApi::delete));
        return routes;
    }

    private static Object list(Call c) {
        String content = c.optional("content");
        String only = c.optional("storage");
        List<Map<String, Object>> all = new ArrayList<>();
        for (Storage s : c.cluster().storages(c.node())) {
            String path = "/storage/" + s.spec().id();
            boolean seen = c.may(path, "Datastore.Audit") || c.may(path, "Datastore.AllocateSpace");
            if (seen
                    && (only == null || only.equals(s.spec().id()))
                    && (content == null || s.spec().content().contains(content))) {
                all.add(describe(s));
            }
        }
        return all;
    }

    private static Map<String, Object> describe(Storage s) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("storage", s.spec().id());
        e.put("type", s.spec().type());
        e.put("content", String.join(",", new TreeSet<>(s.spec().content())));
        e.put("active", 1);
        e.put("enabled", 1);
        e.put("shared", s.spec().shared() ? 1 : 0);
        long used = s.used();
        e.put("total", s.spec().total());
        e.put("used", used);
        e.put("avail", s.spec().total() - used);
        e.put("used_fraction", (double) used / s.spec().total());
        return e;
    }

    private static Object content(Call c) {
        Storage s = c.cluster().storage(c.node(), c.param("storage"));
        String type = c.optional("content");
        String vmid = c.optional("vmid");
        List<Map<String, Object>> all = new ArrayList<>();
        for (Volume v : s.volumes()) {
            if ((type == null || v.type().equals(type)) && (vmid == null || vmid.equals(String.valueOf(v.vmid())))) {
                all.add(describe(s, v));
            }
        }
        return all;
    }

    private static Map<String, Object> describe(Storage s, Volume v) {
        Map<String, Object> e = new LinkedHashMap<>();
        e.put("volid", s.spec().id() + ":" + v.name());
        e.put("content", v.type());
        e.put("format", v.format());
        e.put("size", v.size());
        e.put("ctime", v.created().getEpochSecond());
        if (v.vmid() != null) {
            e.put("vmid", v.vmid());
        }
        return e;
    }

    private static @Nullable Object delete(Call c) {
        String storage = c.param("storage");
        String volid = c.param("volume");
        Drives.VolumeId id = Drives.volumeId(volid);
        String name = id == null ? volid : id.name();
        if (id != null && !id.storage().equals(storage)) {
            throw Refusal.parameter("volume", "storage ID mismatch (" + id.storage() + " != " + storage + ")\n");
        }
        Storage s = c.cluster().storage(c.node(), storage);
        s.parseName(name);
        c.need("/storage/" + storage, "Datastore.Allocate");
        Volume there = s.volume(name);
        String owner = there == null || there.vmid() == null ? "" : there.vmid() + "@";
        return c.tasks().start(c.node(), "imgdel", owner + storage, c.user(), task -> {
            boolean removed = Disks.free(c.cluster(), s, name);
            if (!removed) {
                task.say("disk image '" + s.path(name) + "' does not exist");
            }
            task.say("Removed volume '" + storage + ":" + name + "'");
        });
    }
}
