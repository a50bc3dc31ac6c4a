package io.siderite.provisioner.proxmox;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the name of a task that brings an image says: {@code UPID:node:pid:pstart:starttime:type:id:user:}, numbers in
 * hexadecimal.
 *
 * @param startedAt by its node's clock; empty where the name is not such
 * @param downloads whether its node fetches a file: a boot image, always
 * @param uploads whether it copies what we sent, under the image's own name while it goes on; a download has its own
 */
record ImageTask(Optional<Instant> startedAt, boolean downloads, boolean uploads) {

    static ImageTask of(String upid) {
        String[] fields = upid.split(":", -1);
        if (fields.length < 6) {
            return new ImageTask(Optional.empty(), false, false);
        }
        return new ImageTask(startedAt(fields[4]), fields[5].equals("download"), fields[5].equals("imgcopy"));
    }

    /** Whether it has gone on for longer than that. */
    boolean isOlderThan(Duration age, Instant now) {
        return startedAt.map(at -> at.plus(age).isBefore(now)).orElse(false);
    }

    private static Optional<Instant> startedAt(String field) {
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(field, 16)));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
