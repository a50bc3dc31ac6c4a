package io.siderite.proxmoxsim.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request whose head has been read; the body waits on the connection until asked for. */
public final class Request {
    private final String method;
    private final String path;
    private final String query;
    private final Map<String, String> headers;
    private final InputStream in;
    private boolean bodyRead;

    Request(String method, String path, String query, Map<String, String> headers, InputStream in) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.in = in;
    }

    public String method() {
        return method;
    }

    /** The path, percent-decoded. */
    public String path() {
        return path;
    }

    /** The raw query, without the question mark; may be empty. */
    public String query() {
        return query;
    }

    /** A header by its lower-case name. */
    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** {@code Content-Length}, 0 without one. */
    public long contentLength() {
        String length = headers.get("content-length");
        return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
    }

    /** Reads the body of {@link #contentLength()} bytes; once. */
    public byte[] body() throws IOException {
        bodyRead = true;
        byte[] body = in.readNBytes(Math.toIntExact(contentLength()));
        if (body.length < contentLength()) {
            throw new EOFException("the client left in the middle of its body");
        }
        return body;
    }

    /** Whether something of this request is still on the connection. */
    boolean unread() {
        return headers.containsKey("transfer-encoding") || (!bodyRead && contentLength() > 0);
    }
}
