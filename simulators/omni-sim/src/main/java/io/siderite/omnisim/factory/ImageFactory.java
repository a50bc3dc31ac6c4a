package io.siderite.omnisim.factory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** The image factory: serves boot images of known schematics over plain HTTP on loopback. */
public final class ImageFactory implements AutoCloseable {

    private static final Pattern IMAGE = Pattern.compile(
            "/image/(?<schematic>[0-9a-f]{64})/v\\d+\\.\\d+\\.\\d+[\\w.+-]*/nocloud-(amd64|arm64)(-secureboot)?\\.iso");

    private final Schematics schematics;
    private final Optional<String> userAndPassword;
    private final HttpServer server;
    private final List<String> downloads = new CopyOnWriteArrayList<>();

    private ImageFactory(Schematics schematics, Optional<String> userAndPassword, HttpServer server) {
        this.schematics = schematics;
        this.userAndPassword = userAndPassword;
        this.server = server;
    }

    /** @param userAndPassword {@code user:password} that every download must show; empty for an open factory */
    public static ImageFactory start(Schematics schematics, Optional<String> userAndPassword) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var factory = new ImageFactory(schematics, userAndPassword, server);
        server.createContext("/", factory::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return factory;
    }

    /** Where images are, without credentials and without a slash at the end. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The same with the credentials in it, when there are any. */
    public String baseUrlWithCredentials() {
        return userAndPassword
                .map(credentials -> baseUrl().replace("http://", "http://" + credentials + "@"))
                .orElseGet(this::baseUrl);
    }

    /** The header that stands for the credentials; empty for an open factory. */
    Optional<String> authorization() {
        return userAndPassword.map(credentials ->
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    /** The paths of all downloads that were answered with an image. */
    public List<String> downloads() {
        return List.copyOf(downloads);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            if (authorization().isPresent() && !authorization().equals(given)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"image factory\"");
                answer(exchange, 401, "unauthorized\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            var path = exchange.getRequestURI().getPath();
            var image = IMAGE.matcher(path);
            if (!image.matches() || !schematics.isKnown(image.group("schematic"))) {
                answer(exchange, 404, "not found\n".getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (exchange.getRequestMethod().equals("GET")) {
                downloads.add(path);
            }
            exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
            answer(exchange, 200, FakeIso.of(path));
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
