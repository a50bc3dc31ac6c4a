package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.ProxmoxCluster.Checksum;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Fetches a boot image that Proxmox must not fetch itself, because its URL or its headers are secret: Proxmox prints the
 * URL in its task log, and sends no headers. What goes wrong is told without the URL.
 */
final class ImageFetch {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private ImageFetch() {}

    /** What is done with the file, while it is there. */
    interface Use<T> {
        Outcome<T> of(Path file) throws IOException;
    }

    /**
     * Fetches into a folder that only we can read, and uses the file; both are gone afterwards, whatever happens. Where
     * the factory says its checksum, the file has it.
     *
     * @param headers sent to the URL's own server alone, not where it redirects
     */
    static <T> Outcome<T> fetch(String url, Map<String, String> headers, Use<T> use) {
        try {
            ImageSource source = ImageSource.of(url, headers);
            // Mode 0700.
            Path folder = Files.createTempDirectory("siderite-image-");
            Path file = folder.resolve("image.iso");
            try (ImageHttp http = new ImageHttp()) {
                Optional<Outcome<T>> failed = download(http, source, file);
                return failed.isPresent() ? failed.get() : use.of(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IllegalArgumentException e) {
            return new Outcome.Rejected<>("the image's URL, or a header for it, can't be read", Map.of());
        } catch (IOException e) {
            return ImageHttp.failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable<>("stopped while fetching the image");
        }
    }

    /** The checksum of an image that Proxmox fetches itself; empty when none can be known. */
    static Optional<Checksum> checksum(String url) {
        try (ImageHttp http = new ImageHttp()) {
            return ImageChecksum.find(http, ImageSource.of(url, Map.of()));
        } catch (IllegalArgumentException e) {
            // Proxmox says what is wrong with such a URL.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What went wrong; empty when the file is there, and is what it must be. */
    private static <T> Optional<Outcome<T>> download(ImageHttp http, ImageSource source, Path file)
            throws InterruptedException, IOException {
        Outcome<HttpResponse<Path>> answer = http.get(source, HttpResponse.BodyHandlers.ofFile(file), LIMIT);
        if (!(answer instanceof Outcome.Done<HttpResponse<Path>> done)) {
            return Optional.of(answer.failure());
        }
        Optional<Outcome<T>> refused = refusal(done.value().statusCode());
        if (refused.isPresent()) {
            return refused;
        }
        // Asked for afterwards: then the factory has made the image.
        Optional<Checksum> expected = ImageChecksum.find(http, source);
        return expected.isPresent() ? ImageChecksum.fault(file, expected.get()) : Optional.empty();
    }

    private static <T> Optional<Outcome<T>> refusal(int status) {
        String why = "the image factory answered " + status;
        return switch (status) {
            case 200 -> Optional.empty();
            case 401, 403 ->
                Optional.of(new Outcome.Rejected<>(
                        why + ": it does not take the credentials that Omni gives for it", Map.of()));
            case 408, 425, 429 -> Optional.of(new Outcome.Unreachable<>(why));
            default ->
                Optional.of(status >= 500 ? new Outcome.Unreachable<>(why) : new Outcome.Rejected<>(why, Map.of()));
        };
    }
}
