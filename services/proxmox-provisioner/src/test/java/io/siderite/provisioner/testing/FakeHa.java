package io.siderite.provisioner.testing;

import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.Outcome.NotFound;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/** The HA manager of {@link FakeProxmox}: one digest for all rules, as Proxmox has it, and as forgetful as the rest. */
public final class FakeHa implements HaManager {

    /** What goes wrong with a call: dies before or after it, or loses its answer. */
    interface Trouble {
        <T> Outcome<T> with(Supplier<Outcome<T>> call);
    }

    private final Trouble trouble;
    private final IntPredicate vmExists;
    private final Map<String, HaResource> resources = new TreeMap<>();
    private final Map<String, HaRule> rules = new TreeMap<>();
    private final Map<String, HaGroup> groups = new TreeMap<>();
    private Placing placing = Placing.RULES;
    private int version;
    private boolean forbidden;
    private Runnable meddling = () -> {};

    FakeHa(Trouble trouble, IntPredicate vmExists) {
        this.trouble = trouble;
        this.vmExists = vmExists;
    }

    /** A Proxmox VE 8 from now on. */
    public void byGroups() {
        placing = Placing.GROUPS;
    }

    /** We may not even look, from now on. */
    public void forbid() {
        forbidden = true;
    }

    /** Just before our next write somebody does this. */
    public void meddle(Runnable change) {
        meddling = change;
    }

    /** Somebody makes or changes a rule. */
    public void put(HaRule rule) {
        version++;
        rules.put(rule.name(), rule);
    }

    /** Somebody gives a guest to HA. */
    public void put(HaResource resource) {
        resources.put(resource.sid(), resource);
    }

    public Set<String> sids() {
        return resources.keySet();
    }

    public HaResource resource(String sid) {
        return Objects.requireNonNull(resources.get(sid), sid);
    }

    /** The members of each rule. */
    public Map<String, List<String>> members() {
        Map<String, List<String>> members = new TreeMap<>();
        rules.forEach((name, rule) -> members.put(name, rule.resources()));
        return members;
    }

    public HaRule rule(String name) {
        return Objects.requireNonNull(rules.get(name), name);
    }

    public Map<String, HaGroup> allGroups() {
        return groups;
    }

    boolean manages(int vmid) {
        HaResource resource = resources.get(HaResource.sid(vmid));
        return resource != null && !resource.state().equals("ignored");
    }

    /** What a destroy with purge does. */
    void purge(String sid) {
        resources.remove(sid);
        for (HaRule rule : List.copyOf(rules.values())) {
            List<String> left = new ArrayList<>(rule.resources());
            if (left.remove(sid)) {
                version++;
                rules.put(rule.name(), rule.withResources(left));
                if (left.isEmpty()) {
                    rules.remove(rule.name());
                }
            }
        }
    }

    private <T> Outcome<T> read(T value) {
        return forbidden
                ? new Outcome.Denied<>("Permission check failed (/, Sys.Audit)")
                : trouble.with(() -> new Done<>(value));
    }

    private Outcome<Upid> write(Supplier<Outcome<Upid>> call) {
        Runnable somebody = meddling;
        meddling = () -> {};
        somebody.run();
        return trouble.with(call);
    }

    private static Outcome<Upid> done() {
        return new Done<>(Upid.NONE);
    }

    @Override
    public Outcome<Placing> placing() {
        return read(placing);
    }

    @Override
    public Outcome<List<HaResource>> resources() {
        return read(List.copyOf(resources.values()));
    }

    @Override
    public Outcome<Upid> add(HaResource resource) {
        return write(() -> {
            if (!vmExists.test(Integer.parseInt(resource.sid().substring(3)))) {
                return new NotFound<>("resource '" + resource.sid() + "' does not exist in cluster");
            }
            return resources.putIfAbsent(resource.sid(), resource) == null
                    ? done()
                    : new Outcome.Exists<>("resource ID '" + resource.sid() + "' already defined");
        });
    }

    @Override
    public Outcome<Upid> update(HaResource resource) {
        return write(() ->
                resources.replace(resource.sid(), resource) == null ? new NotFound<>("no such resource") : done());
    }

    @Override
    public Outcome<Upid> remove(String sid) {
        return write(() -> {
            if (!resources.containsKey(sid)) {
                return new NotFound<>("cannot delete service '" + sid + "', not HA managed!");
            }
            purge(sid);
            return done();
        });
    }

    @Override
    public Outcome<List<HaRule>> rules() {
        return read(rules.values().stream()
                .map(r -> new HaRule(
                        r.name(),
                        r.type(),
                        r.resources(),
                        r.nodes(),
                        r.strict(),
                        r.affinity(),
                        r.comment(),
                        r.disabled(),
                        Integer.toString(version)))
                .toList());
    }

    @Override
    public Outcome<Upid> addRule(HaRule rule) {
        return write(() -> {
            if (rules.containsKey(rule.name())) {
                return new Outcome.Exists<>("HA rule '" + rule.name() + "' already defined");
            }
            return checked(rule);
        });
    }

    @Override
    public Outcome<Upid> updateRule(HaRule rule) {
        return write(() -> {
            if (!rules.containsKey(rule.name())) {
                return new NotFound<>("HA rule '" + rule.name() + "' does not exist");
            }
            return rule.digest().equals(Integer.toString(version))
                    ? checked(rule)
                    : new Outcome.Locked<>("detected modified configuration");
        });
    }

    private Outcome<Upid> checked(HaRule rule) {
        int least = rule.type().equals(HaRule.RESOURCE_AFFINITY) ? 2 : 1;
        if (rule.resources().size() < least
                || Set.copyOf(rule.resources()).size() != rule.resources().size()) {
            return new Outcome.Rejected<>("rule '" + rule.name() + "' takes " + least + " resources", Map.of());
        }
        put(rule);
        return done();
    }

    @Override
    public Outcome<Upid> removeRule(String name) {
        return write(() -> {
            version++;
            rules.remove(name);
            return done();
        });
    }

    @Override
    public Outcome<List<HaGroup>> groups() {
        return read(List.copyOf(groups.values()));
    }

    @Override
    public Outcome<Upid> addGroup(HaGroup group) {
        return write(() -> groups.putIfAbsent(group.name(), group) == null
                ? done()
                : new Outcome.Exists<>("ha group already defined"));
    }

    @Override
    public Outcome<Upid> updateGroup(HaGroup group) {
        return write(() -> groups.replace(group.name(), group) == null ? new NotFound<>("no such group") : done());
    }

    @Override
    public Outcome<Upid> removeGroup(String name) {
        return write(() -> {
            if (resources.values().stream().anyMatch(r -> r.group().equals(name))) {
                return new Outcome.Rejected<>("cannot delete group; still used", Map.of());
            }
            groups.remove(name);
            return done();
        });
    }
}
