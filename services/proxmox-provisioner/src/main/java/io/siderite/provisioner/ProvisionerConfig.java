package io.siderite.provisioner;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What can be configured about making VMs; the clusters themselves stand under {@code siderite.proxmox}. */
@ConfigMapping(prefix = "siderite.provisioner")
public interface ProvisionerConfig {

    /** The VMIDs that are drawn from, both ends included. Proxmox knows 100-999999999. */
    @WithDefault("5000-5999")
    String vmidRange();

    /** How long a VMID rests after its VM is gone: quick reuse made other controllers destroy healthy VMs. */
    @WithDefault("1h")
    Duration vmidRest();

    /** Tasks at once per storage lock: one lock a local storage, one a cluster for a shared storage. */
    @WithDefault("2")
    int tasksPerStorage();

    /** Tasks at once per node. */
    @WithDefault("4")
    int tasksPerNode();

    /** How often each cluster is read. */
    @WithDefault("10s")
    Duration inventoryPeriod();

    /** How often what hardly ever changes of a cluster is read: resource mappings, pools, its version. */
    @WithDefault("60s")
    Duration inventoryFactsPeriod();

    /** How soon a cluster is read again after we changed something in it. */
    @WithDefault("2s")
    Duration inventoryAfterChange();

    /** How often a node's inventory is published though nothing about it has changed. */
    @WithDefault("60s")
    Duration inventoryRepeat();

    /** How long an ISO of ours stays after the last machine or VM that needed it. */
    @WithDefault("24h")
    Duration imageGrace();

    /** What is done with ISOs of ours that nothing needs any more. */
    @WithDefault("remove")
    ImageCleanup imageCleanup();

    /** What is done with ISOs that nothing needs. */
    enum ImageCleanup {
        /** They are removed. */
        REMOVE,
        /** The log says which would be removed. */
        REPORT,
        /** Nobody looks for them. */
        OFF
    }
}
