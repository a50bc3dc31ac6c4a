package io.siderite.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A PostgreSQL that outlived its killed parent. It serves on, holds its data directory, and blocks the next start: it
 * has to be stopped first. Process ids are used again, so the process named in {@code postmaster.pid} is only touched
 * when its command line says that it serves this very directory.
 */
final class Outlived {

    private static final Logger LOG = Logger.getLogger(Outlived.class);

    private Outlived() {}

    /** Stops it, if there is one; removes the pid file of one that is long gone. */
    static void stop(PostgresSoftware software, Path data) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> postmaster = Files.readAllLines(pidFile).stream()
                .findFirst()
                .filter(line -> line.strip().matches("\\d+"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())))
                .filter(process -> serves(process, data));
        if (postmaster.isPresent()) {
            LOG.infof(
                    "PostgreSQL of an earlier run still serves %s as process %d: stopping it",
                    data, postmaster.get().pid());
            software.run("pg_ctl", List.of("stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=30"));
        } else {
            // We hold the lock on the directory, and no process serves it: the file is a left-over. With a foreign
            // process at that id PostgreSQL would refuse to start.
            Files.delete(pidFile);
        }
    }

    private static boolean serves(ProcessHandle process, Path data) {
        List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
        return process.isAlive() && arguments.contains(data.toString());
    }
}
