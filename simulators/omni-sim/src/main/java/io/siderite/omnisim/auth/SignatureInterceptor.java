package io.siderite.omnisim.auth;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lets signed calls in, with the provider that signed them; everything else is UNAUTHENTICATED "invalid signature". */
public final class SignatureInterceptor implements ServerInterceptor {

    private static final List<String> READ = Stream.concat(
                    Signature.SIGNED_HEADERS.stream(), Stream.of(Signature.PAYLOAD, Signature.SIGNATURE))
            .toList();

    private final ServiceAccounts accounts;
    private final Clock clock;

    public SignatureInterceptor(ServiceAccounts accounts, Clock clock) {
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        var method = "/" + call.getMethodDescriptor().getFullMethodName();
        var provider = Signature.provider(read(metadata), method, accounts, clock.instant());
        if (provider.isEmpty()) {
            call.close(Status.UNAUTHENTICATED.withDescription("invalid signature"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        var context = Context.current().withValue(Caller.PROVIDER, provider.get());
        return Contexts.interceptCall(context, call, metadata, next);
    }

    private static Map<String, List<String>> read(Metadata metadata) {
        var headers = new HashMap<String, List<String>>();
        for (var name : READ) {
            var values = metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
            if (values != null) {
                headers.put(
                        name, StreamSupport.stream(values.spliterator(), false).toList());
            }
        }
        return headers;
    }
}
