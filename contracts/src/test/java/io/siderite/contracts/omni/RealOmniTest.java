package io.siderite.contracts.omni;

import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.ServiceAccountKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract on an Omni given by SIDERITE_CONTRACT_OMNI_ENDPOINT and SIDERITE_CONTRACT_OMNI_KEY (and, where its
 * certificate needs it, SIDERITE_CONTRACT_OMNI_CA_FILE). Without them there is nothing here to run.
 */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("given")
class RealOmniTest extends OmniContract {

    RealOmniTest(OmniEndpoint endpoint) {
        super(endpoint);
    }

    static Stream<OmniEndpoint> given() {
        var endpoint = variable("SIDERITE_CONTRACT_OMNI_ENDPOINT");
        var key = variable("SIDERITE_CONTRACT_OMNI_KEY");
        if (endpoint.isEmpty() || key.isEmpty()) {
            return Stream.empty();
        }
        var account = OmniPeer.value(ServiceAccountKey.read(key.get()));
        var provider = account.providerId().orElseThrow(() -> new AssertionError("not an infra provider's key"));
        var trust = variable("SIDERITE_CONTRACT_OMNI_CA_FILE")
                .<Trust>map(file -> new Trust.CaFile(Path.of(file)))
                .orElseGet(Trust.System::new);
        return Stream.of(new OmniEndpoint(URI.create(endpoint.get()), account, provider, trust));
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
