package io.siderite.contracts.omni;

import io.siderite.omnisim.OmniSimOptions;

/** The contract on the simulator as the newest release. */
class SimulatedOmniTest extends SimulatedOmniContract {

    SimulatedOmniTest() {
        super(OmniSimOptions.defaults());
    }
}
