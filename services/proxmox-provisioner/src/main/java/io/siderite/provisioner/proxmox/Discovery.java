package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Plan;
import java.util.List;

/** What a search for a machine's VM in one cluster came to. */
public sealed interface Discovery {

    /**
     * Every node was asked.
     *
     * @param vms provably the machine's, as far as removing them needs to know them; none: clearly nowhere
     */
    record Found(List<Plan> vms) implements Discovery {}

    /** A part could not be read, or is not clear: nothing is known. */
    record Unclear(Failure failure) implements Discovery {}
}
