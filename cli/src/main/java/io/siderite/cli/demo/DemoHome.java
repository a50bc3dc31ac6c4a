package io.siderite.cli.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one demo. Its world is new each time, so what an earlier demo left in it is cleared away. */
final class DemoHome implements AutoCloseable {

    // Only a folder with this file in it is ever cleared.
    private static final String MARK = "demo.lock";

    private final Path path;
    private final FileChannel lock;

    private DemoHome(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** What came of wanting the folder. */
    sealed interface Attempt {
        /** It is ours. */
        record Taken(DemoHome home) implements Attempt {}

        /** It is not to be had. */
        record Held(String message) implements Attempt {}
    }

    static Attempt take(Path path) throws IOException {
        Path mark = path.resolve(MARK);
        if (Files.exists(path) && !Files.exists(mark) && !isEmpty(path)) {
            return new Attempt.Held(path + " is not a demo's folder and not empty: name another with --home");
        }
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        FileChannel channel = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return new Attempt.Held(
                    "another demo runs in " + path + ": stop it, or give this one a folder with --home");
        }
        clear(path, mark);
        return new Attempt.Taken(new DemoHome(path, channel));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (var entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void clear(Path path, Path keep) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(keep)) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @org.jspecify.annotations.Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (!dir.equals(path)) {
                    Files.delete(dir);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
