package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks an image factory, wherever it redirects. What goes wrong is told without the URL, which may be secret. */
final class ImageHttp implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * The last server's answer, of whatever status.
     *
     * @param limit for the whole body, at each server
     */
    <B> Outcome<HttpResponse<B>> get(ImageSource source, HttpResponse.BodyHandler<B> handler, Duration limit)
            throws InterruptedException {
        ImageSource next = source;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<B> response;
            // The request's own timeout ends with its headers; an image's body may stall.
            CompletableFuture<HttpResponse<B>> answer = http.sendAsync(next.request(), handler);
            try {
                response = answer.get(limit.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                return failed(e.getCause() == null ? e : e.getCause());
            } catch (TimeoutException e) {
                return new Outcome.Unreachable<>("the image was not there after " + limit.toSeconds() + " seconds");
            } finally {
                var _ = answer.cancel(true);
            }
            Optional<String> elsewhere = response.headers().firstValue("location");
            if (response.statusCode() / 100 != 3 || elsewhere.isEmpty()) {
                return new Outcome.Done<>(response);
            }
            next = next.redirected(elsewhere.get());
        }
        return new Outcome.Rejected<>("the image factory redirects in a circle", Map.of());
    }

    // Only the kind: the message of some of them repeats the URL.
    static <T> Outcome<T> failed(Throwable e) {
        return new Outcome.Unreachable<>(
                "the image can't be fetched (" + e.getClass().getSimpleName() + ")");
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
