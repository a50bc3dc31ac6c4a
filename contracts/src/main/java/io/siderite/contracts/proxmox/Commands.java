package io.siderite.contracts.proxmox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other programs, run to their end. */
final class Commands {

    private Commands() {}

    /**
     * Runs a command and answers what it said.
     *
     * @throws IOException when there is no such program, or it ends with anything but 0; the message holds what it said
     */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(List.of(command).getFirst() + " ended with " + exit + ": " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + List.of(command).getFirst() + " ran", e);
        }
    }
}
