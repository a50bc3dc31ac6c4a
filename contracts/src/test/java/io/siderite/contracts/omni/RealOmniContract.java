package io.siderite.contracts.omni;

import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.ServiceAccountKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The contract on an Omni given by SIDERITE_CONTRACT_OMNI_ENDPOINT and SIDERITE_CONTRACT_OMNI_KEY (and, where its
 * certificate needs it, SIDERITE_CONTRACT_OMNI_CA_FILE). Left out of the build when there is none.
 */
class RealOmniContract extends OmniContract {

    RealOmniContract() {
        super(given());
    }

    private static OmniEndpoint given() {
        var key = OmniPeer.value(
                ServiceAccountKey.read(variable("SIDERITE_CONTRACT_OMNI_KEY").orElse("")));
        var provider = key.providerId().orElseThrow(() -> new AssertionError("not an infra provider's key: " + key));
        var trust = variable("SIDERITE_CONTRACT_OMNI_CA_FILE")
                .<Trust>map(file -> new Trust.CaFile(Path.of(file)))
                .orElseGet(Trust.System::new);
        var uri = URI.create(variable("SIDERITE_CONTRACT_OMNI_ENDPOINT").orElseThrow());
        return new OmniEndpoint(uri, key, provider, trust);
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
