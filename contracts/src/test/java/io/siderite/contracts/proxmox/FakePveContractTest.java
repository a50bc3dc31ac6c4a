package io.siderite.contracts.proxmox;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What fakepve takes from us. What it does differently from Proxmox stands in the README of this module. */
@QuarkusTest
class FakePveContractTest extends ProxmoxContract {

    private static @Nullable FakePve fakePve;
    private static @Nullable ProxmoxPeer peer;

    @BeforeAll
    static void start() {
        FakePve started = FakePve.start();
        fakePve = started;
        peer = new ProxmoxPeer(
                new Connection(
                        "fakepve",
                        List.of(started.uri()),
                        new Connection.Credentials.Password(started.user(), started.password()),
                        new Connection.Trust.Authorities(started.certificatePem())),
                "pve1",
                "local-lvm",
                "local",
                "vmbr0",
                "https://downloads.example/talos.iso",
                EnumSet.of(Feature.POOLS),
                7000);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(fakePve).close();
    }

    @Override
    ProxmoxPeer peer() {
        return Objects.requireNonNull(peer);
    }
}
