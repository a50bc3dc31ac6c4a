package io.siderite.omnisim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniSimMainTest {

    @TempDir
    Path dir;

    @Test
    void leavesWhatAProviderNeedsAndRunsUntilItIsStopped() throws Exception {
        var process = start("--dir", dir.toString(), "--release", "without-boot-asset");
        try {
            Fixture.eventually(() -> Files.exists(dir.resolve("endpoint")) || !process.isAlive(), done -> done);

            assertThat(dir.resolve("endpoint")).content().startsWith("https://127.0.0.1:");
            assertThat(dir.resolve("control")).content().startsWith("http://127.0.0.1:");
            assertThat(dir.resolve("ca.pem")).content().contains("BEGIN CERTIFICATE");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("service-account-key"))))
                    .isEqualTo("rw-------");
            var key = Files.readString(dir.resolve("service-account-key")).strip();
            assertThat(new TestSigner(key).identity).isEqualTo("infra-provider:proxmox");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhatItDoesNotUnderstand() throws Exception {
        var process = start("--relase", "old");
        var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said).contains("unknown argument --relase").contains("usage:");
    }

    private static Process start(String... args) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OmniSimMain.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
