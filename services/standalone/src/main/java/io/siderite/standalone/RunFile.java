package io.siderite.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * {@code run.json} in the data directory: where the running instance is found by the other commands. It is there while
 * the instance serves; after a killed process its pid is no longer alive.
 *
 * @param pid the process
 * @param since when it began to serve
 * @param kafka the broker's address, host:port
 * @param http the dashboard's port on 127.0.0.1; 0 when only the broker runs
 * @param url the dashboard's URL; empty when only the broker runs
 */
record RunFile(long pid, String since, String kafka, int http, String url) {

    static RunFile of(String kafka, int http) {
        return new RunFile(
                ProcessHandle.current().pid(),
                Instant.now().toString(),
                kafka,
                http,
                http == 0 ? "" : "http://127.0.0.1:" + http);
    }

    void write(Path home) throws IOException {
        Path writing = path(home).resolveSibling("run.json.writing");
        Files.deleteIfExists(writing);
        Files.createFile(writing, PosixFilePermissions.asFileAttribute(DataDirectory.OWNER_FILE));
        new ObjectMapper().writeValue(writing.toFile(), this);
        Files.move(writing, path(home), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path home) throws IOException {
        Files.deleteIfExists(path(home));
    }

    private static Path path(Path home) {
        return home.resolve("run.json");
    }
}
