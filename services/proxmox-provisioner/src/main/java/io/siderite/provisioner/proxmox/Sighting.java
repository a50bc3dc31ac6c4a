package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;

/** What was seen under a VMID. */
sealed interface Sighting {

    /** The planned VM: UUID, tag and name agree. */
    record Ours(String node) implements Sighting {}

    /** Another VM; it is left alone. */
    record Foreign(String node, String name) implements Sighting {}

    /** A VM that is just being created and has no identity yet. */
    record Unfinished(String node) implements Sighting {}

    /** Clearly nothing: said by every node asked. */
    record Nothing() implements Sighting {}

    /** A read failed, so that nothing is known. */
    record Unclear(Failure failure) implements Sighting {}

    /** Whose a configuration is. */
    static Sighting judge(Plan plan, String node, VmConfig config) {
        boolean ours = config.uuid().equals(plan.uuid())
                && config.tags().contains(VmTags.ofRequest(plan.requestId()))
                && config.get("name").equals(plan.name());
        if (ours) {
            return new Ours(node);
        }
        return config.get("lock").equals("create") ? new Unfinished(node) : new Foreign(node, config.get("name"));
    }
}
