package io.siderite.proxmoxsim.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.proxmoxsim.Faults;
import io.siderite.proxmoxsim.RecordedCall;
import io.siderite.proxmoxsim.access.Login;
import io.siderite.proxmoxsim.access.Permissions;
import io.siderite.proxmoxsim.ha.HaManager;
import io.siderite.proxmoxsim.model.Cluster;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.model.Tasks;
import io.siderite.proxmoxsim.params.Property;
import io.siderite.proxmoxsim.params.Schema;
import io.siderite.proxmoxsim.wire.Request;
import io.siderite.proxmoxsim.wire.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The whole API of one cluster: finds out who asks, what for and whether he may, and lets the handlers do it. */
public final class Api implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/api2/json";
    private static final int KEPT_CALLS = 100_000;

    private final Cluster cluster;
    private final Permissions permissions;
    private final Login login;
    private final Intake intake;
    private final Tasks tasks;
    private final Faults faults;
    private final HaManager ha;
    private final List<Route> routes = new ArrayList<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final Queue<RecordedCall> calls = new ConcurrentLinkedQueue<>();

    public Api(Cluster cluster, Permissions permissions, Login login, Tasks tasks, Faults faults) {
        this.cluster = cluster;
        this.permissions = permissions;
        this.login = login;
        this.intake = new Intake(login, permissions);
        this.tasks = tasks;
        this.faults = faults;
        routes.addAll(ClusterApi.routes());
        routes.addAll(NodeApi.routes());
        routes.addAll(TaskApi.routes());
        routes.addAll(StorageApi.routes());
        routes.addAll(VmApi.routes());
        routes.addAll(PoolApi.routes());
        routes.addAll(MappingApi.routes());
        routes.addAll(HaApi.routes(cluster.world()));
        this.ha = new HaManager(cluster, tasks, VmPower.forHa());
    }

    /** Stops the HA manager's rounds. */
    @Override
    public void close() {
        ha.close();
    }

    /** Every call so far, the last 100,000 of them, oldest first. */
    public List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    /** Answers a request that came to a node's endpoint. */
    public Response answer(String endpoint, Request request) {
        Faults.Fault fault = faults.take(request.method(), request.path());
        Response early = early(fault);
        Done done = early != null ? new Done("", Map.of(), early) : done(endpoint, request);
        Response response = done.response();
        record(new RecordedCall(
                Instant.now(),
                endpoint,
                request.method(),
                request.path(),
                done.shown(),
                done.user(),
                response.status(),
                response.reason()));
        return switch (fault) {
            case null -> response;
            case Faults.Half _ -> response.delivered(Response.Delivery.HALF);
            case Faults.LoseAnswer _ -> response.delivered(Response.Delivery.NONE);
            case Faults.Answer _, Faults.Drop _, Faults.Slow _ -> response;
        };
    }

    private void record(RecordedCall call) {
        calls.add(call);
        if (kept.incrementAndGet() > KEPT_CALLS && calls.poll() != null) {
            kept.decrementAndGet();
        }
    }

    private static @Nullable Response early(Faults.@Nullable Fault fault) {
        return switch (fault) {
            case null -> null;
            case Faults.Answer(int status, String reason) -> Response.bare(status, reason);
            case Faults.Drop _ -> Response.bare(0, "").delivered(Response.Delivery.NONE);
            case Faults.Slow(java.time.Duration by) -> {
                sleep(by);
                yield null;
            }
            case Faults.Half _, Faults.LoseAnswer _ -> null;
        };
    }

    /** What is known of a call once it is answered. */
    private record Done(String user, Map<String, String> params, Response response) {
        /** The parameters without what must not be kept. */
        Map<String, String> shown() {
            Map<String, String> shown = new LinkedHashMap<>(params);
            shown.computeIfPresent("password", (k, v) -> "***");
            return Map.copyOf(shown);
        }
    }

    private Done done(String endpoint, Request request) {
        if (!request.path().startsWith(BASE + "/")) {
            return new Done("", Map.of(), Response.plain(501, "no such uri"));
        }
        String path = request.path().substring(BASE.length()).replaceAll("(?<=.)/+$", "");
        try {
            return switch (intake.take(request, path)) {
                case Intake.Turned t -> {
                    holdBack(t.response().status());
                    yield new Done(t.user(), Map.of(), t.response());
                }
                case Intake.Ready r ->
                    new Done(
                            r.user(),
                            r.params(),
                            dispatch(endpoint, request.method(), path, r.user(), r.params(), r.file()));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Response dispatch(
            String endpoint,
            String method,
            String path,
            String user,
            Map<String, String> params,
            byte @Nullable [] file) {
        try {
            if (method.equals("POST") && path.equals("/access/ticket")) {
                return ok(AccessApi.ticket(login, permissions, cluster.world().cluster(), params));
            }
            for (Route route : routes) {
                Map<String, String> variables = route.match(method, path);
                if (variables != null) {
                    return run(route, endpoint, user, variables, params, file);
                }
            }
            return failed(Refusal.status(501, "Method '" + method + " " + path + "' not implemented"));
        } catch (Refusal r) {
            holdBack(r.status());
            return failed(r);
        }
    }

    private Response run(
            Route route,
            String endpoint,
            String user,
            Map<String, String> variables,
            Map<String, String> params,
            byte @Nullable [] file) {
        Map<String, String> all = new LinkedHashMap<>(params);
        variables.forEach((name, value) -> {
            String other = all.put(name, value);
            if (other != null && !other.equals(value)) {
                throw Refusal.parameter(name, "duplicate parameter (already defined in URI) with conflicting values!");
            }
        });
        Call call = new Call(cluster, permissions, tasks, endpoint, user, all, file);
        route.authorize(call);
        String node = all.computeIfPresent("node", (k, v) -> v.equals("localhost") ? endpoint : v);
        if (node != null) {
            if (cluster.world().node(node) == null) {
                throw Refusal.because("hostname lookup '" + node + "' failed - failed to get address info for: " + node
                        + ": Name or service not known");
            }
            if (!cluster.online(node)) {
                return Response.bare(595, "No route to host");
            }
        }
        Schema schema = route.schema();
        if (variables.containsKey("vmid")) {
            schema = schema.and("vmid", Property.text());
            if (!Objects.requireNonNull(variables.get("vmid")).matches("[1-9]\\d{2,8}")) {
                throw Refusal.parameter("vmid", "invalid format - value does not look like a valid VM ID\n");
            }
        }
        for (String name : variables.keySet()) {
            schema = schema.and(name, Property.text());
        }
        schema.verify(all);
        return ok(route.handler().handle(call));
    }

    private void holdBack(int status) {
        if (status == 401) {
            sleep(cluster.pace().scaled(cluster.pace().times().unauthorized()));
        }
    }

    private static void sleep(java.time.Duration d) {
        try {
            Thread.sleep(d);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Response ok(@Nullable Object data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", data);
        return Response.json(200, "OK", bytes(body));
    }

    private Response failed(Refusal r) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("data", null);
        if (!r.errors().isEmpty()) {
            body.put("errors", r.errors());
        }
        if (!cluster.world().version().startsWith("8.")) {
            body.put("message", r.text() + "\n");
        }
        return Response.json(r.status(), r.text(), bytes(body));
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that is no JSON", e);
        }
    }
}
