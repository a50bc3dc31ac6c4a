package io.siderite.contracts.omni;

import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A simulated Omni and the way to it: over TLS, verified by its own certificate authority. */
record SimulatedOmni(OmniSim sim, Path caFile) implements AutoCloseable {

    static final String PROVIDER = "proxmox";

    static SimulatedOmni start(OmniSimOptions options) {
        try {
            var sim = OmniSim.start(options);
            var file = Files.createTempFile("omni-ca", ".pem");
            file.toFile().deleteOnExit();
            return new SimulatedOmni(sim, Files.writeString(file, sim.caPem()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OmniEndpoint endpoint() {
        return endpoint(sim.serviceAccountKey(PROVIDER));
    }

    OmniEndpoint endpoint(String key) {
        return new OmniEndpoint(
                URI.create(sim.endpoint()),
                OmniPeer.value(ServiceAccountKey.read(key)),
                PROVIDER,
                new Trust.CaFile(caFile));
    }

    @Override
    public void close() {
        sim.close();
    }
}
