package io.siderite.proxmox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/** A peer that answers each request as it is told: also with the reasons and the silences a real HTTP server won't give. */
final class StubPeer implements AutoCloseable {

    /** A request as it came; header names in lower case. */
    record Request(String method, String target, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What to answer; null as the body hangs up instead. */
    record Answer(int status, String reason, String body) {
        static Answer data(String json) {
            return new Answer(200, "OK", "{\"data\":" + json + "}");
        }

        static Answer error(int status, String reason) {
            return new Answer(status, reason, "{\"data\":null}");
        }

        /** Closes the connection without a word. */
        static Answer silence() {
            return new Answer(0, "", "");
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final String scheme;
    private final Function<Request, Answer> behaviour;

    StubPeer(Function<Request, Answer> behaviour) throws IOException {
        this("http", ServerSocketFactory.getDefault(), behaviour);
    }

    StubPeer(String scheme, ServerSocketFactory sockets, Function<Request, Answer> behaviour) throws IOException {
        this.scheme = scheme;
        this.behaviour = behaviour;
        this.socket = sockets.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (SocketException e) {
                return; // closed by the test
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            while (true) {
                String[] start = line(in).split(" ");
                if (start.length < 2) {
                    return;
                }
                Map<String, String> headers = new TreeMap<>();
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    int colon = line.indexOf(':');
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                Request request = new Request(start[0], start[1], headers, body);
                requests.add(request);
                Answer answer = behaviour.apply(request);
                if (answer.status() == 0) {
                    return;
                }
                byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                out.write(("HTTP/1.1 " + answer.status() + " " + answer.reason()
                                + "\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: " + bytes.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            // The client went away, or refused our certificate: nothing more to serve on this connection.
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
