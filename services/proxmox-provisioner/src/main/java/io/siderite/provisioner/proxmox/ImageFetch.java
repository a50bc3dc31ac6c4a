package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Fetches a boot image to a temporary file where its URL carries credentials: Proxmox would print that URL in its task
 * log. What goes wrong is told without the URL.
 */
final class ImageFetch {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private ImageFetch() {}

    /** The file; whoever called deletes it. */
    static Outcome<Path> fetch(String url) {
        Path file = null;
        try {
            file = Files.createTempFile("siderite-image-", ".iso");
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
            HttpResponse<Path> response = HTTP.send(request, HttpResponse.BodyHandlers.ofFile(file));
            if (response.statusCode() == 200) {
                return new Outcome.Done<>(file);
            }
            Files.deleteIfExists(file);
            String why = "the image factory answered " + response.statusCode();
            return response.statusCode() >= 500
                    ? new Outcome.Unreachable<>(why)
                    : new Outcome.Rejected<>(why, Map.of());
        } catch (IOException e) {
            discard(file);
            // Only the kind: the message of some of them repeats the URL.
            return new Outcome.Unreachable<>(
                    "the image can't be fetched (" + e.getClass().getSimpleName() + ")");
        } catch (IllegalArgumentException e) {
            discard(file);
            return new Outcome.Rejected<>("the image's URL can't be read", Map.of());
        } catch (InterruptedException e) {
            discard(file);
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable<>("stopped while fetching the image");
        }
    }

    static void discard(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            // A leftover in the temporary folder is no failure of the step.
            file.toFile().delete();
        }
    }
}
