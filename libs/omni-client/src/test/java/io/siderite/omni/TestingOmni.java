package io.siderite.omni;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.siderite.omni.OmniEndpoint.Trust;
import io.siderite.omni.OmniState.Kind;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.GetRequest;
import io.siderite.proto.cosi.GetResponse;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc;
import io.siderite.proto.cosi.UpdateRequest;
import io.siderite.proto.cosi.UpdateResponse;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A scripted Omni on a loopback port: a test says what it answers. */
final class TestingOmni implements AutoCloseable {

    static final Kind KIND = Kinds.MACHINE_REQUESTS;

    static final WatchTiming QUICK = new WatchTiming(
            Duration.ofMinutes(5),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMillis(500));

    /** Taken in order by calls of Get and Update; each is a {@link Resource} or a {@link Status}. */
    final Queue<Object> answers = new ConcurrentLinkedQueue<>();

    final Queue<UpdateRequest> updates = new ConcurrentLinkedQueue<>();
    final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();

    private final BlockingQueue<Opened> watches = new LinkedBlockingQueue<>();
    private final Server server;

    TestingOmni() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new State())
                .intercept(new Headers())
                .build()
                .start();
    }

    OmniEndpoint endpoint() {
        return new OmniEndpoint(
                URI.create("http://127.0.0.1:" + server.getPort()),
                TestingKeys.key("infra-provider:proxmox"),
                "proxmox",
                new Trust.System());
    }

    OmniConnection connect(WatchTiming timing) {
        return OmniConnection.open(endpoint(), timing, Clock.systemUTC());
    }

    /** Waits for the next watch that is opened. */
    Opened nextWatch() throws InterruptedException {
        var opened = watches.poll(5, TimeUnit.SECONDS);
        assertThat(opened).as("a watch was opened").isNotNull();
        return opened;
    }

    void opensNoWatchFor(Duration time) throws InterruptedException {
        assertThat(watches.poll(time.toMillis(), TimeUnit.MILLISECONDS)).isNull();
    }

    static Resource resource(String id, String version) {
        var made = Specs.resource(KIND, id, Map.of(), Resource.getDefaultInstance());
        return made.toBuilder()
                .setMetadata(made.getMetadata().toBuilder().setVersion(version).setPhase("running"))
                .build();
    }

    /** The server's end of a watch. */
    record Opened(WatchRequest request, StreamObserver<WatchResponse> client) {

        Opened ready() {
            return send();
        }

        Opened send(Event.Builder... events) {
            var response = WatchResponse.newBuilder();
            List.of(events).forEach(response::addEvent);
            client.onNext(response.build());
            return this;
        }

        boolean cancelled() {
            return ((ServerCallStreamObserver<WatchResponse>) client).isCancelled();
        }

        void fail(Status status) {
            client.onError(status.asException());
        }
    }

    static Event.Builder event(EventType type, String id, String bookmark) {
        return Event.newBuilder()
                .setEventType(type)
                .setResource(resource(id, bookmark))
                .setBookmark(ByteString.copyFromUtf8(bookmark));
    }

    static Event.Builder bootstrapped(String bookmark) {
        return Event.newBuilder().setEventType(EventType.BOOTSTRAPPED).setBookmark(ByteString.copyFromUtf8(bookmark));
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private final class State extends StateGrpc.StateImplBase {
        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> client) {
            switch (answers.remove()) {
                case Resource resource -> {
                    client.onNext(GetResponse.newBuilder().setResource(resource).build());
                    client.onCompleted();
                }
                case Status status -> client.onError(status.asException());
                case Object other -> throw new IllegalStateException(other.toString());
            }
        }

        @Override
        public void update(UpdateRequest request, StreamObserver<UpdateResponse> client) {
            updates.add(request);
            switch (answers.remove()) {
                case Resource resource -> {
                    client.onNext(
                            UpdateResponse.newBuilder().setResource(resource).build());
                    client.onCompleted();
                }
                case Status status -> client.onError(status.asException());
                case Object other -> throw new IllegalStateException(other.toString());
            }
        }

        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> client) {
            watches.add(new Opened(request, client));
        }
    }

    private final class Headers implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
            headers.add(metadata);
            return next.startCall(call, metadata);
        }
    }
}
