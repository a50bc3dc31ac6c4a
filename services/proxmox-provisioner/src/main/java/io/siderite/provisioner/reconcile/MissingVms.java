package io.siderite.provisioner.reconcile;

import io.siderite.eventing.StoreUnavailable;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Plan;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Notices VMs that somebody else removed. That a VM is not listed is only a reason to ask: it is gone when every online
 * node says so.
 */
public final class MissingVms {

    private static final Logger LOG = Logger.getLogger(MissingVms.class);
    // Proxmox's list lags by about 10 s.
    private static final Duration AGE = Duration.ofSeconds(60);

    private final Machines machines;
    private final Clusters clusters;
    private final Reconciler reconciler;
    private final InstantSource clock;

    /** Compares the machines' rows with what is seen of the clusters. */
    public MissingVms(Machines machines, Clusters clusters, Reconciler reconciler, InstantSource clock) {
        this.machines = machines;
        this.clusters = clusters;
        this.reconciler = reconciler;
        this.clock = clock;
    }

    /** Looks for the VMs of a cluster that should run and are not listed. */
    public void check(String cluster, ClusterView view) {
        try {
            for (Plan plan : machines.settled(cluster, clock.instant().minus(AGE))) {
                if (!view.vmids().contains(plan.vmid()) && isGone(plan)) {
                    LOG.warnf("VM %d of %s is gone from %s", plan.vmid(), plan.requestId(), cluster);
                    reconciler.observe(plan.requestId(), new Observation.Missing());
                }
            }
        } catch (StoreUnavailable e) {
            LOG.debugf("missing VMs are looked for at the next reading: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isGone(Plan plan) {
        return clusters.hypervisor(plan.cluster())
                .map(hypervisor -> hypervisor.lookForVm(plan) instanceof Observation.Gone)
                .orElse(false);
    }
}
