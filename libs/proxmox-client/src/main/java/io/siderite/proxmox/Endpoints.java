package io.siderite.proxmox;

import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.jboss.resteasy.reactive.common.core.BlockingNotAllowedException;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one cluster as if they were one: the last that served is asked first, the next when it doesn't
 * answer. A write goes on to the next only when it surely was not sent; else its fate is unknown and the answer is
 * {@link Outcome.Unreachable}.
 */
final class Endpoints {

    /** One endpoint and the client that asks it. */
    record Endpoint(URI uri, ProxmoxApi api) {}

    /** What a request does there. */
    enum Kind {
        READ,
        WRITE
    }

    /** What came of asking one endpoint. */
    private sealed interface Attempt {
        record Replied(Reply reply) implements Attempt {}

        /** Nothing has reached the node that was to do it. */
        record NotSent(String why) implements Attempt {}

        /** It was sent, and may have been done. */
        record Lost(String why) implements Attempt {}
    }

    private final String cluster;
    private final List<Endpoint> endpoints;
    private final Semaphore slots;
    private final long patienceMillis;
    private volatile int current;

    Endpoints(Connection connection, List<Endpoint> endpoints) {
        this.cluster = connection.name();
        this.endpoints = List.copyOf(endpoints);
        this.slots = new Semaphore(connection.maxInFlight(), true);
        this.patienceMillis = connection.requestTimeout().toMillis();
    }

    /** Asks until an endpoint answers; {@link Outcome.Done} is a whole reply of any status that a node gave. */
    Outcome<Reply> ask(Kind kind, Function<ProxmoxApi, Response> call) {
        try {
            if (!slots.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                return new Outcome.Unreachable<>("cluster " + cluster + ": all request slots were taken for "
                        + patienceMillis + " ms; nothing was sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable<>("cluster " + cluster + ": interrupted before asking");
        }
        try {
            return askAny(kind, call);
        } finally {
            slots.release();
        }
    }

    private Outcome<Reply> askAny(Kind kind, Function<ProxmoxApi, Response> call) {
        List<String> whys = new ArrayList<>();
        int first = current;
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            Endpoint endpoint = endpoints.get(index);
            switch (attempt(endpoint, call)) {
                case Attempt.Replied replied -> {
                    current = index;
                    return new Outcome.Done<>(replied.reply());
                }
                case Attempt.NotSent notSent -> whys.add(endpoint.uri() + ": " + notSent.why());
                case Attempt.Lost lost -> {
                    whys.add(endpoint.uri() + ": " + lost.why());
                    if (kind == Kind.WRITE) {
                        current = (index + 1) % endpoints.size();
                        return new Outcome.Unreachable<>(String.join("; ", whys) + "; it may have been done");
                    }
                }
            }
        }
        return new Outcome.Unreachable<>("cluster " + cluster + ": " + String.join("; ", whys));
    }

    private static Attempt attempt(Endpoint endpoint, Function<ProxmoxApi, Response> call) {
        try (Response response = call.apply(endpoint.api())) {
            Reply reply = Reply.read(response);
            String words = reply.status() + " " + reply.text();
            if (Outcomes.nothingSent(reply.status())) {
                return new Attempt.NotSent(words);
            }
            if (Outcomes.saysNothing(reply.status())) {
                return new Attempt.Lost(words);
            }
            if (reply.ok() && !reply.whole()) {
                return new Attempt.Lost("half an answer (" + reply.status() + " without data)");
            }
            return new Attempt.Replied(reply);
        } catch (BlockingNotAllowedException e) {
            throw e; // called on an event loop: a bug of ours
        } catch (RuntimeException e) {
            // The HTTP client tells what happens on the wire by unchecked exceptions, Netty's own among them.
            return failed(e);
        }
    }

    private static Attempt failed(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = next(cause)) {
            if (cause instanceof SSLHandshakeException) {
                return new Attempt.NotSent("its certificate is not trusted (" + deepest(cause)
                        + "): set ca-file or fingerprint for this cluster");
            }
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return new Attempt.NotSent("no connection (" + message(cause) + ")");
            }
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return new Attempt.Lost("interrupted while waiting for the answer");
            }
            if (cause instanceof TimeoutException) {
                return new Attempt.Lost("no answer in time (" + message(cause) + ")");
            }
        }
        return new Attempt.Lost(deepest(e));
    }

    private static @Nullable Throwable next(Throwable throwable) {
        Throwable cause = throwable.getCause();
        return cause == throwable ? null : cause;
    }

    private static String deepest(Throwable throwable) {
        Throwable deepest = throwable;
        for (Throwable cause = throwable; cause != null; cause = next(cause)) {
            deepest = cause;
        }
        return message(deepest);
    }

    private static String message(Throwable throwable) {
        String message = throwable.getMessage();
        return message == null || message.isBlank() ? throwable.getClass().getSimpleName() : message;
    }
}
