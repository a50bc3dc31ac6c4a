package io.siderite.standalone;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs, unpacked from the archive on the class path. They are unpacked beside their place and moved
 * there in one step, so that a half-unpacked set, left by a killed process, is never taken for a whole one.
 */
final class PostgresSoftware {

    private final Path root;

    private PostgresSoftware(Path root) {
        this.root = root;
    }

    /** Unpacks this version below {@code directory} unless that was done before; other versions there are removed. */
    static PostgresSoftware in(Path directory) throws IOException {
        Path wanted = directory.resolve("software-" + version());
        if (!Files.isDirectory(wanted)) {
            Files.createDirectories(directory);
            removeOthers(directory);
            Path unpacking = Files.createTempDirectory(directory, "software-unpacking-");
            unpack(archive(), unpacking);
            Files.move(unpacking, wanted, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresSoftware(wanted);
    }

    /** The version that is on the class path, such as {@code 18.6.0}. */
    static String version() throws IOException {
        Properties built = new Properties();
        try (InputStream in = PostgresSoftware.class.getResourceAsStream("/siderite-embedded.properties")) {
            if (in == null) {
                throw new IOException("siderite-embedded.properties is missing from the build");
            }
            built.load(in);
        }
        return built.getProperty("postgres.version");
    }

    /** A command line of one of the programs, ready for a process builder. */
    List<String> command(String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root. In a user namespace without a mapping the process keeps access to
            // root's files, but is nobody to itself.
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(root.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    /** Runs a program to its end and returns what it printed; a non-zero end is an exception that says so. */
    String run(String program, List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(program, arguments))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(program + " ended with " + code + ": " + output + rootHint());
        }
        return output;
    }

    private static String rootHint() {
        return isRoot()
                ? " (running as root needs user namespaces: if they are off here, run as an ordinary user)"
                : "";
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    private static InputStream archive() throws IOException {
        String name = "/postgres-" + platform() + ".txz";
        InputStream in = PostgresSoftware.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("no PostgreSQL for this kind of machine (" + name + ") is part of this build:"
                    + " run the services with compose.yaml on a PostgreSQL of your own");
        }
        return in;
    }

    private static String platform() {
        String machine = switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        if (System.getProperty("os.name", "").startsWith("Mac")) {
            return "darwin-" + machine;
        }
        return "linux-" + machine + (Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "");
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive of PostgreSQL leads outside of itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (!entry.getName().endsWith(".a")) { // link archives are for compilers
                    Files.createDirectories(path.resolveSibling("."));
                    write(tar, entry, path);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true, true)) {
                throw new IOException(path + " can't be made executable: is the file system mounted noexec?");
            }
        }
    }

    private static void removeOthers(Path directory) throws IOException {
        try (Stream<Path> others = Files.list(directory)) {
            for (Path other : others.filter(p -> p.getFileName().toString().startsWith("software-"))
                    .toList()) {
                removeTree(other);
            }
        }
    }

    private static void removeTree(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
