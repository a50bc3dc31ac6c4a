package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmName;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.HaManager.HaResource;
import java.util.Set;

/**
 * What a machine is called in Proxmox's HA manager. Rules and groups are its set's, and named as the reference provider
 * names them.
 *
 * @param sid of the VM
 * @param nodeAffinity name of the set's node-affinity rule: Proxmox VE 9
 * @param resourceAffinity name of the set's resource-affinity rule: Proxmox VE 9
 * @param group name of the set's group: Proxmox VE 8
 */
record HaNames(String sid, String nodeAffinity, String resourceAffinity, String group) {

    private static final int LONGEST = 60;

    static HaNames of(Plan plan) {
        String set = plan.allocation().getRequest().getRequestSet();
        // A machine without a set is a set of its own.
        String whole = set.isEmpty() ? plan.requestId() : set;
        String valid = whole.replaceAll("[^A-Za-z0-9_-]", "-");
        String of = valid.equals(whole) && valid.length() <= LONGEST ? valid : VmName.shortened(valid, whole, LONGEST);
        String group = "omni-" + of;
        return new HaNames(HaResource.sid(plan.vmid()), group + "-naff", group + "-raff", group);
    }

    /** Whether a rule is one that we make, and may remove. */
    boolean isOurs(String rule) {
        return Set.of(nodeAffinity, resourceAffinity).contains(rule);
    }
}
