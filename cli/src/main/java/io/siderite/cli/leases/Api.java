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
    private static final String NOBODY =
            "no instance runs here: start one (siderite run, siderite demo), or name its home"
                    + " (--home) or its API (--api)";

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

    /** What came of asking for a change. */
    sealed interface Change {
        /** It is under way. */
        record Accepted() implements Change {}

        /** It is not done, none of it; each reason with its place in what was asked, from 0. */
        record Refused(List<Refusal> reasons) implements Change {}

        /** Nobody answered. */
        record Silent(String why) implements Change {}
    }

    /** Why one of several can't be done. */
    record Refusal(int index, String why) {}

    private record Refusals(List<Refusal> refused) {}

    Change post(String path, Object body) throws InterruptedException {
        Optional<String> base = base();
        if (base.isEmpty()) {
            return new Change.Silent(NOBODY);
        }
        ObjectMapper json = new ObjectMapper();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(base.get() + path))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 202 -> new Change.Accepted();
                case 409 ->
                    new Change.Refused(
                            json.readValue(response.body(), Refusals.class).refused());
                default ->
                    new Change.Silent(
                            base.get() + path + " answers " + response.statusCode() + ": is it this release's API?");
            };
        } catch (IOException e) {
            return new Change.Silent(base.get() + " does not answer (" + e + ")");
        } catch (IllegalArgumentException e) {
            return new Change.Silent(base.get() + " is no URL: write it as http://127.0.0.1:8420");
        }
    }

    private Optional<String> base() {
        return Optional.ofNullable(url)
                .or(() -> Optional.ofNullable(home).or(Homes::likeliest).flatMap(Homes::api));
    }

    Answer get(String path) throws InterruptedException {
        Optional<String> base = base();
        if (base.isEmpty()) {
            return new Answer.Silent(NOBODY);
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
