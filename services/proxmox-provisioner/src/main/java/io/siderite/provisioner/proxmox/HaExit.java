package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Takes a VM from Proxmox's HA manager, whoever gave it to it, and out of the rules; a rule or group of ours that nobody
 * needs any more goes too, an operator's never.
 */
final class HaExit {

    private static final Outcome<Upid> NOTHING_TO_DO = new Done<>(Upid.NONE);

    private static final Logger LOG = Logger.getLogger(HaExit.class);

    private final HaManager ha;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    HaExit(ProxmoxCluster cluster) {
        this.ha = cluster.ha();
    }

    Outcome<Upid> of(Plan plan) {
        HaNames names = HaNames.of(plan);
        return ha.placing().then(placing -> switch (placing) {
            case RULES -> outOfRules(names).then(_ -> emptied(names)).then(_ -> removed(names));
            case GROUPS -> removed(names).then(_ -> withoutGroup(names));
        });
    }

    /** One rule after the other, read again each time: each change of one changes the digest of all. */
    private Outcome<Upid> outOfRules(HaNames names) {
        return ha.rules().then(rules -> {
            Optional<HaRule> next = rules.stream()
                    .filter(rule -> rule.resources().contains(names.sid()))
                    .filter(rule -> names.isOurs(rule.name()) || stands(rule, without(rule, names)))
                    .findFirst();
            return next.isEmpty() ? NOTHING_TO_DO : outOf(next.get(), names).then(_ -> outOfRules(names));
        });
    }

    /** Says once which rules of an operator's go with the VM: Proxmox removes a rule that names nothing any more. */
    private Outcome<Upid> emptied(HaNames names) {
        return ha.rules().map(rules -> {
            emptied(rules, names).stream()
                    .map(HaRule::name)
                    .filter(rule -> told.add(rule + " " + names.sid()))
                    .forEach(rule -> LOG.warnf(
                            "%s is the last member of the HA rule '%s', which is not ours: Proxmox removes the rule with"
                                    + " it; make it anew for other guests where it is still wanted",
                            names.sid(), rule));
            return Upid.NONE;
        });
    }

    /** Rules of others that name nothing when the VM is gone. */
    static List<HaRule> emptied(List<HaRule> rules, HaNames names) {
        return rules.stream()
                .filter(rule -> rule.resources().contains(names.sid()))
                .filter(rule ->
                        !names.isOurs(rule.name()) && without(rule, names).isEmpty())
                .toList();
    }

    private Outcome<Upid> outOf(HaRule rule, HaNames names) {
        List<String> others = without(rule, names);
        return stands(rule, others) ? ha.updateRule(rule.withResources(others)) : ha.removeRule(rule.name());
    }

    private static List<String> without(HaRule rule, HaNames names) {
        return rule.resources().stream().filter(r -> !r.equals(names.sid())).toList();
    }

    private static boolean stands(HaRule rule, List<String> members) {
        return members.size() >= (rule.type().equals(HaRule.RESOURCE_AFFINITY) ? 2 : 1);
    }

    private Outcome<Upid> removed(HaNames names) {
        return ha.resources().then(resources -> {
            boolean there = resources.stream().anyMatch(r -> r.sid().equals(names.sid()));
            Outcome<Upid> removed = there ? ha.remove(names.sid()) : NOTHING_TO_DO;
            if (removed instanceof Outcome.Done<Upid>) {
                told.removeIf(rule -> rule.endsWith(" " + names.sid()));
            }
            return removed instanceof Outcome.NotFound<Upid> ? NOTHING_TO_DO : removed;
        });
    }

    private Outcome<Upid> withoutGroup(HaNames names) {
        return ha.resources().then(resources -> {
            boolean needed = resources.stream().map(HaResource::group).anyMatch(names.group()::equals);
            return needed
                    ? NOTHING_TO_DO
                    : ha.groups()
                            .then(groups ->
                                    groups.stream().anyMatch(g -> g.name().equals(names.group()))
                                            ? unused(ha.removeGroup(names.group()))
                                            : NOTHING_TO_DO);
        });
    }

    /** Another machine of the set joined it just now, or took it away: both are well. */
    private static Outcome<Upid> unused(Outcome<Upid> removed) {
        return removed instanceof Outcome.Rejected<Upid> || removed instanceof Outcome.NotFound<Upid>
                ? NOTHING_TO_DO
                : removed;
    }
}
