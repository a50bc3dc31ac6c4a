package io.siderite.proxmox;

import io.siderite.proxmox.ProxmoxCluster.Upid;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Proxmox's HA manager of one cluster ({@code /cluster/ha}). Reading takes Sys.Audit on {@code /}, writing Sys.Console
 * there. Every write is done at once ({@link Upid#NONE}); what it asks for, the HA manager does some seconds later.
 *
 * <p>{@link Outcome.NotFound} is said of the resource, rule or group named, {@link Outcome.Exists} of a name already
 * taken, {@link Outcome.Locked} of the HA lock as of a digest that is no longer the newest: then read again, and try
 * again with what was read.
 */
public interface HaManager {

    /** How this cluster is told where HA resources belong. */
    enum Placing {
        /** Rules: Proxmox VE 9. */
        RULES,
        /** Groups: Proxmox VE 8, which has no resource affinity. */
        GROUPS
    }

    /** Whether the cluster knows rules, asked of the cluster itself. */
    Outcome<Placing> placing();

    /** {@code GET /cluster/ha/resources}: VMs and containers. */
    Outcome<List<HaResource>> resources();

    /** {@code POST /cluster/ha/resources}; {@link Outcome.NotFound} when there is no such VM. */
    Outcome<Upid> add(HaResource resource);

    /** {@code PUT /cluster/ha/resources/{sid}}: an empty comment removes it; an empty group leaves the group as it is. */
    Outcome<Upid> update(HaResource resource);

    /** {@code DELETE /cluster/ha/resources/{sid}}: out of all rules too; rules that have nothing left are removed. */
    Outcome<Upid> remove(String sid);

    /** {@code GET /cluster/ha/rules}, in their order; types that aren't known here are left out. */
    Outcome<List<HaRule>> rules();

    /** {@code POST /cluster/ha/rules}; the digest isn't sent. */
    Outcome<Upid> addRule(HaRule rule);

    /**
     * {@code PUT /cluster/ha/rules/{rule}}, with every field: what is left out may be reset. With the digest that was
     * read, a change in between is answered as {@link Outcome.Locked}.
     */
    Outcome<Upid> updateRule(HaRule rule);

    /** {@code DELETE /cluster/ha/rules/{rule}}; Proxmox says that it is done of a rule that never was, too. */
    Outcome<Upid> removeRule(String name);

    /** {@code GET /cluster/ha/groups}: Proxmox VE 8. */
    Outcome<List<HaGroup>> groups();

    /** {@code POST /cluster/ha/groups}; the digest isn't sent. */
    Outcome<Upid> addGroup(HaGroup group);

    /** {@code PUT /cluster/ha/groups/{group}}, with every field and the digest. */
    Outcome<Upid> updateGroup(HaGroup group);

    /** {@code DELETE /cluster/ha/groups/{group}}: refused while a resource is in it. */
    Outcome<Upid> removeGroup(String name);

    /**
     * A guest that the HA manager looks after.
     *
     * @param sid such as {@code vm:100}
     * @param state started, stopped, disabled or ignored
     * @param maxRestart tries to start it on the same node; Proxmox's default is 1
     * @param maxRelocate tries to start it on another node; Proxmox's default is 1
     * @param failback whether it returns to a better node; empty: Proxmox's default (yes). Proxmox VE 8 refuses it
     * @param group its group on Proxmox VE 8; empty text for none
     */
    record HaResource(
            String sid,
            String state,
            String comment,
            int maxRestart,
            int maxRelocate,
            Optional<Boolean> failback,
            String group) {

        /** The HA manager's name of a VM. */
        public static String sid(int vmid) {
            return "vm:" + vmid;
        }

        /** The same resource, as read, in a group. */
        public HaResource inGroup(String name) {
            return new HaResource(sid, state, comment, maxRestart, maxRelocate, failback, name);
        }
    }

    /**
     * A rule.
     *
     * @param type {@link #NODE_AFFINITY} or {@link #RESOURCE_AFFINITY}
     * @param resources sids
     * @param nodes of node affinity: each a name, or a name and a priority such as {@code pve1:2}
     * @param strict of node affinity: no other node will do
     * @param affinity of resource affinity: {@code positive} or {@code negative}; else empty
     * @param disabled whether the rule stands there without effect
     * @param digest of all rules together, as read; empty when not known
     */
    record HaRule(
            String name,
            String type,
            List<String> resources,
            List<String> nodes,
            boolean strict,
            String affinity,
            String comment,
            boolean disabled,
            String digest) {

        /** Resources that belong on some nodes. */
        public static final String NODE_AFFINITY = "node-affinity";

        /** Resources that belong together, or apart; takes two of them at least. */
        public static final String RESOURCE_AFFINITY = "resource-affinity";

        public HaRule {
            resources = List.copyOf(resources);
            nodes = List.copyOf(nodes);
        }

        /** A new rule that keeps resources on nodes. */
        public static HaRule nodeAffinity(
                String name, List<String> resources, List<String> nodes, boolean strict, String comment) {
            return new HaRule(name, NODE_AFFINITY, resources, nodes, strict, "", comment, false, "");
        }

        /** A new rule that keeps resources together ({@code positive}) or apart ({@code negative}). */
        public static HaRule resourceAffinity(String name, List<String> resources, String affinity, String comment) {
            return new HaRule(name, RESOURCE_AFFINITY, resources, List.of(), false, affinity, comment, false, "");
        }

        /** The same rule, as read, about other resources. */
        public HaRule withResources(Collection<String> other) {
            return new HaRule(name, type, List.copyOf(other), nodes, strict, affinity, comment, disabled, digest);
        }
    }

    /**
     * A group of nodes: Proxmox VE 8.
     *
     * @param nodes each a name, or a name and a priority such as {@code pve1:2}
     * @param restricted no other node will do
     * @param digest of all groups together, as read; empty when not known
     */
    record HaGroup(
            String name, List<String> nodes, boolean restricted, boolean noFailback, String comment, String digest) {

        public HaGroup {
            nodes = List.copyOf(nodes);
        }
    }
}
