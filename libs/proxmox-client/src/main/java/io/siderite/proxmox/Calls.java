package io.siderite.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.proxmox.Endpoints.Kind;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** Calls of one cluster: signed in, at the endpoint that serves, and understood. */
record Calls(Session session, Endpoints endpoints) {

    /** A call that changes nothing. */
    <T> Outcome<T> read(Function<ProxmoxApi, Response> call, Function<JsonNode, T> understand) {
        return ask(Kind.READ, call).map(reply -> understand.apply(reply.data()));
    }

    /** A call that changes something. */
    Outcome<Upid> write(Function<ProxmoxApi, Response> call) {
        return ask(Kind.WRITE, call).map(reply -> Answers.upid(reply.data()));
    }

    private Outcome<Reply> ask(Kind kind, Function<ProxmoxApi, Response> call) {
        return raw(kind, call).then(reply -> reply.ok() ? new Outcome.Done<>(reply) : Outcomes.of(reply));
    }

    /** Whatever the peer answered, a refusal too. */
    Outcome<Reply> raw(Kind kind, Function<ProxmoxApi, Response> call) {
        return session.with(form -> endpoints.ask(Kind.READ, api -> api.ticket(form)), () -> endpoints.ask(kind, call));
    }
}
