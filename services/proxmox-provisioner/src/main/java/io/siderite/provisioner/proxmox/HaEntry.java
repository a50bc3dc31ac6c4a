package io.siderite.provisioner.proxmox;

import io.siderite.proto.events.v1.HighAvailability;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.HaManager;
import io.siderite.proxmox.HaManager.HaGroup;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Gives a VM to Proxmox's HA manager as its class says. What is there already is taken as it is, so that it can be done
 * again after a crash; a rule that somebody changes at the same time is {@link Outcome.Locked}, and tried again.
 */
final class HaEntry {

    private static final Outcome<Upid> NOTHING_TO_DO = new Done<>(Upid.NONE);
    private static final String COMMENT = "Made by Siderite for a machine request set of Omni";

    private static final Logger LOG = Logger.getLogger(HaEntry.class);

    private final HaManager ha;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final HaMates mates;

    HaEntry(ProxmoxCluster cluster) {
        this.ha = cluster.ha();
        this.mates = new HaMates(cluster);
    }

    Outcome<Upid> of(Plan plan) {
        HaNames names = HaNames.of(plan);
        HighAvailability wanted = plan.allocation().getSpec().getHa();
        return ha.placing().then(placing -> switch (placing) {
            case RULES -> byRules(plan, names, wanted);
            case GROUPS -> byGroup(names, wanted);
        });
    }

    private Outcome<Upid> byRules(Plan plan, HaNames names, HighAvailability wanted) {
        return resource(names, wanted, wanted.hasFailback() ? Optional.of(wanted.getFailback()) : Optional.empty(), "")
                .then(_ -> nodeAffinity(names, wanted))
                .then(_ -> resourceAffinity(plan, names, wanted))
                .then(_ -> operatorsRules(names, wanted));
    }

    private Outcome<Upid> byGroup(HaNames names, HighAvailability wanted) {
        if (!wanted.getResourceAffinity().isEmpty() || wanted.getRulesCount() > 0) {
            return new Outcome.Rejected<>(
                    "resource_affinity and rules of a class's ha need the HA rules of Proxmox VE 9, and this cluster has"
                            + " groups: update it, or take them out of the class",
                    Map.of());
        }
        return wanted.getAffinityNodesCount() == 0
                ? resource(names, wanted, Optional.empty(), "")
                : group(names, wanted).then(_ -> resource(names, wanted, Optional.empty(), names.group()));
    }

    private Outcome<Upid> resource(HaNames names, HighAvailability wanted, Optional<Boolean> failback, String group) {
        HaResource resource = new HaResource(
                names.sid(),
                wanted.getState().isEmpty() ? "started" : wanted.getState(),
                wanted.getComment(),
                wanted.hasMaxRestart() ? wanted.getMaxRestart() : 1,
                wanted.hasMaxRelocate() ? wanted.getMaxRelocate() : 1,
                failback,
                group);
        return ha.resources().then(resources -> {
            Optional<HaResource> there =
                    resources.stream().filter(r -> r.sid().equals(names.sid())).findFirst();
            if (there.isEmpty()) {
                return raced(ha.add(resource));
            }
            // Given to HA before, by us or by a person: the rest stays as it is.
            return group.isEmpty() || !there.get().group().isEmpty()
                    ? NOTHING_TO_DO
                    : ha.update(there.get().inGroup(group));
        });
    }

    private Outcome<Upid> group(HaNames names, HighAvailability wanted) {
        boolean noFailback = wanted.hasFailback() && !wanted.getFailback();
        return ha.groups().then(groups -> {
            Optional<HaGroup> there =
                    groups.stream().filter(g -> g.name().equals(names.group())).findFirst();
            HaGroup group = new HaGroup(
                    names.group(), wanted.getAffinityNodesList(), wanted.getStrict(), noFailback, COMMENT, "");
            if (there.isEmpty()) {
                return raced(ha.addGroup(group));
            }
            boolean same = Set.copyOf(there.get().nodes()).equals(Set.copyOf(group.nodes()))
                    && there.get().restricted() == group.restricted()
                    && there.get().noFailback() == noFailback;
            tellWhere("the group " + group.name(), !same);
            return NOTHING_TO_DO;
        });
    }

