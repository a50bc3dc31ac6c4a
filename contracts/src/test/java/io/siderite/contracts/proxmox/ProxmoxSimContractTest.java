package io.siderite.contracts.proxmox;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection;
import io.siderite.proxmoxsim.World;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The simulator as a release 9, by an API token with the least privileges for machines left to HA. */
@QuarkusTest
class ProxmoxSimContractTest extends StrictProxmoxContract {

    private static @Nullable SimulatedProxmox sim;

    @BeforeAll
    static void start() throws IOException {
        sim = new SimulatedProxmox(
                World.seedLike()
                        .allow("siderite@pve", "/", false, Set.of("Sys.Console"))
                        .speed(0.02)
                        .build(),
                sim -> new Connection.Credentials.Token(
                        sim.token().id(), sim.token().secret()));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(sim).close();
    }

    @Override
    ProxmoxPeer peer() {
        return Objects.requireNonNull(sim).peer();
    }
}
