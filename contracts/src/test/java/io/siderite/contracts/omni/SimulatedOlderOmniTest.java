package io.siderite.contracts.omni;

import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.Release;

/** The contract on the simulator as a release without GetBootAssetURL. */
class SimulatedOlderOmniTest extends SimulatedOmniContract {

    SimulatedOlderOmniTest() {
        super(OmniSimOptions.defaults().withRelease(Release.WITHOUT_BOOT_ASSET));
    }
}
