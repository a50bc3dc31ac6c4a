package io.siderite.omnisim.cosi;

import io.siderite.proto.cosi.Metadata;

/** A namespace and a type of Omni's. The constants are the kinds that this simulator itself reads or writes. */
public record Kind(String namespace, String type) {

    private static final String SUFFIX = ".omni.sidero.dev";

    /** The namespace that all providers share; filtered by their label. */
    public static final String SHARED = "infra-provider";

    /** The shared namespace whose content does not outlive Omni's process. */
    public static final String SHARED_EPHEMERAL = "infra-provider-ephemeral";

    /** Prefix of the namespace that one provider has to itself. */
    public static final String OWN_PREFIX = "infra-provider:";

    public static final Kind MACHINE_REQUEST = new Kind(SHARED, "MachineRequests" + SUFFIX);
    public static final Kind MACHINE_REQUEST_STATUS = new Kind(SHARED, "MachineRequestStatuses" + SUFFIX);
    public static final Kind CONFIG_PATCH_REQUEST = new Kind(SHARED, "ConfigPatchRequests" + SUFFIX);
    public static final Kind REGISTRATION = new Kind(SHARED, "InfraMachineRegistrations" + SUFFIX);
    public static final Kind PROVIDER = new Kind(SHARED, "InfraProviders" + SUFFIX);
    public static final Kind PROVIDER_JOIN_CONFIG = new Kind(SHARED, "ProviderJoinConfigs" + SUFFIX);
    public static final Kind PROVIDER_STATUS = new Kind(SHARED, "InfraProviderStatuses" + SUFFIX);
    public static final Kind PROVIDER_HEALTH = new Kind(SHARED_EPHEMERAL, "InfraProviderHealthStatuses" + SUFFIX);
    public static final Kind SIDEROLINK_API_CONFIG = new Kind("default", "SiderolinkAPIConfigs" + SUFFIX);
    public static final Kind FEATURES_CONFIG = new Kind("default", "FeaturesConfigs" + SUFFIX);
    public static final Kind MACHINE = new Kind("default", "Machines" + SUFFIX);
    public static final Kind LINK = new Kind("default", "Links" + SUFFIX);
    public static final Kind PENDING_MACHINE = new Kind("default", "PendingMachines" + SUFFIX);
    public static final Kind CONFIG_PATCH = new Kind("default", "ConfigPatches" + SUFFIX);
    public static final Kind RESOURCE_DEFINITION = new Kind("meta", "ResourceDefinitions.meta.cosi.dev");

    /** The kind that a resource's metadata names. */
    public static Kind of(Metadata metadata) {
        return new Kind(metadata.getNamespace(), metadata.getType());
    }

    @Override
    public String toString() {
        return namespace + "/" + type;
    }
}
