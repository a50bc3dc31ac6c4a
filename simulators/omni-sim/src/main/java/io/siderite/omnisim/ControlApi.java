package io.siderite.omnisim;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.siderite.omnisim.controllers.MachineTemplate;
import io.siderite.omnisim.controllers.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Java API over plain HTTP on loopback, for scripts and for a simulator that runs as its own process. */
final class ControlApi implements AutoCloseable {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

    /** The body of {@code PUT /sets/NAME}. */
    private record SetRequest(
            @JsonProperty("class") String machineClass,
            int count,
            String talosVersion,
            @Nullable List<String> extensions,
            @Nullable List<String> kernelArgs) {

        SetRequest {
            if (machineClass == null || talosVersion == null || count < 0) {
                throw new IllegalArgumentException("a set needs class, talosVersion and a count of 0 or more");
            }
        }

        MachineTemplate template() {
            return MachineTemplate.talos(talosVersion)
                    .withExtensions(array(extensions))
                    .withKernelArgs(array(kernelArgs));
        }

        private static String[] array(@Nullable List<String> values) {
            return values == null ? new String[0] : values.toArray(String[]::new);
        }
    }

    private record Answer(int status, Object body) {
        static final Answer DONE = new Answer(200, Map.of("result", "done"));

        static Answer problem(int status, String why) {
            return new Answer(status, Map.of("problems", List.of(why)));
        }
    }

    private record Call(String method, List<String> path, Map<String, String> query, String body) {
        String what() {
            return method + " /" + (path.isEmpty() ? "" : path.getFirst());
        }

        /** The path's element after the first; empty text when there is none. */
        String name() {
            return path.size() > 1 ? path.get(1) : "";
        }

        int count() {
            return Integer.parseInt(query.getOrDefault("count", "1"));
        }
    }

    private final OmniSim omni;
    private final HttpServer server;

    private ControlApi(OmniSim omni, HttpServer server) {
        this.omni = omni;
        this.server = server;
    }

    static ControlApi start(OmniSim omni, int port) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var api = new ControlApi(omni, server);
        server.createContext("/", api::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(call(exchange));
            } catch (JacksonException | IllegalArgumentException malformed) {
                answer = Answer.problem(400, "malformed request: " + malformed.getMessage());
            }
            var body = PRETTY.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(Call call) throws IOException {
        return switch (call.what()) {
            case "GET /state" -> new Answer(200, StateReport.of(omni));
            case "PUT /classes" ->
                verdict(omni.applyClass(call.name(), call.query().getOrDefault("provider", "proxmox"), call.body()));
            case "PUT /sets" -> {
                var set = JSON.readValue(call.body(), SetRequest.class);
                yield verdict(omni.applySet(call.name(), set.machineClass(), set.count(), set.template()));
            }
            case "DELETE /sets" -> done(() -> omni.deleteSet(call.name()));
            case "DELETE /links" -> done(() -> omni.deleteLink(call.name()));
            case "DELETE /providers" -> done(() -> omni.destroyProvider(call.name()));
            case "POST /faults" -> fault(call);
            default -> Answer.problem(404, "no such call: " + call.what());
        };
    }

    private Answer fault(Call call) {
        var faults = omni.faults();
        return switch (call.name()) {
            case "break-streams" -> done(faults::breakStreams);
            case "error-streams" -> done(faults::errorStreams);
            case "compact-history" -> done(faults::compactHistory);
            case "extra-conflicts" -> done(() -> faults.extraConflicts(call.count()));
            case "unavailable" ->
                done(() -> faults.unavailable(Boolean.parseBoolean(call.query().getOrDefault("on", "true"))));
            case "fail-next" ->
                done(() -> faults.failNext(
                        call.query().getOrDefault("method", ""),
                        call.count(),
                        Status.Code.valueOf(call.query().getOrDefault("code", "UNAVAILABLE"))));
            default -> Answer.problem(404, "no such fault: " + call.name());
        };
    }

    private static Answer done(Runnable work) {
        work.run();
        return Answer.DONE;
    }

    private static Answer verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> Answer.DONE;
            case Verdict.Refused refused -> new Answer(422, Map.of("problems", refused.problems()));
        };
    }

    private static Call call(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        var path = Arrays.stream(uri.getPath().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        var query = Optional.ofNullable(uri.getRawQuery()).orElse("");
        var parameters = Arrays.stream(query.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(parameter -> parameter.length == 2)
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8),
                        (first, second) -> second));
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return new Call(exchange.getRequestMethod(), path, parameters, body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
