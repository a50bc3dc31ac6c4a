package io.siderite.provisioner.proxmox;

import io.siderite.proxmox.Outcome;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a boot image to a temporary file where its URL carries credentials: Proxmox would print that URL in its task
 * log. What goes wrong is told without the URL.
 */
final class ImageFetch {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private ImageFetch() {}

    /** The file; whoever called deletes it. */
    static Outcome<Path> fetch(String url) {
        Path file = null;
        try (HttpClient http = client(URI.create(url))) {
            file = Files.createTempFile("siderite-image-", ".iso");
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
            HttpResponse<Path> response = http.send(request, HttpResponse.BodyHandlers.ofFile(file));
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

    private static HttpClient client(URI uri) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10));
        if (uri.getRawUserInfo() != null) {
            client.authenticator(new UserInfo(uri));
        }
        return client.build();
    }

    /** Java's client ignores a user and a password in the URL. They are for the URL's own server, not where it redirects. */
    private static final class UserInfo extends Authenticator {

        private final URI uri;

        UserInfo(URI uri) {
            this.uri = uri;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            boolean server = getRequestorType() == RequestorType.SERVER
                    && getRequestingHost().equalsIgnoreCase(uri.getHost())
                    && getRequestingPort() == uri.getPort();
            String[] parts = uri.getRawUserInfo().split(":", 2);
            return server
                    ? new PasswordAuthentication(
                            decoded(parts[0]), (parts.length == 2 ? decoded(parts[1]) : "").toCharArray())
                    : null;
        }

        private static String decoded(String part) {
            // Of a form's rules only percent signs are a URL's: a plus sign is itself.
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }

    static void discard(@Nullable Path file) {
        if (file != null) {
            // A leftover in the temporary folder is no failure of the step.
            file.toFile().delete();
        }
    }
}
