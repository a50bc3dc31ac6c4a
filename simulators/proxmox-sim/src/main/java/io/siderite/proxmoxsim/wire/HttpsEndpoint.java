package io.siderite.proxmoxsim.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server over TLS on 127.0.0.1. Proxmox says what went wrong in the reason of the status line, which
 * the JDK's server cannot write; hence this one. A virtual thread serves each connection.
 */
public final class HttpsEndpoint implements AutoCloseable {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "OPTIONS");
    private static final int MAX_HEAD = 64 * 1024;

    private final ServerSocketFactory factory;
    private final Function<Request, Response> handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int port;
    // A request that crosses a close on its way is not answered, as by a machine that went down.
    private volatile boolean up;
    private @Nullable ServerSocket listener;

    /** An endpoint that does not listen yet; port 0 lets the system choose at {@link #listen()}. */
    public HttpsEndpoint(SSLContext tls, int port, Function<Request, Response> handler) {
        this.factory = tls.getServerSocketFactory();
        this.port = port;
        this.handler = handler;
    }

    /** Starts to listen, after {@link #close()} on the same port as before; without effect when it does already. */
    public synchronized void listen() throws IOException {
        if (listener != null) {
            return;
        }
        ServerSocket socket = factory.createServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        port = socket.getLocalPort();
        listener = socket;
        up = true;
        Thread.ofVirtual().name("pveproxy-" + port).start(() -> accept(socket));
    }

    /** The port, known after the first {@link #listen()}. */
    public synchronized int port() {
        return port;
    }

    /** Stops to listen and cuts every connection. */
    @Override
    public synchronized void close() throws IOException {
        up = false;
        if (listener != null) {
            listener.close();
            listener = null;
        }
        for (Socket s : open) {
            s.close();
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closedOrOneBadClient) {
                // A client that went away while connecting concerns nobody; closed, the loop ends.
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.setSoTimeout(120_000);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = new BufferedOutputStream(client.getOutputStream());
            boolean more = true;
            while (more) {
                String head = readHead(in);
                more = !head.isEmpty() && exchange(head, in, out);
            }
            client.shutdownOutput();
        } catch (IOException clientLeft) {
            // Its right, at any moment; nothing is lost that the client had been told of.
            return;
        } finally {
            open.remove(client);
        }
    }

    /** Answers one request; whether the connection lives on. */
    private boolean exchange(String head, InputStream in, OutputStream out) throws IOException {
        String[] lines = head.split("\r?\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 3) {
            write(out, Response.plain(400, "bad request"), false);
            return false;
        }
        Map<String, String> headers = headers(lines);
        int mark = first[1].indexOf('?');
        String rawPath = mark < 0 ? first[1] : first[1].substring(0, mark);
        String path = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
        Request request = new Request(first[0], path, mark < 0 ? "" : first[1].substring(mark + 1), headers, in);
        Response response = refusedByServer(first[0], headers);
        if (response == null) {
            response = handler.apply(request);
        }
        if (!up) {
            return false;
        }
        boolean keep = response.status() < 400
                && !request.unread()
                && response.delivery() == Response.Delivery.WHOLE
                && !headers.getOrDefault("connection", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("close");
        write(out, response, keep);
        if (request.unread()) {
            drain(in);
        }
        return keep;
    }

    private static @Nullable Response refusedByServer(String method, Map<String, String> headers) {
        if (!METHODS.contains(method)) {
            return Response.bare(501, "method '" + method + "' not available");
        }
        String te = headers.get("transfer-encoding");
        if (te != null) {
            return Response.plain(
                    501,
                    te.equalsIgnoreCase("chunked")
                            ? "chunked transfer encoding not supported"
                            : "Unknown transfer encoding '" + te + "'");
        }
        return null;
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).trim());
            }
        }
        return headers;
    }

    /** Everything up to the empty line; empty text when the client has ended. */
    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int b = in.read();
            if (b < 0 || head.size() > MAX_HEAD) {
                return "";
            }
            if (b == '\n') {
                newlines++;
            } else if (b != '\r') {
                newlines = 0;
            }
            if (head.size() > 0 || (b != '\n' && b != '\r')) {
                head.write(b);
            } else {
                newlines = 0;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static void write(OutputStream out, Response r, boolean keep) throws IOException {
        if (r.delivery() == Response.Delivery.NONE) {
            return;
        }
        StringBuilder head = new StringBuilder("HTTP/1.1 " + r.status() + " " + r.reasonLine() + "\r\n");
        head.append("Cache-Control: max-age=0\r\nPragma: no-cache\r\nServer: pve-api-daemon/3.0\r\n");
        head.append("Connection: ").append(keep ? "Keep-Alive" : "close").append("\r\n");
        head.append("Content-Length: ").append(r.body().length).append("\r\n");
        if (!r.contentType().isEmpty()) {
            head.append("Content-Type: ").append(r.contentType()).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        boolean half = r.delivery() == Response.Delivery.HALF;
        out.write(r.body(), 0, half ? r.body().length / 2 : r.body().length);
        out.flush();
    }

    /** Takes what the client still sends, for a while: closing at once would reset the connection under the answer. */
    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long until = System.nanoTime() + 1_000_000_000L;
        while (System.nanoTime() < until && in.available() > 0) {
            if (in.read(buffer) < 0) {
                return;
            }
        }
    }
}
