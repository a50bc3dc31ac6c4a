package io.siderite.contracts.proxmox;

import com.sun.net.httpserver.HttpServer;
import io.siderite.proxmox.Connection;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

/** The simulator, with a place it can download an ISO from. */
final class SimulatedProxmox implements AutoCloseable {

    private final ProxmoxSim sim;
    private final HttpServer downloads;
    private final ProxmoxPeer peer;

    SimulatedProxmox(World world, Function<ProxmoxSim, Connection.Credentials> credentials) throws IOException {
        sim = ProxmoxSim.start(world);
        downloads = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        downloads.createContext("/small.iso", exchange -> {
            byte[] iso = SmallIso.image();
            exchange.sendResponseHeaders(200, iso.length);
            exchange.getResponseBody().write(iso);
            exchange.close();
        });
        downloads.start();
        peer = new ProxmoxPeer(
                new Connection(
                        "sim",
                        List.copyOf(sim.endpoints().values()),
                        credentials.apply(sim),
                        new Connection.Trust.Authorities(sim.caPem())),
                "pve2",
                "local-lvm",
                "local",
                "vmbr0",
                "http://127.0.0.1:" + downloads.getAddress().getPort() + "/small.iso",
                world.version().startsWith("8.")
                        ? EnumSet.complementOf(EnumSet.of(Feature.HA_RULES))
                        : EnumSet.complementOf(EnumSet.of(Feature.HA_GROUPS)),
                7000);
    }

    ProxmoxPeer peer() {
        return peer;
    }

    @Override
    public void close() {
        downloads.stop(0);
        sim.close();
    }
}
