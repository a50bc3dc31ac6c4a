package io.siderite.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import io.siderite.proxmox.Connection.Credentials;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Who we are, put on every request: a token as it is, or a ticket that is drawn by password and drawn again before its
 * two hours are over. A ticket of one node is good on all nodes of its cluster.
 */
final class Session implements ClientRequestFilter {

    /** Proxmox refuses tickets older than two hours; clocks differ, and a request may wait. */
    static final Duration RENEW_AFTER = Duration.ofMinutes(100);

    /** What stands on a request. */
    private sealed interface Pass {
        record Nobody() implements Pass {}

        record Token(String header) implements Pass {}

        record Ticket(String ticket, String csrf, Instant drawn) implements Pass {}
    }

    private final Credentials credentials;
    private final InstantSource clock;
    private final ReentrantLock drawing = new ReentrantLock();
    private volatile Pass pass;

    Session(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
        this.pass = credentials instanceof Credentials.Token token
                ? new Pass.Token("PVEAPIToken=" + token.id() + "=" + token.secret())
                : new Pass.Nobody();
    }

    @Override
    public void filter(ClientRequestContext request) {
        if (request.getUri().getPath().endsWith("/access/ticket")) {
            return;
        }
        switch (pass) {
            case Pass.Nobody _ -> {}
            case Pass.Token token -> request.getHeaders().putSingle("Authorization", token.header());
            case Pass.Ticket ticket -> {
                request.getHeaders().putSingle("Cookie", "PVEAuthCookie=" + ticket.ticket());
                if (!request.getMethod().equals("GET")) {
                    request.getHeaders().putSingle("CSRFPreventionToken", ticket.csrf());
                }
            }
        }
    }

    /**
     * Asks with a good pass: draws a ticket first where one is due, and once more when the one used was refused (a 401
     * has done nothing, so this is safe for writes).
     *
     * @param login how to ask for a ticket, given the form
     */
    Outcome<Reply> with(Function<String, Outcome<Reply>> login, java.util.function.Supplier<Outcome<Reply>> ask) {
        if (!(credentials instanceof Credentials.Password password)) {
            return ask.get();
        }
        Pass used = pass;
        if (isDue(used)) {
            Outcome<Pass> drawn = draw(used, password, login);
            if (!(drawn instanceof Outcome.Done<Pass>(Pass fresh))) {
                return drawn.failure();
            }
            used = fresh;
        }
        Outcome<Reply> answer = ask.get();
        if (answer instanceof Outcome.Done<Reply>(Reply reply) && reply.status() == 401) {
            return draw(used, password, login).then(_ -> ask.get());
        }
        return answer;
    }

    private boolean isDue(Pass pass) {
        return !(pass instanceof Pass.Ticket ticket)
                || !clock.instant().isBefore(ticket.drawn().plus(RENEW_AFTER));
    }

    /** Draws a ticket, unless somebody else has replaced the used one meanwhile. */
    private Outcome<Pass> draw(Pass used, Credentials.Password password, Function<String, Outcome<Reply>> login) {
        drawing.lock();
        try {
            Pass current = pass;
            if (current != used) {
                return new Outcome.Done<>(current);
            }
            Map<String, String> form = new java.util.LinkedHashMap<>();
            form.put("username", password.user());
            form.put("password", password.password());
            Outcome<Pass> drawn = login.apply(Form.encode(form)).then(reply -> read(reply, password));
            if (drawn instanceof Outcome.Done<Pass>(Pass fresh)) {
                pass = fresh;
            }
            return drawn;
        } finally {
            drawing.unlock();
        }
    }

    private Outcome<Pass> read(Reply reply, Credentials.Password password) {
        if (!reply.ok()) {
            return Outcomes.of(reply);
        }
        JsonNode data = reply.data();
        String ticket = data.path("ticket").asText("");
        if (Answers.bool(data, "NeedTFA") || ticket.startsWith("PVE:!tfa!")) {
            return new Outcome.Denied<>(
                    password.user() + " needs a second factor, which a service can't give: use an API token");
        }
        if (ticket.isEmpty()) {
            return new Outcome.Unreachable<>("the login was answered without a ticket");
        }
        return new Outcome.Done<>(
                new Pass.Ticket(ticket, data.path("CSRFPreventionToken").asText(""), clock.instant()));
    }
}
