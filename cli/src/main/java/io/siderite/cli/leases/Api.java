package io.siderite.cli.leases;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.cli.Homes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose API is asked, and how. */
final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--home", paramLabel = "DIR", description = "The instance's data directory.")
    @Nullable
    Path home;

    @Option(names = "--api", paramLabel = "URL", description = "The API of an instance elsewhere.")
    @Nullable
    String url;

    /** What came of asking. */
    sealed interface Answer {
        /** It told. */
        record Told(List<Lease> leases) implements Answer {}

        /** It did not; why, and what to do. */
        record Silent(String why) implements Answer {}
    }

    Answer get(String path) throws InterruptedException {
        Optional<String> base = Optional.ofNullable(url)
                .or(() -> Optional.ofNullable(home).or(Homes::likeliest).flatMap(Homes::api));
        if (base.isEmpty()) {
            return new Answer.Silent("no instance runs here: start one (siderite run, siderite demo), or name its home"
                    + " (--home) or its API (--api)");
        }
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(base.get() + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return response.statusCode() == 200
                    ? new Answer.Told(new ObjectMapper().readValue(response.body(), new TypeReference<>() {}))
                    : new Answer.Silent(
                            base.get() + path + " answers " + response.statusCode() + ": is it this release's API?");
        } catch (IOException e) {
            return new Answer.Silent(base.get() + " does not answer (" + e + ")");
        } catch (IllegalArgumentException e) {
            return new Answer.Silent(base.get() + " is no URL: write it as http://127.0.0.1:8420");
        }
    }
}
