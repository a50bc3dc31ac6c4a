package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.ha.HaConfig;
import io.siderite.proxmoxsim.model.Vm;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import io.siderite.proxmoxsim.params.VmOptions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /nodes/{node}/qemu}: the routes, and the reading ones themselves. */
final class VmApi {
    private static final String VM = "/nodes/{node}/qemu/{vmid}";

    /** Options that the API answers as numbers. */
    private static final Set<String> NUMBERS = Set.of(
            "cores",
            "sockets",
            "vcpus",
            "balloon",
            "shares",
            "onboot",
            "numa",
            "protection",
            "template",
            "tablet",
            "acpi",
            "kvm",
            "cpuunits",
            "autostart");

    private static final Schema SKIP_LOCK = new Schema(Map.of("skiplock", Property.bool()));

    private VmApi() {}

    static List<Route> routes() {
        Schema create = VmOptions.schema()
                .and("vmid", Property.text().matching("[1-9]\\d{2,8}").required())
                .and("archive", Property.text().length(255))
                .and("storage", Property.text())
                .and("force", Property.bool().requires("archive"))
                .and("unique", Property.bool().requires("archive"))
                .and("live-restore", Property.bool())
                .and("pool", Property.text().matching("[A-Za-z0-9._\\-/]+"))
                .and("bwlimit", Property.integer().min(0))
                .and("start", Property.bool())
                .and("ha-managed", Property.bool())
                .and("import-working-storage", Property.text())
                .and("cdrom", Property.text());
        Schema update = VmOptions.schema()
                .and("skiplock", Property.bool())
                .and("delete", Property.text())
                .and("revert", Property.text())
                .and("force", Property.bool())
                .and("digest", Property.text().length(64))
                .and("cdrom", Property.text());
        Route.Need audit = Route.Need.all("/vms/{vmid}", "VM.Audit");
        Route.Need power = Route.Need.all("/vms/{vmid}", "VM.PowerMgmt");
        Route.Need configure = Route.Need.any("/vms/{vmid}", VmConfigure.PRIVILEGES.toArray(String[]::new));
        Schema current = new Schema(Map.of("current", Property.bool(), "snapshot", Property.text()));
        return List.of(
                Route.of("GET", "/nodes/{node}/qemu", null, new Schema(Map.of("full", Property.bool())), VmApi::list),
                Route.of("POST", "/nodes/{node}/qemu", null, create, VmCreate::create),
                Route.of("GET", VM + "/config", audit, current, VmApi::config),
                Route.of("PUT", VM + "/config", configure, update, VmConfigure::now),
                Route.of(
                        "POST",
                        VM + "/config",
                        configure,
                        update.and("background_delay", Property.integer().min(1).max(30)),
                        VmConfigure::task),
                Route.of("GET", VM + "/status/current", audit, Schema.NONE, VmApi::status),
                Route.of(
                        "POST",
                        VM + "/status/start",
                        power,
                        SKIP_LOCK.and("timeout", Property.integer().min(0)).and("machine", Property.text()),
                        VmPower::start),
                Route.of(
                        "POST",
                        VM + "/status/stop",
                        power,
                        SKIP_LOCK
                                .and("timeout", Property.integer().min(0))
                                .and("keepActive", Property.bool())
                                .and("overrule-shutdown", Property.bool()),
                        VmPower::stop),
                Route.of(
                        "POST",
                        VM + "/status/shutdown",
                        power,
                        SKIP_LOCK
                                .and("timeout", Property.integer().min(0))
                                .and("forceStop", Property.bool())
                                .and("keepActive", Property.bool()),
                        VmPower::shutdown),
                Route.of("POST", VM + "/status/reset", power, SKIP_LOCK, VmPower::reset),
                Route.of(
                        "DELETE",
                        VM,
                        Route.Need.all("/vms/{vmid}", "VM.Allocate"),
                        SKIP_LOCK.and("purge", Property.bool()).and("destroy-unreferenced-disks", Property.bool()),
                        VmDestroy::destroy));
    }

    private static Object list(Call c) {
        return c.cluster().read(vms -> {
            List<Map<String, Object>> all = new ArrayList<>();
            for (Vm vm : vms.values()) {
                if (vm.node().equals(c.node()) && c.may("/vms/" + vm.vmid(), "VM.Audit")) {
                    all.add(describe(vm));
                }
            }
            return all;
        });
    }

    private static Object config(Call c) {
        return c.cluster().read(vms -> {
            Vm vm = c.cluster().vm(c.node(), c.vmid());
            Map<String, String> config = c.flag("current") ? vm.config() : vm.effective();
            Map<String, Object> shown = new LinkedHashMap<>();
            config.forEach((k, v) -> shown.put(k, NUMBERS.contains(k) ? (Object) Long.valueOf(v) : v));
            shown.put("digest", digest(vm.config()));
            return shown;
        });
    }

    /** The digest of a configuration, by which a change can demand that nobody else changed it. */
    static String digest(Map<String, String> config) {
        try {
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1").digest(config.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-1", e);
        }
    }

    private static Object status(Call c) {
        return c.cluster().read(vms -> {
            Vm vm = c.cluster().vm(c.node(), c.vmid());
            Map<String, Object> s = describe(vm);
            s.put("qmpstatus", vm.running() ? "running" : "stopped");
            s.put("ha", ha(c));
            if (vm.config().getOrDefault("agent", "0").matches(".*1.*")) {
                s.put("agent", 1);
            }
            return s;
        });
    }

    private static Map<String, Object> ha(Call c) {
        Map<String, Object> ha = new LinkedHashMap<>();
        boolean managed = c.cluster().ha().manages(c.vmid());
        ha.put("managed", managed ? 1 : 0);
        if (managed) {
            ha.put("state", c.cluster().ha().state(HaConfig.sid(c.vmid())));
        }
        return ha;
    }

    private static Map<String, Object> describe(Vm vm) {
        Map<String, Object> s = new LinkedHashMap<>();
        Instant since = vm.startedAt();
        s.put("vmid", vm.vmid());
        s.put("name", vm.name());
        s.put("status", vm.running() ? "running" : "stopped");
        s.put("cpus", vm.number("sockets", 1) * vm.number("cores", 1));
        s.put("maxmem", vm.number("memory", 512) << 20);
        s.put("mem", vm.running() ? vm.number("memory", 512) << 19 : 0);
        s.put("cpu", vm.running() ? 0.01 : 0);
        s.put(
                "uptime",
                since == null ? 0 : Duration.between(since, Instant.now()).toSeconds());
        s.put("maxdisk", 0);
        s.put("disk", 0);
        if (vm.running()) {
            s.put("pid", 100_000 + vm.vmid());
        }
        if (vm.config().containsKey("tags")) {
            s.put("tags", vm.config().get("tags"));
        }
        if (vm.config().containsKey("template")) {
            s.put("template", 1);
        }
        if (!vm.lock().isEmpty()) {
            s.put("lock", vm.lock());
        }
        return s;
    }
}
