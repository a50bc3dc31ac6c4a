package io.siderite.provisioner.proxmox;

import io.siderite.inventory.identity.VmTags;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;

/** What was seen under a VMID. */
sealed interface Sighting {

    /** The planned VM: UUID and tag agree. Its name is for people, who may change it. */
    record Ours(String node) implements Sighting {}

    /** It has the machine's UUID but not its tag: somebody took it over, and it is left alone. */
    record Disowned(Failure failure) implements Sighting {}

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
        String tag = VmTags.ofRequest(plan.requestId());
        if (config.uuid().equals(plan.uuid())) {
            return config.tags().contains(tag)
                    ? new Ours(node)
                    : new Disowned(new Failure(
                            Failure.Kind.REJECTED,
                            "VM " + plan.vmid() + " on " + node + " has this machine's UUID but not its tag " + tag
                                    + ": put the tag back to give it to Siderite again, or remove the VM yourself"));
        }
        return config.get("lock").equals("create") ? new Unfinished(node) : new Foreign(node, config.get("name"));
    }
}
