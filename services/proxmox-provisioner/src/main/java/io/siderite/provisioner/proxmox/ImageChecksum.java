package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an image must have, as its factory says beside it: {@code <image>.sha256}, one line as sha256sum prints it. Only
 * the enterprise edition of the image factory has it; the public one answers 402. Omni itself tells none.
 */
final class ImageChecksum {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LONGEST = 4096;
    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(?:\\s.*)?", Pattern.DOTALL);

    private ImageChecksum() {}

    /** Asks for it; empty when the factory has none, or does not say in time: then TLS is all there is. */
    static Optional<Checksum> find(ImageHttp http, ImageSource image) throws InterruptedException {
        Outcome<HttpResponse<String>> answer = http.get(
                image.beside(".sha256"),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST),
                LIMIT);
        if (!(answer instanceof Outcome.Done<HttpResponse<String>> done)
                || done.value().statusCode() != 200) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(done.value().body().strip());
        return line.matches()
                ? Optional.of(new Checksum("sha256", line.group(1).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** What is wrong with a file; empty when it is what it must be. */
    static <T> Optional<Outcome<T>> fault(Path file, Checksum expected) throws IOException {
        String found = sha256(file);
        return found.equals(expected.value())
                ? Optional.empty()
                : Optional.of(new Outcome.Rejected<>(
                        "the image that came has the SHA-256 " + found + ", and its factory says " + expected.value()
                                + ": something between alters it, or cuts it short",
                        Map.of()));
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                var _ = in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
