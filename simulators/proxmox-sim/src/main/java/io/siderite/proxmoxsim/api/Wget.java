package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.wire.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/** The download a node does, failing with the last line its tool would print. */
final class Wget {
    private Wget() {}

    static byte[] get(String url, List<String> trusted, boolean verify) throws InterruptedException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (java.net.URISyntaxException e) {
            throw Refusal.because("download failed: " + url + ": Invalid host name.");
        }
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .sslContext(Certificates.client(trusted, verify))
                .build()) {
            HttpResponse<byte[]> r = client.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofMinutes(5))
                            .header("User-Agent", "Wget/1.25.0")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (r.statusCode() >= 400) {
                throw failed("ERROR " + r.statusCode() + ": " + reason(r.statusCode()) + ".");
            }
            return r.body();
        } catch (SSLException e) {
            throw Refusal.because(
                    "download failed: To connect to " + uri.getHost() + " insecurely, use `--no-check-certificate'.");
        } catch (java.net.ConnectException e) {
            throw Refusal.because("download failed: Connecting to " + uri.getHost() + ":" + uri.getPort()
                    + "... failed: Connection refused.");
        } catch (IOException e) {
            throw failed("Read error at byte 0 (Connection reset by peer).");
        }
    }

    private static Refusal failed(String what) {
        String now = LocalDateTime.now(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
        return Refusal.because("download failed: " + now + " " + what);
    }

    private static String reason(int status) {
        return Map.of(
                        401, "Unauthorized",
                        403, "Forbidden",
                        404, "Not Found",
                        500, "Internal Server Error",
                        503, "Service Unavailable")
                .getOrDefault(status, "Error");
    }
}
