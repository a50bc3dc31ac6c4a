package io.siderite.contracts.proxmox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running fakepve, the third-party fake of Proxmox's API, as a process of its own on a free port of 127.0.0.1. Its
 * command line offers ticket logins only, and the storages {@code local} (ISOs) and {@code local-lvm} (disks) on every
 * node. It never boots a VM.
 */
public final class FakePve implements AutoCloseable {

    private static final String LISTENING = "fakepve listening on ";

    private final Process process;
    private final URI uri;
    private final String password;
    private final PemCertificate certificate;
    private final Path directory;
    private final Thread onExit;

    private FakePve(Process process, URI uri, String password, PemCertificate certificate, Path directory) {
        this.process = process;
        this.uri = uri;
        this.password = password;
        this.certificate = certificate;
        this.directory = directory;
        // Also when the tests are broken off: nothing stays behind.
        this.onExit = new Thread(process::destroyForcibly, "fakepve-stop");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** A cluster of one node, {@code pve1}, whose tasks end at once. */
    public static FakePve start() {
        return start(1, 0);
    }

    /**
     * A cluster of nodes {@code pve1}, {@code pve2}, ….
     *
     * @param nodes how many, at least one; each after the first holds a stopped VM 900000 + n, which makes it exist
     * @param timeScale real seconds for a second of Proxmox; 0 ends every task at once
     * @throws IllegalStateException when it can't be installed or doesn't start; the message says what to do
     */
    public static FakePve start(int nodes, double timeScale) {
        Path python = FakePveInstallation.python();
        try {
            Path directory = Files.createTempDirectory("fakepve-");
            PemCertificate certificate = PemCertificate.make(directory);
            Path guests = Files.writeString(directory.resolve("guests.json"), guests(nodes));
            String password = UUID.randomUUID().toString();
            ProcessBuilder builder = new ProcessBuilder(
                            python.toString(),
                            "-m",
                            "fakepve",
                            guests.toString(),
                            "--host",
                            "127.0.0.1",
                            "--port",
                            "0",
                            "--user",
                            "root@pam",
                            "--time-scale",
                            Double.toString(timeScale),
                            "--cert",
                            certificate.certificateFile().toString(),
                            "--key",
                            certificate.keyFile().toString())
                    .directory(directory.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("PVE_PASS", password);
            builder.environment().put("PYTHONUNBUFFERED", "1");
            Process process = builder.start();
            return new FakePve(process, address(process), password, certificate, directory);
        } catch (IOException e) {
            throw new UncheckedIOException("fakepve can't be started", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate for fakepve could be made", e);
        }
    }

    /** Where it listens, {@code https://127.0.0.1:PORT}. */
    public URI uri() {
        return uri;
    }

    /** The user that may do everything. */
    public String user() {
        return "root@pam";
    }

    /** That user's password, drawn anew for each start. */
    public String password() {
        return password;
    }

    /** Its certificate, self-signed: what a client has to trust. */
    public String certificatePem() {
        return certificate.pem();
    }

    /** A file with {@link #certificatePem()}, there until it is closed. */
    public Path certificateFile() {
        return certificate.certificateFile();
    }

    /** The process, for tests that kill it. */
    public Process process() {
        return process;
    }

    /** Stops the process and waits until it is gone. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(onExit);
            Directories.delete(directory);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String guests(int nodes) {
        StringBuilder guests = new StringBuilder();
        for (int node = 2; node <= nodes; node++) {
            guests.append(guests.isEmpty() ? "" : ",")
                    .append("{\"vmid\":%d,\"name\":\"holds-pve%d\",\"node\":\"pve%d\"}"
                            .formatted(900000 + node, node, node));
        }
        return "{\"guests\":[" + guests + "]}";
    }

    /** Waits for the line that says where it listens; what it says instead goes into the exception. */
    private static URI address(Process process) {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread.ofVirtual().name("fakepve-output").start(() -> follow(process, address));
        try {
            return address.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("fakepve did not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fakepve started", e);
        }
    }

    /** Reads all it says, so that it never waits for a reader. */
    private static void follow(Process process, CompletableFuture<URI> address) {
        Deque<String> last = new ArrayDeque<>(List.of());
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LISTENING)) {
                    address.complete(
                            URI.create(line.substring(LISTENING.length()).strip()));
                }
                last.addLast(line);
                if (last.size() > 20) {
                    last.removeFirst();
                }
            }
            address.completeExceptionally(new IllegalStateException("it ended, saying: " + String.join("\n", last)));
        } catch (IOException e) {
            address.completeExceptionally(e);
        }
    }
}
