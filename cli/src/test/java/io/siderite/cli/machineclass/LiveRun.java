package io.siderite.cli.machineclass;

import io.siderite.proxmoxsim.ProxmoxSim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Runs {@code class check} on a simulated Proxmox, and keeps what it says. */
final class LiveRun {

    private LiveRun() {}

    /** A configuration with the cluster and the token that the simulator has for us. */
    static Path configure(Path dir, ProxmoxSim proxmox) throws IOException {
        return configure(dir, proxmox, proxmox.token().id(), proxmox.token().secret());
    }

    /** With another token. Omni is configured and not there; there is a storage network. */
    static Path configure(Path dir, ProxmoxSim proxmox, String token, String secret) throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), secret);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(dir.resolve("siderite.yaml"), """
                siderite:
                  omni:
                    endpoint: https://127.0.0.1:1
                    service-account-key-file: %1$s
                  networks:
                    storage:
                      bridge: vmbr1
                      subnet: 172.31.250.0/24
                      mtu: 9000
                  proxmox:
                    clusters:
                      seed:
                        endpoints: [%2$s]
                        token-id: %3$s
                        token-secret-file: %1$s
                        fingerprint: ["%4$s"]
                """.formatted(
                        file,
                        proxmox.endpoints().values().stream().map(URI::toString).collect(Collectors.joining(", ")),
                        token,
                        proxmox.certificateFingerprint()));
    }

    /** What the command said and how it ended. */
    record Said(int code, String out, String err) {}

    /** With {@code --live} and the configuration. */
    static Said run(Path config, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--live", "--config-file", config.toString()));
        all.addAll(List.of(arguments));
        return said(all.toArray(String[]::new));
    }

    /** With these arguments alone. */
    static Said said(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream saidOut = new ByteArrayOutputStream();
        ByteArrayOutputStream saidErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(saidOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(saidErr, true, StandardCharsets.UTF_8));
        try {
            int code = new CommandLine(new ClassCheckCommand()).execute(arguments);
            return new Said(code, saidOut.toString(StandardCharsets.UTF_8), saidErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
