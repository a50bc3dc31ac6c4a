package io.siderite.proxmox;

import io.siderite.proxmox.Endpoints.Kind;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link HaManager} over REST. */
final class RestHaManager implements HaManager {

    private final Calls calls;

    RestHaManager(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Outcome<Placing> placing() {
        return calls.raw(Kind.READ, ProxmoxApi::haRules).then(reply -> {
            if (reply.ok()) {
                return new Outcome.Done<>(Placing.RULES);
            }
            // Proxmox VE 8 doesn't know the path.
            return reply.status() == 501 || reply.status() == 404
                    ? new Outcome.Done<>(Placing.GROUPS)
                    : Outcomes.of(reply);
        });
    }

    @Override
    public Outcome<List<HaResource>> resources() {
        return calls.read(ProxmoxApi::haResources, HaAnswers::resources);
    }

    @Override
    public Outcome<Upid> add(HaResource resource) {
        Map<String, String> form = form(resource);
        form.put("sid", resource.sid());
        putUnlessEmpty(form, "comment", resource.comment());
        return calls.write(api -> api.addHaResource(Form.encode(form)));
    }

    @Override
    public Outcome<Upid> update(HaResource resource) {
        Map<String, String> form = form(resource);
        putOrDelete(form, "comment", resource.comment());
        return calls.write(api -> api.updateHaResource(resource.sid(), Form.encode(form)));
    }

    private static Map<String, String> form(HaResource resource) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("state", resource.state());
        form.put("max_restart", Integer.toString(resource.maxRestart()));
        form.put("max_relocate", Integer.toString(resource.maxRelocate()));
        resource.failback().ifPresent(failback -> form.put("failback", Form.bit(failback)));
        putUnlessEmpty(form, "group", resource.group());
        return form;
    }

    @Override
    public Outcome<Upid> remove(String sid) {
        Outcome<Upid> removed = calls.write(api -> api.removeHaResource(sid, 1));
        // Proxmox VE 8 has no rules to purge, and does not know the parameter.
        return removed instanceof Outcome.Rejected<Upid> rejected
                        && rejected.parameters().containsKey("purge")
                ? calls.write(api -> api.removeHaResource(sid, null))
                : removed;
    }

    @Override
    public Outcome<List<HaRule>> rules() {
        return calls.read(ProxmoxApi::haRules, HaAnswers::rules);
    }

    @Override
    public Outcome<Upid> addRule(HaRule rule) {
        Map<String, String> form = form(rule);
        form.put("rule", rule.name());
        putUnlessEmpty(form, "comment", rule.comment());
        return calls.write(api -> api.addHaRule(Form.encode(form)));
    }

    @Override
    public Outcome<Upid> updateRule(HaRule rule) {
        Map<String, String> form = form(rule);
        putOrDelete(form, "comment", rule.comment());
        putUnlessEmpty(form, "digest", rule.digest());
        return calls.write(api -> api.updateHaRule(rule.name(), Form.encode(form)));
    }

    private static Map<String, String> form(HaRule rule) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("type", rule.type());
        form.put("resources", String.join(",", rule.resources()));
        // Each type refuses the other's properties.
        if (rule.type().equals(HaRule.NODE_AFFINITY)) {
            form.put("nodes", String.join(",", rule.nodes()));
            form.put("strict", Form.bit(rule.strict()));
        } else {
            form.put("affinity", rule.affinity());
        }
        if (rule.disabled()) {
            form.put("disable", "1");
        }
        return form;
    }

    @Override
    public Outcome<Upid> removeRule(String name) {
        return calls.write(api -> api.removeHaRule(name));
    }

    @Override
    public Outcome<List<HaGroup>> groups() {
        return calls.read(ProxmoxApi::haGroups, HaAnswers::groups);
    }

    @Override
    public Outcome<Upid> addGroup(HaGroup group) {
        Map<String, String> form = form(group);
        form.put("group", group.name());
        putUnlessEmpty(form, "comment", group.comment());
        return calls.write(api -> api.addHaGroup(Form.encode(form)));
    }

    @Override
    public Outcome<Upid> updateGroup(HaGroup group) {
        Map<String, String> form = form(group);
        putOrDelete(form, "comment", group.comment());
        putUnlessEmpty(form, "digest", group.digest());
        return calls.write(api -> api.updateHaGroup(group.name(), Form.encode(form)));
    }

    private static Map<String, String> form(HaGroup group) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("nodes", String.join(",", group.nodes()));
        form.put("restricted", Form.bit(group.restricted()));
        form.put("nofailback", Form.bit(group.noFailback()));
        return form;
    }

    @Override
    public Outcome<Upid> removeGroup(String name) {
        return calls.write(api -> api.removeHaGroup(name));
    }

    private static void putUnlessEmpty(Map<String, String> form, String key, String value) {
        if (!value.isEmpty()) {
            form.put(key, value);
        }
    }

    /** An empty value in its file would be no value to Proxmox: it is deleted by name. */
    private static void putOrDelete(Map<String, String> form, String key, String value) {
        form.put(value.isEmpty() ? "delete" : key, value.isEmpty() ? key : value);
    }
}
