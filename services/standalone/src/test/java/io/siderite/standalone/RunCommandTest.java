package io.siderite.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people are told when a start is refused, and with what exit code. */
class RunCommandTest {

    @TempDir
    Path directory;

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(console);
    }

    @Test
    void anIncompleteConfigurationIsRefusedWithAllThatIsMissing() {
        int code = run("--config-file", directory.resolve("nowhere.yaml").toString());

        assertThat(code).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("nowhere.yaml can't be read")
                .contains("No Proxmox cluster is configured");
    }

    @Test
    void aSecondStartOnTheSameDirectoryIsRefused() {
        Path home = directory.resolve("home");
        DataDirectory.take(home);

        int code = run(configured(home, "0"));

        assertThat(code).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(home + " is in use by process "
                        + ProcessHandle.current().pid() + " since ");
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingStarts() throws Exception {
        Path home = directory.resolve("home");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = run(configured(home, Integer.toString(taken.getLocalPort())));

            assertThat(code).isEqualTo(1);
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .contains("127.0.0.1:" + taken.getLocalPort() + " is taken", "--http-port");
            assertThat(home.resolve("kafka")).doesNotExist();
        }
    }

    private static int run(String... arguments) {
        return new CommandLine(new RunCommand()).execute(arguments);
    }

    private String[] configured(Path home, String port) {
        Path file = directory.resolve("siderite.yaml");
        try {
            Files.writeString(file, """
                    siderite:
                      omni: {endpoint: https://127.0.0.1:1, service-account-key: key}
                      proxmox: {clusters: {home: {endpoints: https://127.0.0.1:1, username: root, password: p}}}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {"--config-file", file.toString(), "--home", home.toString(), "--http-port", port};
    }
}
