package io.siderite.reporter.omni;

import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.reporter.core.Desired;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Round;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Brings Omni to what a machine's projection says, as far as it goes now. Blocks; idempotent. */
public final class Rounds {

    private final Telling telling;
    private final LettingGo lettingGo;

    /**
     * @param patchesOf ids of the ConfigPatchRequests labelled with a request; empty while Omni has not told them
     */
    public Rounds(OmniState omni, ProviderNames names, Function<String, Optional<Set<String>>> patchesOf) {
        this.telling = new Telling(omni, names, patchesOf);
        this.lettingGo = new LettingGo(omni, names, patchesOf);
    }

    /** One round. */
    public Round run(Machine machine) {
        return Desired.of(machine)
                .map(desired -> telling.run(machine, desired))
                .orElseGet(() -> lettingGo.run(machine));
    }
}
