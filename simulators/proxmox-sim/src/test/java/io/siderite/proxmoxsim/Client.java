package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.proxmoxsim.wire.Certificates;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A plain client for the tests: what it sends and gets is on the wire and nowhere else. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI base;
    private final Map<String, String> headers;

    private Client(HttpClient http, URI base, Map<String, String> headers) {
        this.http = http;
        this.base = base;
        this.headers = headers;
    }

    /** At the first node's endpoint, with the first token. */
    static Client of(ProxmoxSim sim) {
        return at(sim, sim.endpoints().keySet().iterator().next())
                .with(Map.of("Authorization", sim.token().header()));
    }

    /** At a node's endpoint, without credentials. */
    static Client at(ProxmoxSim sim, String node) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Certificates.client(List.of(sim.caPem()), true))
                .build();
        URI base = Objects.requireNonNull(sim.endpoints().get(node));
        return new Client(http, base, Map.of());
    }

    Client with(Map<String, String> more) {
        return new Client(http, base, more);
    }

    /** With a ticket of that user. */
    Client login(String user, String password) {
        JsonNode data =
                post("/access/ticket", "username", user, "password", password).data();
        return with(Map.of(
                "Cookie",
                "PVEAuthCookie=" + URLEncoder.encode(data.path("ticket").asText(), StandardCharsets.UTF_8),
                "CSRFPreventionToken",
                data.path("CSRFPreventionToken").asText()));
    }

    /** An answer. */
    record Answer(int status, JsonNode body) {
        JsonNode data() {
            assertThat(status).as("%s", body).isEqualTo(200);
            return body.path("data");
        }

        /** The text of an error. */
        String message() {
            return body.path("message").asText().strip();
        }

        /** What is wrong with a parameter. */
        String error(String parameter) {
            return body.path("errors").path(parameter).asText();
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer post(String path, String... params) {
        return send("POST", path, form(pairs(params)));
    }

    Answer post(String path, Map<String, String> params) {
        return send("POST", path, form(params));
    }

    Answer put(String path, String... params) {
        return send("PUT", path, form(pairs(params)));
    }

    /** Runs a task to its end; its exit status. */
    String task(Answer answer) {
        String upid = answer.data().asText();
        String node = upid.split(":", -1)[1];
        String path = "/nodes/" + node + "/tasks/" + URLEncoder.encode(upid, StandardCharsets.UTF_8) + "/status";
        JsonNode[] last = new JsonNode[1];
        eventually("task " + upid + " to end", () -> {
            last[0] = get(path).data();
            return last[0].path("status").asText().equals("stopped");
        });
        return last[0].path("exitstatus").asText();
    }

    static Map<String, String> pairs(String... kv) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < kv.length; i += 2) {
            map.put(kv[i], kv[i + 1]);
        }
        return map;
    }

    static String form(Map<String, String> params) {
        return params.entrySet().stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Answer send(String method, String path, @org.jspecify.annotations.Nullable String form) {
        HttpRequest.Builder r = HttpRequest.newBuilder(URI.create(base + "/api2/json" + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        form == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(form));
        headers.forEach(r::header);
        if (form != null) {
            r.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            HttpResponse<String> answer = http.send(r.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits, polling, until it is so; fails by assertion after 20 s. */
    static void eventually(String what, BooleanSupplier so) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > until) {
                fail("waited 20 s for " + what);
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail("interrupted while waiting for " + what);
            }
        }
    }
}
