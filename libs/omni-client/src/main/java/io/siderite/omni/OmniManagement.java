package io.siderite.omni;

import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.BootAssetURLResponse;

/** What a provider may ask of Omni's management service. Blocks; answers an {@link Answer}. */
public interface OmniManagement {

    /**
     * Registers a schematic.
     *
     * @param yaml the schematic
     * @param talosVersion without a leading v
     * @return its id
     */
    Answer<String> createSchematic(String yaml, String talosVersion);

    /** Where a boot asset can be fetched now; {@link Answer.Unimplemented} on releases that have no such call. */
    Answer<BootAssetURLResponse> bootAssetUrl(BootAssetURLRequest request);
}
