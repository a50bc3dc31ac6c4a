package io.siderite.proxmoxsim;

import io.siderite.proxmoxsim.access.ApiToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Starts a seed-like cluster alone and leaves in a directory what a provider needs to use it.
 *
 * <pre>--port N     port of the first node's endpoint, 0 (default) for a free one
 * --control N  port of the loopback control API, 0 (default) for a free one
 * --dir DIR    where to write endpoint, ca.pem, fingerprint, token-id, token-secret, root-password,
 *              control and config.yaml
 * --speed X    factor on every duration: 1 realistic (default), 0 none
 * --trust PEM  a certificate that nodes and machines trust; may come again</pre>
 */
public final class ProxmoxSimMain {
    private ProxmoxSimMain() {}

    /** What was asked for on the command line. */
    record Flags(int port, int control, Path dir, double speed, List<Path> trust) {
        static Flags parse(String[] args) {
            int port = 0;
            int control = 0;
            Path dir = Path.of(".");
            double speed = 1;
            List<Path> trust = new ArrayList<>();
            for (int i = 0; i < args.length; i += 2) {
                if (i + 1 == args.length) {
                    throw new IllegalArgumentException(args[i] + " needs a value");
                }
                String value = args[i + 1];
                switch (args[i]) {
                    case "--port" -> port = Integer.parseInt(value);
                    case "--control" -> control = Integer.parseInt(value);
                    case "--dir" -> dir = Path.of(value);
                    case "--speed" -> speed = Double.parseDouble(value);
                    case "--trust" -> trust.add(Path.of(value));
                    default ->
                        throw new IllegalArgumentException(
                                "unknown flag " + args[i] + "; there are --port, --control, --dir, --speed, --trust");
                }
            }
            return new Flags(port, control, dir, speed, List.copyOf(trust));
        }
    }

    /** The program. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Flags flags;
        try {
            flags = Flags.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("proxmox-sim: " + e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "stop"));
        run(flags, stop);
    }

    /** Runs until told to stop. */
    static void run(Flags flags, CountDownLatch stop) throws IOException, InterruptedException {
        WorldBuilder world = World.seedLike().speed(flags.speed()).port("pve1", flags.port());
        for (Path pem : flags.trust()) {
            world.trust(Files.readString(pem));
        }
        try (ProxmoxSim sim = ProxmoxSim.start(world.build());
                ControlApi control = ControlApi.start(sim, flags.control())) {
            write(sim, control, flags.dir());
            System.out.println(howTo(sim, control, flags.dir()));
            stop.await();
        }
    }

    private static void write(ProxmoxSim sim, ControlApi control, Path dir) throws IOException {
        Files.createDirectories(dir);
        ApiToken token = sim.token();
        Map<String, String> files = Map.of(
                "endpoint", first(sim) + "\n",
                "endpoints",
                        String.join(
                                        "\n",
                                        sim.endpoints().values().stream()
                                                .map(Object::toString)
                                                .toList()) + "\n",
                "ca.pem", sim.caPem(),
                "fingerprint", sim.certificateFingerprint() + "\n",
                "token-id", token.id() + "\n",
                "token-secret", token.secret() + "\n",
                "root-password", sim.password("root@pam") + "\n",
                "control", control.url() + "\n",
                "config.yaml", """
                        proxmox:
                          url: "%s/api2/json"
                          tokenID: "%s"
                          tokenSecret: "%s"
                          insecureSkipVerify: true
                        """.formatted(first(sim), token.id(), token.secret()));
        for (Map.Entry<String, String> f : files.entrySet()) {
            Path file = dir.resolve(f.getKey());
            Files.deleteIfExists(file);
            // Secrets are among them, so nobody else may read any.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, f.getValue());
        }
    }

    private static String howTo(ProxmoxSim sim, ControlApi control, Path dir) {
        return """
                proxmox-sim: cluster "%s", Proxmox VE %s
                  endpoints    %s
                  fingerprint  %s
                  token        %s (secret in %s)
                  reference provider's configuration: %s
                  try          curl --cacert %s -H "Authorization: PVEAPIToken=$(cat %s)=$(cat %s)" %s/api2/json/version
                  control      curl %s/state
                Stop it with Ctrl-C.""".formatted(
                sim.world().cluster(),
                sim.world().version(),
                String.join(
                        " ",
                        sim.endpoints().values().stream().map(Object::toString).toList()),
                sim.certificateFingerprint(),
                sim.token().id(),
                dir.resolve("token-secret"),
                dir.resolve("config.yaml"),
                dir.resolve("ca.pem"),
                dir.resolve("token-id"),
                dir.resolve("token-secret"),
                first(sim),
                control.url());
    }

    private static String first(ProxmoxSim sim) {
        return sim.endpoints().values().iterator().next().toString();
    }
}
