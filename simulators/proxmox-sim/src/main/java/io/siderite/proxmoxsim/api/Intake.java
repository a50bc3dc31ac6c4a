package io.siderite.proxmoxsim.api;

import io.siderite.proxmoxsim.access.Login;
import io.siderite.proxmoxsim.access.Permissions;
import io.siderite.proxmoxsim.model.Refusal;
import io.siderite.proxmoxsim.wire.Form;
import io.siderite.proxmoxsim.wire.Multipart;
import io.siderite.proxmoxsim.wire.Request;
import io.siderite.proxmoxsim.wire.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pveproxy does before the API proper: it finds out who asks and takes the parameters in. */
record Intake(Login login, Permissions permissions) {
    private static final int MAX_POST = 64 * 1024;

    /** What came of it. */
    sealed interface Taken {}

    /** A call to do. */
    record Ready(String user, Map<String, String> params, byte @Nullable [] file) implements Taken {}

    /** Answered already. */
    record Turned(String user, Response response) implements Taken {}

    Taken take(Request request, String path) throws IOException {
        boolean upload = request.method().equals("POST") && path.matches("/nodes/[^/]+/storage/[^/]+/upload");
        String user = "";
        try {
            user = isOpen(request.method(), path) ? "" : identify(request, upload, path);
            return parameters(request, upload, user);
        } catch (Refusal r) {
            // Refused before the API proper: there is no JSON then.
            return new Turned(user, Response.bare(r.status(), r.text()));
        }
    }

    private static boolean isOpen(String method, String path) {
        return path.equals("/access/ticket") || (path.equals("/access/domains") && method.equals("GET"));
    }

    private String identify(Request request, boolean upload, String path) {
        String user = login.identify(
                        request.header("cookie"),
                        request.header("authorization"),
                        request.header("csrfpreventiontoken"),
                        request.method(),
                        upload)
                .id();
        if (upload) {
            String storage = path.split("/", -1)[4];
            if (!permissions.has(user, "/storage/" + storage, "Datastore.AllocateTemplate")) {
                throw Refusal.permission("/storage/" + storage + ", Datastore.AllocateTemplate");
            }
        }
        return user;
    }

    private static Taken parameters(Request request, boolean upload, String user) throws IOException {
        Map<String, String> params = new LinkedHashMap<>();
        byte[] file = null;
        if (request.contentLength() > 0) {
            if (!request.method().equals("PUT") && !request.method().equals("POST")) {
                return new Turned(
                        user, Response.plain(501, "Unexpected content for method '" + request.method() + "'"));
            }
            String type = request.header("content-type");
            if (upload) {
                String boundary = Multipart.boundary(type);
                if (boundary == null) {
                    // The real server dies here without an answer.
                    return new Turned(user, Response.bare(0, "").delivered(Response.Delivery.NONE));
                }
                try {
                    Multipart.Upload parts = Multipart.parse(request.body(), boundary);
                    params.putAll(parts.fields());
                    file = parts.file();
                } catch (Refusal r) {
                    return new Turned(user, Response.plain(r.status(), r.text()));
                }
            } else if (request.contentLength() > MAX_POST) {
                return new Turned(user, Response.plain(501, "for data too large"));
            } else if (type != null && type.startsWith("application/json")) {
                params.putAll(Form.json(request.body()));
            } else if (type == null || type.startsWith("application/x-www-form-urlencoded")) {
                params.putAll(Form.urlEncoded(new String(request.body(), StandardCharsets.UTF_8)));
            } else {
                return new Turned(user, Response.plain(506, "upload 'Content-Type '" + type + "' not implemented"));
            }
        }
        params.putAll(Form.urlEncoded(request.query()));
        params.remove("_dc");
        return new Ready(user, params, file);
    }
}
