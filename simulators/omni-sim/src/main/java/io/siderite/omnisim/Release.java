package io.siderite.omnisim;

/** Which release of Omni is played, by the management calls it has. */
public enum Release {
    /** The newest: CreateSchematicFromRaw and GetBootAssetURL. */
    WITH_BOOT_ASSET,
    /** 1.8 up to 1.10.4: CreateSchematicFromRaw; GetBootAssetURL is UNIMPLEMENTED. */
    WITHOUT_BOOT_ASSET,
    /** Before 1.8: both are UNIMPLEMENTED. */
    OLD
}
