package io.siderite.omni;

import io.grpc.Status;
import io.grpc.StatusException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns gRPC's codes into answers, once, with words that say what to do. */
final class Answers {

    /** How grpc-java begins the description of an answer that did not come from a gRPC server. */
    private static final String NOT_GRPC = "HTTP status code ";

    private final OmniEndpoint endpoint;
    private final Clock clock;

    Answers(OmniEndpoint endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** A call that may fail as gRPC calls do. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws StatusException, InterruptedException;
    }

    /** Runs the call and maps what comes of it. */
    <T> Answer<T> of(Call<T> call) {
        try {
            return new Answer.Done<>(call.run());
        } catch (StatusException e) {
            return of(e.getStatus());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreachable<>("interrupted while waiting for " + where());
        }
    }

    /** What a failed status means. */
    <T> Answer<T> of(Status status) {
        var said = said(status);
        if (said.startsWith(NOT_GRPC)) {
            return new Answer.Unreachable<>(
                    ("%s does not answer as Omni's API (%s): check siderite.omni.endpoint and what"
                                    + " stands in front of Omni")
                            .formatted(where(), said));
        }
        return switch (status.getCode()) {
            case NOT_FOUND -> new Answer.NotFound<>(said);
            case ALREADY_EXISTS -> new Answer.Exists<>(said);
            case FAILED_PRECONDITION, ABORTED -> new Answer.Conflict<>(said);
            case INVALID_ARGUMENT, OUT_OF_RANGE -> new Answer.Rejected<>(said + disagreement());
            case PERMISSION_DENIED -> new Answer.Denied<>("Omni does not allow it: " + said + disagreement());
            case UNAUTHENTICATED -> new Answer.Unauthenticated<>(unauthenticated(said));
            case UNIMPLEMENTED -> new Answer.Unimplemented<>("this release of Omni has no such call: " + said);
            case UNAVAILABLE, INTERNAL, UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED, DATA_LOSS ->
                new Answer.Unreachable<>(unreachable(status, said));
            case OK -> throw new IllegalStateException("not a failure");
        };
    }

    private String unauthenticated(String said) {
        var now = clock.instant();
        var key = endpoint.key();
        var known = key.expires().filter(end -> !end.isAfter(now)).isPresent()
                ? key.warning(now).orElse("")
                : "the service account key %s is not (or no longer) known there, or this clock (%s) is off by more than 5 minutes"
                        // To the minute: who says a thing again only when it has changed would say it at each attempt.
                        .formatted(key, now.truncatedTo(ChronoUnit.MINUTES));
        return "Omni at " + where() + " does not accept our signature: " + known + " (it said: " + said + ")";
    }

    private String unreachable(Status status, String said) {
        var tls = tlsTrouble(status.getCause());
        if (tls.isPresent()) {
            return ("TLS to %s failed: %s. Name its certificate authority in siderite.omni.ca-file, or, if you accept the"
                            + " risk, set siderite.omni.insecure-skip-verify (--insecure-skip-verify)")
                    .formatted(where(), tls.get());
        }
        var plaintext = endpoint.tls() ? "" : " (spoken in plaintext: when Omni listens with TLS, say https://)";
        return "Omni at " + where() + " is not able to answer: " + status.getCode() + " " + said + plaintext;
    }

    private static Optional<String> tlsTrouble(@Nullable Throwable cause) {
        for (var at = cause; at != null; at = at.getCause()) {
            if (at instanceof SSLException || at instanceof CertificateException) {
                var deepest = at;
                for (var next = at.getCause(); next != null; next = next.getCause()) {
                    deepest = next;
                }
                return Optional.of(String.valueOf(deepest.getMessage()));
            }
        }
        return Optional.empty();
    }

    private String disagreement() {
        return endpoint.disagreement().map(why -> "; " + why).orElse("");
    }

    private String where() {
        return endpoint.uri().toString();
    }

    private static String said(Status status) {
        var description = status.getDescription();
        var cause = status.getCause();
        if (description != null) {
            return cause == null || cause.getMessage() == null ? description : description + ": " + cause.getMessage();
        }
        return cause == null ? status.getCode().toString() : cause.toString();
    }
}