    private Outcome<Upid> nodeAffinity(HaNames names, HighAvailability wanted) {
        if (wanted.getAffinityNodesCount() == 0) {
            return NOTHING_TO_DO;
        }
        HaRule fresh = HaRule.nodeAffinity(
                names.nodeAffinity(), List.of(names.sid()), wanted.getAffinityNodesList(), wanted.getStrict(), COMMENT);
        return rule(fresh.name()).then(there -> {
            if (there.isEmpty()) {
                return raced(ha.addRule(fresh));
            }
            HaRule old = there.get();
            tellWhere(
                    "the rule " + old.name(),
                    !Set.copyOf(old.nodes()).equals(Set.copyOf(fresh.nodes())) || old.strict() != fresh.strict());
            return joined(names, old, fresh.type());
        });
    }

    private Outcome<Upid> resourceAffinity(Plan plan, HaNames names, HighAvailability wanted) {
        String affinity = wanted.getResourceAffinity();
        if (affinity.isEmpty()) {
            return NOTHING_TO_DO;
        }
        return rule(names.resourceAffinity()).then(there -> {
            if (there.isPresent()) {
                HaRule old = there.get();
                tellWhere("the rule " + old.name(), !old.affinity().equals(affinity));
                return joined(names, old, HaRule.RESOURCE_AFFINITY);
            }
            // It takes two: the second machine of a set makes it, for the first one too.
            return mates.of(plan).then(others -> {
                Set<String> members = new LinkedHashSet<>(others);
                members.add(names.sid());
                return others.isEmpty()
                        ? NOTHING_TO_DO
                        : raced(ha.addRule(HaRule.resourceAffinity(
                                names.resourceAffinity(), List.copyOf(members), affinity, COMMENT)));
            });
        });
    }

    private Outcome<Upid> operatorsRules(HaNames names, HighAvailability wanted) {
        Outcome<Upid> soFar = NOTHING_TO_DO;
        for (String name : wanted.getRulesList()) {
            soFar = soFar.then(_ -> rule(name))
                    .then(there -> there.isEmpty()
                            ? new Outcome.Rejected<>(
                                    "there is no HA rule '" + name + "': make it in Proxmox (Datacenter, HA, Affinity"
                                            + " Rules), or take it out of rules in the class's ha",
                                    Map.of())
                            : joined(names, there.get(), there.get().type()));
        }
        return soFar;
    }

    /** The rule as read now: each change of one changes the digest of all. */
    private Outcome<Optional<HaRule>> rule(String name) {
        return ha.rules()
                .map(rules -> rules.stream().filter(r -> r.name().equals(name)).findFirst());
    }

    private Outcome<Upid> joined(HaNames names, HaRule there, String type) {
        if (!there.type().equals(type)) {
            return new Outcome.Rejected<>(
                    "the HA rule '" + there.name() + "' is of another type than " + type
                            + ": remove or rename it, the name is ours",
                    Map.of());
        }
        Set<String> members = new LinkedHashSet<>(there.resources());
        members.add(names.sid());
        return members.size() == there.resources().size() ? NOTHING_TO_DO : ha.updateRule(there.withResources(members));
    }

    /** What stands in a rule or group of the set's is an operator's to change: it is joined as it is. */
    private void tellWhere(String of, boolean differs) {
        if (!differs) {
            told.remove(of);
        } else if (told.add(of)) {
            LOG.infof(
                    "%s of Proxmox's HA manager says another thing than the class, and stays as it is: change it there, or"
                            + " remove it, and it is made of the class with the next machine",
                    of);
        }
    }

    /** Somebody made it between our reading and our making: looked at again. */
    private static Outcome<Upid> raced(Outcome<Upid> made) {
        return made instanceof Outcome.Exists<Upid> exists ? new Outcome.Locked<>(exists.why()) : made;
    }
}
