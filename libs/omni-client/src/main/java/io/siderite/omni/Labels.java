package io.siderite.omni;

/** The labels that Omni ties resources together with. */
public final class Labels {

    private static final String PREFIX = "omni.sidero.dev/";

    /** The provider that a resource of a shared namespace belongs to. */
    public static final String INFRA_PROVIDER_ID = PREFIX + "infra-provider-id";

    /** The machine request that a resource is about. */
    public static final String MACHINE_REQUEST = PREFIX + "machine-request";

    /** The set that a machine request was made for. */
    public static final String MACHINE_REQUEST_SET = PREFIX + "machine-request-set";

    /** The machine that a resource is about, by its UUID. */
    public static final String MACHINE = PREFIX + "machine";

    /** The infra machine that a resource is about. */
    public static final String INFRA_ID = PREFIX + "infra-id";

    private Labels() {}
}
