package io.siderite.watcher.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets in who carries the gateway's token. The gateway tells join tokens, and a port on loopback is open to everybody on
 * the machine.
 */
@ApplicationScoped
public class GatewayAuthorization implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Optional<String> token;

    /** For CDI. */
    public GatewayAuthorization(@ConfigProperty(name = "siderite.gateway.token") Optional<String> token) {
        this.token = token;
    }

    @Override
    public <I, O> Listener<I> interceptCall(ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        if (token.isPresent() && matches(token.get(), headers.get(AUTHORIZATION))) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription(
                        token.isPresent()
                                ? "the gateway token is missing or wrong: siderite.gateway.token must be the same here and there"
                                : "no gateway token is configured here: set siderite.gateway.token"),
                new Metadata());
        return new Listener<>() {};
    }

    private static boolean matches(String token, @org.jspecify.annotations.Nullable String header) {
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        return header != null && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.UTF_8));
    }
}
