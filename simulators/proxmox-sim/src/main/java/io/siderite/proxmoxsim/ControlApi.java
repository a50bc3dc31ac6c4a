package io.siderite.proxmoxsim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP API, on the loopback only, for those who are not in this process: {@code GET /state} tells what there is,
 * {@code POST /faults} lets something go wrong. Nothing secret is told.
 */
public final class ControlApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProxmoxSim sim;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ControlApi(ProxmoxSim sim, HttpServer server) {
        this.sim = sim;
        this.server = server;
    }

    /** Starts it; port 0 for a free one. */
    public static ControlApi start(ProxmoxSim sim, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ControlApi api = new ControlApi(sim, server);
        server.setExecutor(api.threads);
        server.createContext("/state", e -> api.answer(e, "GET"));
        server.createContext("/faults", e -> api.answer(e, "POST"));
        server.start();
        return api;
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, String method) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals(method)) {
                send(exchange, 405, Map.of("error", "use " + method));
                return;
            }
            try {
                if (method.equals("POST")) {
                    plan(JSON.readTree(exchange.getRequestBody()));
                }
                send(exchange, 200, method.equals("POST") ? Map.of("ok", true) : state());
            } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException e) {
                send(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("cluster", sim.world().cluster());
        state.put("endpoints", sim.endpoints());
        List<Map<String, Object>> vms = new ArrayList<>();
        for (VmView v : sim.vms()) {
            Map<String, Object> vm = new LinkedHashMap<>();
            vm.put("vmid", v.vmid());
            vm.put("node", v.node());
            vm.put("name", v.name());
            vm.put("running", v.running());
            vm.put("uuid", v.uuid());
            vm.put("tags", v.tags());
            vm.put("machine", v.machine().getClass().getSimpleName());
            vm.put("machineDetail", v.machine().toString());
            vm.put("bootedFrom", v.bootedFrom());
            vm.put("hostname", v.hostname());
            vm.put("nics", v.nics());
            vm.put("notes", v.notes());
            vms.add(vm);
        }
        state.put("vms", vms);
        state.put("isos", sim.isoVolumes());
        state.put("disks", sim.diskVolumes());
        state.put("calls", sim.calls().size());
        state.put("tasks", sim.tasks().size());
        return state;
    }

    private void plan(JsonNode f) {
        Faults faults = sim.faults();
        String node = f.path("node").asText();
        String storage = f.path("storage").asText();
        String type = f.path("task").asText();
        switch (f.path("kind").asText()) {
            case "answer" ->
                next(
                        f,
                        new Faults.Answer(
                                f.path("status").asInt(500), f.path("reason").asText("fault")));
            case "drop" -> next(f, new Faults.Drop());
            case "lose-answer" -> next(f, new Faults.LoseAnswer());
            case "half" -> next(f, new Faults.Half());
            case "slow" ->
                next(f, new Faults.Slow(Duration.ofMillis(f.path("millis").asLong())));
            case "fail-task" -> faults.failTask(type, f.path("reason").asText("fault"));
            case "fail-task-afterwards" ->
                faults.failTaskAfterwards(type, f.path("reason").asText("fault"));
            case "forget-task" -> faults.forgetTask(type);
            case "forget-tasks" -> faults.forgetTasks();
            case "node-down" -> faults.nodeDown(node);
            case "node-up" -> faults.nodeUp(node);
            case "endpoint-down" -> faults.endpointDown(node);
            case "endpoint-up" -> faults.endpointUp(node);
            case "storage-full" -> faults.storageFull(node, storage, true);
            case "storage-free" -> faults.storageFull(node, storage, false);
            case "hold-storage-lock" ->
                faults.holdStorageLock(
                        node, storage, Duration.ofMillis(f.path("millis").asLong()));
            case "hold-vm-lock" ->
                faults.holdVmLock(
                        f.path("vmid").asInt(),
                        Duration.ofMillis(f.path("millis").asLong()));
            case "config-lock" ->
                faults.configLock(f.path("vmid").asInt(), f.path("lock").asText());
            case "migrate" -> faults.migrate(f.path("vmid").asInt(), node);
            case "move-configuration" -> faults.moveConfiguration(f.path("vmid").asInt(), node);
            case "clear" -> faults.clear();
            default -> throw new IllegalArgumentException("unknown kind of fault; see the README of proxmox-sim");
        }
    }

    private void next(JsonNode f, Faults.Fault fault) {
        String text = f.path("method").asText();
        @Nullable String method = text.isEmpty() ? null : text;
        sim.faults().next(f.path("count").asInt(1), method, f.path("path").asText(".*"), fault);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
