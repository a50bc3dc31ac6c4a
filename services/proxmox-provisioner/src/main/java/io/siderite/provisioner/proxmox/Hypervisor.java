package io.siderite.provisioner.proxmox;

import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.core.Step;

/**
 * One Proxmox cluster in the provisioner's words. Everything blocks, never throws for what a peer may do, and can be
 * done again after a crash: it looks before it acts.
 */
public interface Hypervisor {

    /** Brings about what the step is for, unless it is so already: at most starts a task. */
    Observation.Answer pursue(Plan plan, Step step);

    /** How the step's task stands; where it failed or was forgotten, what is really so. */
    Observation.Answer follow(Plan plan, Step step, String upid);

    /** Whether the boot ISO lies on its storage: {@code Stands}, {@code Gone} or {@code Failed}. */
    Observation.Answer lookForImage(Plan plan);

    /** Whether the VM exists anywhere: {@code Stands}, {@code Gone}, {@code StillBusy} or {@code Failed}. */
    Observation.Answer lookForVm(Plan plan);

    /** Looks on all nodes for VMs that are provably the machine's, though nothing else is known of them. */
    Discovery search(String requestId);
}
