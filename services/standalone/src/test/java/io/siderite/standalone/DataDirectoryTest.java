package io.siderite.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.standalone.DataDirectory.Attempt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path parent;

    @Test
    void itIsTheOwnersAlone() throws Exception {
        Path home = parent.resolve("home");
        Files.createDirectory(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

        Attempt attempt = DataDirectory.take(home);

        assertThat(attempt).isInstanceOf(Attempt.Taken.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
    }

    @Test
    void aSecondStartIsToldWhoHoldsIt() {
        Path home = parent.resolve("home");
        DataDirectory.take(home);

        Attempt second = DataDirectory.take(home);

        long pid = ProcessHandle.current().pid();
        assertThat(second)
                .isInstanceOfSatisfying(
                        Attempt.Held.class,
                        held -> assertThat(held.message())
                                .matches("\\Q" + home + "\\E is in use by process " + pid
                                        + " since \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z: stop that one first.*--home"));
    }

    @Test
    void onceGivenFreeItCanBeTakenAgain() throws Exception {
        Path home = parent.resolve("home");
        if (DataDirectory.take(home) instanceof Attempt.Taken taken) {
            taken.directory().close();
        }

        assertThat(DataDirectory.take(home)).isInstanceOf(Attempt.Taken.class);
    }

    @Test
    void aPathThatIsAFileIsUnusable() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));

        assertThat(DataDirectory.take(file))
                .isInstanceOfSatisfying(
                        Attempt.Unusable.class,
                        unusable -> assertThat(unusable.message()).contains(file.toString(), "--home"));
    }
}
