package io.siderite.standalone;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one directory that holds all state of a standalone: readable by its owner alone, and locked while in use. The
 * lock is the kernel's, so it ends with the process however that dies; what the lock file says is only for people.
 */
final class DataDirectory implements AutoCloseable {

    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** What came of the attempt to take a directory. */
    sealed interface Attempt {
        /** It is ours until closed. */
        record Taken(DataDirectory directory) implements Attempt {}

        /** Another process has it; pid and since are what that process wrote, where it could be read. */
        record Held(
                Path path, @Nullable String pid, @Nullable String since) implements Attempt {
            String message() {
                return path + " is in use"
                        + (pid == null ? " by another process" : " by process " + pid)
                        + (since == null ? "" : " since " + since)
                        + ": stop that one first" + (pid == null ? "" : " (kill " + pid + ")")
                        + ", or choose another directory with --home";
            }
        }

        /** The directory can't be used at all. */
        record Unusable(Path path, String reason) implements Attempt {
            String message() {
                return path + " can't be used as data directory: " + reason
                        + ": make it writable for this user, or choose another with --home";
            }
        }
    }

    /** Creates the directory when needed, narrows its permissions to the owner, and locks it. */
    static Attempt take(Path home) {
        Path path = home.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, OWNER_ONLY);
            return lock(path);
        } catch (IOException e) {
            return new Attempt.Unusable(path, e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private static Attempt lock(Path path) throws IOException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null; // held by this very process, as tests do
        }
        if (lock == null) {
            Properties holder = read(file);
            channel.close();
            return new Attempt.Held(path, holder.getProperty("pid"), holder.getProperty("since"));
        }
        write(channel);
        return new Attempt.Taken(new DataDirectory(path, channel, lock));
    }

    private static Properties read(Path file) throws IOException {
        Properties holder = new Properties();
        holder.load(new StringReader(Files.readString(file)));
        return holder;
    }

    private static void write(FileChannel channel) throws IOException {
        Properties holder = new Properties();
        holder.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        holder.setProperty("since", Instant.now().toString());
        StringWriter text = new StringWriter();
        holder.store(text, null);
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    Path path() {
        return path;
    }

    /** A subdirectory, made when needed, for the owner alone. */
    Path subdirectory(String name) throws IOException {
        Path sub = path.resolve(name);
        Files.createDirectories(sub);
        Files.setPosixFilePermissions(sub, OWNER_ONLY);
        return sub;
    }

    /** Gives the directory free. The lock file stays: removing it would let two processes lock two different files. */
    @Override
    public void close() throws IOException {
        channel.truncate(0);
        lock.release();
        channel.close();
    }
}
