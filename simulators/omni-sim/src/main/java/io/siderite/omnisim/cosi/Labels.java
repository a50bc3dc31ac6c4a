package io.siderite.omnisim.cosi;

/** Omni's label keys, as far as infrastructure providers meet them. */
public final class Labels {

    public static final String PROVIDER = "omni.sidero.dev/infra-provider-id";
    public static final String MACHINE_REQUEST = "omni.sidero.dev/machine-request";
    public static final String MACHINE_REQUEST_SET = "omni.sidero.dev/machine-request-set";
    public static final String MACHINE = "omni.sidero.dev/machine";
    public static final String SYSTEM_PATCH = "omni.sidero.dev/system-patch";

    private Labels() {}
}
