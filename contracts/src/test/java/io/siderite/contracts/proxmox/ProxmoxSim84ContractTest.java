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

/** The simulator as a release 8.4, whose errors stand in the status line alone, by ticket login. */
@QuarkusTest
class ProxmoxSim84ContractTest extends StrictProxmoxContract {

    private static @Nullable SimulatedProxmox sim;

    @BeforeAll
    static void start() throws IOException {
        sim = new SimulatedProxmox(
                World.seedLike()
                        .version("8.4.1")
                        .nextIdAsString(false)
                        .allow("siderite@pve", "/", false, Set.of("Sys.Console"))
                        .speed(0.02)
                        .build(),
                sim -> new Connection.Credentials.Password("siderite@pve", sim.password("siderite@pve")));
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
