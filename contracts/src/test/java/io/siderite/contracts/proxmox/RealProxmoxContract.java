package io.siderite.contracts.proxmox;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection;
import io.siderite.proxmox.ProxmoxCluster;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import io.siderite.proxmox.RestProxmoxCluster;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

/**
 * The suite on any Proxmox VE. The build takes it in only when {@code SIDERITE_CONTRACT_PROXMOX_URL} is set; the README
 * lists the other variables. It makes and destroys VMs of its own and touches no other.
 */
@QuarkusTest
class RealProxmoxContract extends StrictProxmoxContract {

    private static @Nullable ProxmoxPeer peer;

    @BeforeAll
    static void connect() {
        Connection connection = new Connection(
                "real",
                List.of(URI.create(required("URL"))),
                new Connection.Credentials.Token(required("TOKEN_ID"), required("TOKEN_SECRET")),
                given("FINGERPRINT")
                        .map(print -> print.replace(":", "").toLowerCase(java.util.Locale.ROOT))
                        .<Connection.Trust>map(print -> new Connection.Trust.Pinned(List.of(print)))
                        .orElseGet(Connection.Trust.System::new));
        ProxmoxCluster cluster = RestProxmoxCluster.connect(connection);
        String node = or(
                "NODE",
                () -> done(cluster.nodes()).stream()
                        .filter(ProxmoxCluster.ClusterNode::online)
                        .findFirst()
                        .orElseThrow()
                        .name());
        peer = new ProxmoxPeer(
                connection,
                cluster,
                node,
                or(
                        "DISKS",
                        () -> storage(
                                cluster,
                                node,
                                s -> s.content().contains("images")
                                        && !s.content().contains("iso"))),
                or("ISOS", () -> storage(cluster, node, s -> s.content().contains("iso"))),
                or("BRIDGE", () -> done(cluster.bridges(node)).getFirst().name()),
                required("ISO_URL"),
                done(cluster.version()).version().startsWith("8.")
                        ? EnumSet.complementOf(EnumSet.of(Feature.HA_RULES))
                        : EnumSet.complementOf(EnumSet.of(Feature.HA_GROUPS)),
                Integer.parseInt(or("FIRST_VMID", () -> "987600")));
    }

    @Override
    ProxmoxPeer peer() {
        return Objects.requireNonNull(peer);
    }

    private static String storage(ProxmoxCluster cluster, String node, Predicate<StorageStatus> fits) {
        return done(cluster.storages(node)).stream()
                .filter(StorageStatus::active)
                .filter(fits)
                .map(StorageStatus::storage)
                .findFirst()
                .orElseThrow();
    }

    private static String or(String name, Supplier<String> otherwise) {
        return given(name).orElseGet(otherwise);
    }

    private static String required(String name) {
        return given(name)
                .orElseThrow(() -> new IllegalStateException("SIDERITE_CONTRACT_PROXMOX_" + name + " is not set"));
    }

    private static Optional<String> given(String name) {
        return Optional.ofNullable(System.getenv("SIDERITE_CONTRACT_PROXMOX_" + name))
                .filter(v -> !v.isBlank());
    }
}
