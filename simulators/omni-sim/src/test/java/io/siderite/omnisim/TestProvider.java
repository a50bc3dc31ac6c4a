package io.siderite.omnisim;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.proto.cosi.CreateOptions;
import io.siderite.proto.cosi.CreateRequest;
import io.siderite.proto.cosi.DestroyOptions;
import io.siderite.proto.cosi.DestroyRequest;
import io.siderite.proto.cosi.GetRequest;
import io.siderite.proto.cosi.ListRequest;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc;
import io.siderite.proto.cosi.TeardownOptions;
import io.siderite.proto.cosi.TeardownRequest;
import io.siderite.proto.cosi.UpdateOptions;
import io.siderite.proto.cosi.UpdateRequest;
import io.siderite.proto.management.ManagementServiceGrpc;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A provider written for these tests alone: signs its calls with a signer of its own. */
final class TestProvider implements AutoCloseable {

    final TestSigner signer;
    final StateGrpc.StateBlockingStub state;
    final StateGrpc.StateStub async;
    final ManagementServiceGrpc.ManagementServiceBlockingStub management;
    private final ManagedChannel channel;

    private TestProvider(TestSigner signer, ManagedChannel channel) {
        this.signer = signer;
        this.channel = channel;
        var signed = ClientInterceptors.intercept(channel, new Signing(signer));
        state = StateGrpc.newBlockingStub(signed);
        async = StateGrpc.newStub(signed);
        management = ManagementServiceGrpc.newBlockingStub(signed);
    }

    static TestProvider of(OmniSim omni, String id) throws Exception {
        return of(omni, new TestSigner(omni.serviceAccountKey(id)));
    }

    static TestProvider of(OmniSim omni, TestSigner signer) throws Exception {
        var trust = GrpcSslContexts.forClient()
                .trustManager(new ByteArrayInputStream(omni.caPem().getBytes(StandardCharsets.UTF_8)))
                .build();
        var channel = NettyChannelBuilder.forTarget("dns:///" + omni.endpoint().replace("https://", ""))
                .sslContext(trust)
                .build();
        return new TestProvider(signer, channel);
    }

    Resource get(Kind kind, String id) {
        return state.get(GetRequest.newBuilder()
                        .setNamespace(kind.namespace())
                        .setType(kind.type())
                        .setId(id)
                        .build())
                .getResource();
    }

    List<Resource> list(Kind kind) {
        var all = new ArrayList<Resource>();
        state.list(ListRequest.newBuilder()
                        .setNamespace(kind.namespace())
                        .setType(kind.type())
                        .build())
                .forEachRemaining(response -> all.add(response.getResource()));
        return all;
    }

    Resource create(Resource resource, String owner) {
        return state.create(CreateRequest.newBuilder()
                        .setResource(resource)
                        .setOptions(CreateOptions.newBuilder().setOwner(owner))
                        .build())
                .getResource();
    }

    Resource update(Resource resource, String owner) {
        return update(resource, UpdateOptions.newBuilder().setOwner(owner).build());
    }

    Resource update(Resource resource, UpdateOptions options) {
        return state.update(UpdateRequest.newBuilder()
                        .setNewResource(resource)
                        .setOptions(options)
                        .build())
                .getResource();
    }

    boolean teardown(Kind kind, String id, String owner) {
        return state.teardown(TeardownRequest.newBuilder()
                        .setNamespace(kind.namespace())
                        .setType(kind.type())
                        .setId(id)
                        .setOptions(TeardownOptions.newBuilder().setOwner(owner))
                        .build())
                .getDestroyReady();
    }

    void destroy(Kind kind, String id, String owner) {
        var unused = state.destroy(DestroyRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .setOptions(DestroyOptions.newBuilder().setOwner(owner))
                .build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private record Signing(TestSigner signer) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    signer.sign("/" + method.getFullMethodName())
                            .forEach((name, value) ->
                                    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
                    super.start(listener, headers);
                }
            };
        }
    }
}
