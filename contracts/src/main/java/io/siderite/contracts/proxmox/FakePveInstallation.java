package io.siderite.contracts.proxmox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * fakepve in a Python environment of its own under the user's cache folder, installed from PyPI at the first use and kept
 * after that. It is AGPL, so it is run as it is and never part of this project.
 */
final class FakePveInstallation {

    static final String VERSION = "0.5.0";

    private static final List<String> PYTHONS =
            List.of("python3", "python3.13", "python3.12", "python3.11", "python3.10");

    private FakePveInstallation() {}

    /**
     * The Python that has fakepve.
     *
     * @throws IllegalStateException when it can't be installed
     */
    static synchronized Path python() {
        Path cache = cache();
        Path home = cache.resolve("fakepve-" + VERSION);
        Path python = home.resolve("bin").resolve("python");
        Path done = home.resolve("installed");
        try {
            Files.createDirectories(cache);
            // Other modules' tests may want it at this moment too.
            try (FileChannel channel = FileChannel.open(
                            cache.resolve("fakepve-" + VERSION + ".lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Objects.requireNonNull(lock);
                if (!Files.exists(done)) {
                    Directories.delete(home);
                    install(home, python);
                    Files.createFile(done);
                }
            }
            return python;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "fakepve " + VERSION + " could not be installed into " + home + ": " + e.getMessage()
                            + "\nIt takes Python 3.10 or newer with venv and, once, access to PyPI;"
                            + " or leave its tests out: -Dcontracts.fakepve=off",
                    e);
        }
    }

    private static void install(Path home, Path python) throws IOException {
        List<String> failures = new ArrayList<>();
        for (String candidate : PYTHONS) {
            try {
                Commands.run(candidate, "-m", "venv", home.toString());
                Commands.run(
                        python.toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "fakepve==" + VERSION);
                return;
            } catch (IOException e) {
                failures.add(e.getMessage());
                Directories.delete(home);
            }
        }
        throw new IOException(String.join("\n", failures));
    }

    private static Path cache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("siderite");
    }
}
