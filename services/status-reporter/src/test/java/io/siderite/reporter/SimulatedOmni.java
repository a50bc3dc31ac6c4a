package io.siderite.reporter;

import io.siderite.omni.Answer;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniState;
import io.siderite.omni.ServiceAccountKey;
import io.siderite.omnisim.OmniSim;
import io.siderite.omnisim.OmniSimOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Omni that the service under test talks to, over TLS with its own key. */
@Singleton
public class SimulatedOmni {

    private final OmniSim sim;
    private final OmniConnection connection;

    /** Starts it. */
    public SimulatedOmni() throws IOException {
        sim = OmniSim.start(OmniSimOptions.defaults());
        Path ca = Files.createTempFile("omni", ".pem");
        Files.writeString(ca, sim.caPem());
        connection = ServiceAccountKey.read(sim.serviceAccountKey("proxmox"))
                                .map(key -> new OmniEndpoint(
                                        URI.create(sim.endpoint()), key, "proxmox", new OmniEndpoint.Trust.CaFile(ca)))
                        instanceof Answer.Done<OmniEndpoint> endpoint
                ? OmniConnection.open(endpoint.value())
                : refuse();
    }

    private static OmniConnection refuse() {
        throw new IllegalStateException("the simulator's own key can't be read");
    }

    /** What an administrator of it sees and does. */
    public OmniSim sim() {
        return sim;
    }

    @Produces
    @Singleton
    OmniState state() {
        return connection.state();
    }

    @PreDestroy
    void stop() {
        connection.close();
        sim.close();
    }
}
