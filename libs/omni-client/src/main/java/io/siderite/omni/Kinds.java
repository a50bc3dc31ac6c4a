package io.siderite.omni;

import io.siderite.omni.OmniState.Kind;

/** The kinds of Omni's resources that a provider reads or writes. */
public final class Kinds {

    private static final String INFRA_PROVIDER = "infra-provider";

    private static final String DEFAULT = "default";

    /** Machines that Omni wants made; read, finalizers only. */
    public static final Kind MACHINE_REQUESTS = new Kind(INFRA_PROVIDER, "MachineRequests.omni.sidero.dev");

    /** What became of the requests; ours. */
    public static final Kind MACHINE_REQUEST_STATUSES =
            new Kind(INFRA_PROVIDER, "MachineRequestStatuses.omni.sidero.dev");

    /** Config patches that a provider asks for; ours. */
    public static final Kind CONFIG_PATCH_REQUESTS = new Kind(INFRA_PROVIDER, "ConfigPatchRequests.omni.sidero.dev");

    /** Machines that have called Omni; read. The id is the machine's UUID. */
    public static final Kind INFRA_MACHINE_REGISTRATIONS =
            new Kind(INFRA_PROVIDER, "InfraMachineRegistrations.omni.sidero.dev");

    /** What our machines boot with; read. The id is the provider's. Holds the join token: a secret. */
    public static final Kind PROVIDER_JOIN_CONFIGS = new Kind(INFRA_PROVIDER, "ProviderJoinConfigs.omni.sidero.dev");

    /** Name, icon, version and schema of a provider; ours. The id is the provider's. */
    public static final Kind INFRA_PROVIDER_STATUSES =
            new Kind(INFRA_PROVIDER, "InfraProviderStatuses.omni.sidero.dev");

    /** Heartbeat of a provider; ours. The id is the provider's. */
    public static final Kind INFRA_PROVIDER_HEALTH_STATUSES =
            new Kind("infra-provider-ephemeral", "InfraProviderHealthStatuses.omni.sidero.dev");

    /** How machines reach Omni; read, one resource: {@link #SIDEROLINK_CONFIG_ID}. */
    public static final Kind SIDEROLINK_API_CONFIGS = new Kind(DEFAULT, "SiderolinkAPIConfigs.omni.sidero.dev");

    /** The id of the one resource of {@link #SIDEROLINK_API_CONFIGS}. */
    public static final String SIDEROLINK_CONFIG_ID = "siderolink-config";

    /** Machines known to Omni; read. */
    public static final Kind MACHINES = new Kind(DEFAULT, "Machines.omni.sidero.dev");

    /** What this Omni is set up with; read, one resource: {@link #FEATURES_CONFIG_ID}. */
    public static final Kind FEATURES_CONFIGS = new Kind(DEFAULT, "FeaturesConfigs.omni.sidero.dev");

    /** The id of the one resource of {@link #FEATURES_CONFIGS}. */
    public static final String FEATURES_CONFIG_ID = "features-config";

    /** Which kinds this Omni has; read. Ids are lower-case, such as providerjoinconfigs.omni.sidero.dev. */
    public static final Kind RESOURCE_DEFINITIONS = new Kind("meta", "ResourceDefinitions.meta.cosi.dev");

    private Kinds() {}
}
