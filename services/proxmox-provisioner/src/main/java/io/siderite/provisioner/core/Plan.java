package io.siderite.provisioner.core;

import io.siderite.inventory.identity.VmName;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.VmIdentity;
import java.util.Optional;

/**
 * The VM that is meant to stand for one machine: stored before Proxmox hears of it.
 *
 * @param allocation what the road decided: spec, place, UUID, MACs, network-config; no secret
 * @param node where the VM is; the placement's node until it was found elsewhere
 * @param vmid 0 until drawn
 * @param image file name of the boot ISO; empty until known
 * @param mayHoldData whether the VM was found instead of made, or may have run: it is removed on release alone
 */
public record Plan(NetworkAllocated allocation, String node, int vmid, String image, boolean mayHoldData) {

    /** A plan without a VMID yet. */
    public static Plan of(NetworkAllocated allocation) {
        return new Plan(allocation, allocation.getPlacement().getNode(), 0, "", false);
    }

    /** Of a machine of which only its request is known. */
    static Plan unknown(String requestId) {
        return of(NetworkAllocated.newBuilder()
                .setRequest(MachineRequest.newBuilder().setRequestId(requestId))
                .build());
    }

    /** The same VM under the VMID, on the node. */
    public Plan at(String foundNode, int drawn) {
        return new Plan(allocation, foundNode, drawn, image, mayHoldData);
    }

    /** Its boot ISO is known. */
    public Plan withImage(String filename) {
        return new Plan(allocation, node, vmid, filename, mayHoldData);
    }

    /** The same VM after the allocation was edited, before anything was created. */
    public Plan edited(NetworkAllocated edited) {
        return new Plan(edited, node, vmid, "", mayHoldData);
    }

    /** The VM was there before this row, or may have run. */
    public Plan holdingData() {
        return new Plan(allocation, node, vmid, image, true);
    }

    /** Provably no VM of it stands any more, or yet. */
    public Plan notMade() {
        return new Plan(allocation, node, vmid, image, false);
    }

    /** The machine-request id. */
    public String requestId() {
        return allocation.getRequest().getRequestId();
    }

    /** The Proxmox cluster, as configured. */
    public String cluster() {
        return allocation.getPlacement().getCluster();
    }

    /** SMBIOS UUID, lower case. */
    public String uuid() {
        return allocation.getUuid();
    }

    /** Whether Proxmox's HA manager is to have it. */
    public boolean isForHa() {
        return allocation.getSpec().hasHa();
    }

    /** The same VM where it was placed, wherever it has been since. */
    public Plan atHome() {
        return at(allocation.getPlacement().getNode(), vmid);
    }

    /** Counts the machine's placements, from 1. */
    public int attempt() {
        return allocation.getAttempt();
    }

    /** Name of the VM in Proxmox. */
    public String name() {
        return VmName.of(requestId());
    }

    /** File name of the machine's own cidata ISO. */
    public String cidata() {
        return "siderite-cidata-" + uuid() + ".iso";
    }

    /** Storage that holds the boot ISO and the cidata ISO. */
    public String isoStorage() {
        return allocation.getPlacement().getIsoStorage();
    }

    /** Who the VM is; empty until it has a VMID. */
    public Optional<VmIdentity> identity() {
        if (vmid == 0) {
            return Optional.empty();
        }
        return Optional.of(VmIdentity.newBuilder()
                .setCluster(cluster())
                .setNode(node)
                .setVmid(vmid)
                .setUuid(uuid())
                .setName(name())
                .build());
    }
}
