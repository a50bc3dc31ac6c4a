package io.siderite.cli.leases;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int decided = 409;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aChangeIsDoneOrRefusedOnlyWhenThatIsDecided() throws InterruptedException {
        assertThat(reserve()).isEqualTo(new Api.Change.Refused(List.of(new Api.Refusal(1, "is leased to a"))));
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/leases/reserve",
                        "GET /api/v1/leases/requests/7",
                        "GET /api/v1/leases/requests/7");

        asked.clear();
        decided = 200;
        assertThat(reserve()).isEqualTo(new Api.Change.Done());
    }

    private Api.Change reserve() throws InterruptedException {
        Api api = new Api();
        api.url = "http://127.0.0.1:" + server.getAddress().getPort();
        return api.post("/api/v1/leases/reserve", Map.of());
    }

    /** Undecided at first, and when it is asked about for the first time. */
    private void answer(HttpExchange exchange) {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        int status = asked.size() < 3 ? 202 : decided;
        String body = status == 409 ? "{\"refused\":[{\"index\":1,\"why\":\"is leased to a\"}]}" : "{\"request\":7}";
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
