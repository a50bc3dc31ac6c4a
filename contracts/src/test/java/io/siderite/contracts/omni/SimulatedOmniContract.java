package io.siderite.contracts.omni;

import io.siderite.omnisim.OmniSimOptions;

/** The contract on a simulator of its own for each test. */
abstract class SimulatedOmniContract extends OmniContract {

    private final SimulatedOmni omni;

    SimulatedOmniContract(OmniSimOptions options) {
        var started = SimulatedOmni.start(options);
        omni = started;
        super(started.endpoint());
    }

    @Override
    final void stop() {
        omni.close();
    }
}
