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
    // Also over a restart of network-allocator.
    private static final Duration DECISION = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(500);
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
        /** It is done, all of it. */
        record Done() implements Change {}

        /** It is not done, none of it; each reason with its place in what was asked, from 0. */
        record Refused(List<Refusal> reasons) implements Change {}

        /** It is asked for, and nobody has decided yet. */
        record Undecided(long request) implements Change {}

        /** Nobody answered. */
        record Silent(String why) implements Change {}
    }

    /** Why one of several can't be done. */
    record Refusal(int index, String why) {}

    private record Refusals(List<Refusal> refused) {}

    private record Request(long request) {}

    /** Asks for a change and waits until it is decided, within reason. */
    Change post(String path, Object body) throws InterruptedException {
        Optional<String> base = base();
        if (base.isEmpty()) {
            return new Change.Silent(NOBODY);
        }
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            long end = System.nanoTime() + DECISION.toNanos();
            Change change = change(
                    http,
                    request(base.get() + path)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new ObjectMapper().writeValueAsBytes(body)))
                            .build());
            while (change instanceof Change.Undecided undecided && System.nanoTime() < end) {
                Thread.sleep(LOOK);
                change = change(
                        http,
                        request(base.get() + "/api/v1/leases/requests/" + undecided.request())
                                .build());
            }
            return change;
        } catch (IOException e) {
            return new Change.Silent(base.get() + " does not answer (" + e + ")");
        } catch (IllegalArgumentException e) {
            return new Change.Silent(base.get() + " is no URL: write it as http://127.0.0.1:8420");
        }
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }

    private static Change change(HttpClient http, HttpRequest request) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return switch (response.statusCode()) {
            case 200 -> new Change.Done();
            case 202 ->
                new Change.Undecided(
                        json.readValue(response.body(), Request.class).request());
            case 409 ->
                new Change.Refused(
                        json.readValue(response.body(), Refusals.class).refused());
            default ->
                new Change.Silent(request.uri() + " answers " + response.statusCode() + ": is it this release's API?");
        };
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
            HttpResponse<byte[]> response =
                    http.send(request(base.get() + path).build(), HttpResponse.BodyHandlers.ofByteArray());
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
