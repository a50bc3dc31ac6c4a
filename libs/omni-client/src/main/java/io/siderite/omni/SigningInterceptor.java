package io.siderite.omni;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Signs every call when it starts. A stream is signed once, at its start. */
final class SigningInterceptor implements ClientInterceptor {

    private final RequestSigner signer;

    SigningInterceptor(RequestSigner signer) {
        this.signer = signer;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                signer.sign("/" + method.getFullMethodName(), headers);
                super.start(listener, headers);
            }
        };
    }
}
