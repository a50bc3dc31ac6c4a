package io.siderite.provisioner.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.siderite.proxmox.Outcome;
import io.siderite.proxmox.Outcome.Done;
import io.siderite.proxmox.ProxmoxCluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageFetchTest {

    private static final byte[] ISO = new byte[100_000];

    // sha256sum of a hundred thousand zeros.
    private static final String SHA256 = "9192c25b734fcbadbe32dadc28089c60db0e39f90cc20ce2e5733f57261acc0c";
    private static final byte[] RIGHT = (SHA256 + "  nocloud-amd64.iso\n").getBytes(StandardCharsets.US_ASCII);

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<Path> used = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer factory;
    private @Nullable HttpServer mirror;
    private String host = "";

    @BeforeEach
    void start() throws IOException {
        HttpServer images = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        images.createContext("/basic", exchange -> send(exchange, 200))
                .setAuthenticator(new BasicAuthenticator("images") {
                    @Override
                    public boolean checkCredentials(String username, String password) {
                        return username.equals("fac+tory") && password.equals("open sesame");
                    }
                });
        images.createContext(
                "/header",
                exchange ->
                        send(exchange, "42".equals(exchange.getRequestHeaders().getFirst("X-Key")) ? 200 : 401));
        images.createContext("/mirrored", exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/copy");
            send(exchange, 302);
        });
        images.createContext("/circle", exchange -> {
            exchange.getResponseHeaders().add("Location", "/circle");
            send(exchange, 302);
        });
        images.createContext(
                "/right.iso", exchange -> send(exchange, 200, path(exchange).endsWith(".sha256") ? RIGHT : ISO));
        images.createContext(
                "/wrong.iso",
                exchange -> send(exchange, 200, path(exchange).endsWith(".sha256") ? RIGHT : new byte[99_999]));
        images.createContext(
                "/public.iso", exchange -> send(exchange, path(exchange).endsWith(".sha256") ? 402 : 200));
        images.createContext("/away", exchange -> send(exchange, 503));
        images.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, ISO.length);
            exchange.getResponseBody().write(ISO, 0, 10);
            exchange.getResponseBody().flush();
            exchange.getHttpContext().getServer().stop(0);
        });
        other.createContext("/copy", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            send(exchange, 200);
        });
        images.start();
        other.start();
        factory = images;
        mirror = other;
        host = "127.0.0.1:" + images.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        for (HttpServer server : new @Nullable HttpServer[] {factory, mirror}) {
            if (server != null) {
                server.stop(0);
            }
        }
        assertThat(used).allSatisfy(file -> assertThat(file.getParent()).doesNotExist());
    }

    @Test
    void theUrlsUserIsSentToItsServer() {
        assertThat(fetch("http://fac+tory:open%20sesame@" + host + "/basic", Map.of()))
                .isEqualTo(new Done<>(ISO.length));
        assertThat(fetch("http://fac+tory:wrong@" + host + "/basic", Map.of()))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.why()).contains("401").doesNotContain("wrong"));
    }

    @Test
    void headersAreSentAlong() {
        assertThat(fetch("http://" + host + "/header", Map.of("X-Key", "42"))).isEqualTo(new Done<>(ISO.length));
        assertThat(fetch("http://" + host + "/header", Map.of())).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void anotherServerGetsNoSecret() {
        assertThat(fetch("http://u:p@" + host + "/mirrored", Map.of("X-Key", "42")))
                .isEqualTo(new Done<>(ISO.length));
        assertThat(authorizations).containsOnly("null");
    }

    @Test
    void whatTheFactorySaysOfAnImageIsChecked() {
        assertThat(fetch("http://" + host + "/right.iso", Map.of())).isEqualTo(new Done<>(ISO.length));
        assertThat(fetch("http://" + host + "/wrong.iso", Map.of()))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.why()).contains(SHA256).contains("alters it, or cuts it short"));
        assertThat(fetch("http://" + host + "/public.iso", Map.of())).isEqualTo(new Done<>(ISO.length));

        assertThat(ImageFetch.checksum("http://" + host + "/right.iso?key=1"))
                .contains(new ProxmoxCluster.Checksum("sha256", SHA256));
        assertThat(ImageFetch.checksum("http://" + host + "/public.iso"))
                .as("the public factory answers 402")
                .isEmpty();
        assertThat(ImageFetch.checksum("http://" + host + "/header")).isEmpty();
        assertThat(ImageFetch.checksum("http://[nonsense")).isEmpty();
    }

    @Test
    void aCircleEnds() {
        assertThat(fetch("http://" + host + "/circle", Map.of()).why()).contains("circle");
    }

    @Test
    void whoIsAwayIsAskedAgain() {
        assertThat(fetch("http://" + host + "/away", Map.of())).isInstanceOf(Outcome.Unreachable.class);
        assertThat(fetch("http://u:secret@" + host + "/cut", Map.of()))
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        unreachable -> assertThat(unreachable.why())
                                .doesNotContain("secret")
                                .doesNotContain(host));
        assertThat(fetch("http://[nonsense", Map.of())).isInstanceOf(Outcome.Rejected.class);
        assertThat(used).isEmpty();
    }

    @Test
    void theFileIsPrivateAndGoneThoughItsUseFails() {
        assertThat(ImageFetch.fetch("http://" + host + "/header", Map.of("X-Key", "42"), file -> {
                    assertThat(Files.getPosixFilePermissions(file.getParent()))
                            .hasSize(3)
                            .allMatch(permission -> permission.name().startsWith("OWNER_"));
                    used.add(file);
                    throw new IOException("broken");
                }))
                .isInstanceOf(Outcome.Unreachable.class);
        assertThat(used).hasSize(1);
    }

    private Outcome<Integer> fetch(String url, Map<String, String> headers) {
        return ImageFetch.fetch(url, headers, file -> {
            used.add(file);
            return new Done<>(Math.toIntExact(Files.size(file)));
        });
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().getPath();
    }

    private static void send(HttpExchange exchange, int status) throws IOException {
        send(exchange, status, ISO);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (status == 200) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }
}
