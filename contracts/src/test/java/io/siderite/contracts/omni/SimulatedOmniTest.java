package io.siderite.contracts.omni;

import io.siderite.omnisim.OmniSimOptions;
import io.siderite.omnisim.Release;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on the simulator, as the newest release and as one without GetBootAssetURL. */
@ParameterizedClass
@EnumSource(names = {"WITH_BOOT_ASSET", "WITHOUT_BOOT_ASSET"})
class SimulatedOmniTest extends OmniContract {

    private final SimulatedOmni omni;

    SimulatedOmniTest(Release release) {
        var started = SimulatedOmni.start(OmniSimOptions.defaults().withRelease(release));
        omni = started;
        super(started.endpoint());
    }

    @Override
    void stop() {
        omni.close();
    }
}
