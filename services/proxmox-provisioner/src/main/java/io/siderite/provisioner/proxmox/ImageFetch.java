package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a boot image that Proxmox must not fetch itself, because its URL or its headers are secret: Proxmox prints the
 * URL in its task log, and sends no headers. What goes wrong is told without the URL.
 */
final class ImageFetch {

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int MOST_REDIRECTS = 5;

    private ImageFetch() {}

    /** What is done with the file, while it is there. */
    interface Use<T> {
        Outcome<T> of(Path file) throws IOException;
    }

    /**
     * Fetches into a folder that only we can read, and uses the file; both are gone afterwards, whatever happens.
     *
     * @param headers sent to the URL's own server alone, not where it redirects
     */
    static <T> Outcome<T> fetch(String url, Map<String, String> headers, Use<T> use) {
        try {
            ImageSource source = ImageSource.of(url, headers);
            // Mode 0700.
            Path folder = Files.createTempDirectory("siderite-image-");
            Path file = folder.resolve("image.iso");
            try (HttpClient http = client()) {
                Optional<Outcome<T>> failed = download(http, source, file);
                return failed.isPresent() ? failed.get() : use.of(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IllegalArgumentException e) {
            return new Outcome.Rejected<>("the image's URL, or a header for it, can't be read", Map.of());
        } catch (IOException e) {
            return failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable<>("stopped while fetching the image");
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** What went wrong; empty when the file is there. */
    private static <T> Optional<Outcome<T>> download(HttpClient http, ImageSource source, Path file)
            throws InterruptedException {
        ImageSource next = source;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<Path> response;
            // The request's own timeout ends with its headers; an image's body may stall.
            CompletableFuture<HttpResponse<Path>> answer =
                    http.sendAsync(next.request(), HttpResponse.BodyHandlers.ofFile(file));
            try {
                response = answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                return Optional.of(failed(e.getCause() == null ? e : e.getCause()));
            } catch (TimeoutException e) {
                return Optional.of(
                        new Outcome.Unreachable<>("the image was not there after " + LIMIT.toMinutes() + " minutes"));
            } finally {
                var _ = answer.cancel(true);
            }
            Optional<String> elsewhere = response.headers().firstValue("location");
            if (response.statusCode() / 100 != 3 || elsewhere.isEmpty()) {
                return refusal(response.statusCode());
            }
            next = next.redirected(elsewhere.get());
        }
        return Optional.of(new Outcome.Rejected<>("the image factory redirects in a circle", Map.of()));
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

    // Only the kind: the message of some of them repeats the URL.
    private static <T> Outcome<T> failed(Throwable e) {
        return new Outcome.Unreachable<>(
                "the image can't be fetched (" + e.getClass().getSimpleName() + ")");
    }
}
