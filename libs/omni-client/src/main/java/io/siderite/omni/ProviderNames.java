package io.siderite.omni;

import io.siderite.omni.OmniState.Kind;

/**
 * The names a provider goes by in Omni. They are those of the reference provider, so that one can take over from the
 * other under living machines.
 *
 * @param providerId the provider's id, such as proxmox
 */
public record ProviderNames(String providerId) {

    /** Owner of our MachineRequestStatuses and ConfigPatchRequests, and our finalizer on a MachineRequest. */
    public String provisionController() {
        return providerId + ".ProvisionController";
    }

    /** Owner of our InfraProviderHealthStatus. */
    public String healthController() {
        return providerId + ".ProviderHealthStatusController";
    }

    /** A kind of the provider's own, opaque to Omni: {@code <name>.<provider>.infraprovider.sidero.dev}. */
    public Kind own(String name) {
        return new Kind("infra-provider:" + providerId, name + "." + providerId + ".infraprovider.sidero.dev");
    }

    /** Where the reference provider keeps its machines. */
    public Kind referenceMachines() {
        return own("Machine");
    }
}
