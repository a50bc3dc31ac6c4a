package io.siderite.omnisim;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.siderite.omnisim.auth.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The gRPC servers, on loopback, each call on a virtual thread. */
final class Servers {

    private static final int MAX_MESSAGE = 32 << 20;

    private Servers() {}

    /** Omni's API over TLS; interceptors in the order in which they see a call. */
    static Server api(
            int port, Certificates tls, List<ServerInterceptor> interceptors, ServerServiceDefinition... services)
            throws IOException {
        var ssl = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(
                                tls.serverKey(), tls.serverChain().toArray(X509Certificate[]::new)),
                        SslProvider.JDK)
                .build();
        var builder = builder(port).sslContext(ssl);
        var inOrder = interceptors.toArray(ServerInterceptor[]::new);
        Arrays.stream(services)
                .forEach(service -> builder.addService(ServerInterceptors.interceptForward(service, inOrder)));
        return builder.build().start();
    }

    /** The machine API, plaintext. */
    static Server machineApi(int port, BindableService service) throws IOException {
        return builder(port).addService(service).build().start();
    }

    private static NettyServerBuilder builder(int port) {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .maxInboundMessageSize(MAX_MESSAGE)
                .permitKeepAliveTime(30, TimeUnit.SECONDS) // Omni's own client pings every minute
                .executor(Executors.newVirtualThreadPerTaskExecutor());
    }

    /** Stops at once: open calls are cut. */
    static void stop(Server server) {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
