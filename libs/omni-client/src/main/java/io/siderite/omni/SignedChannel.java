package io.siderite.omni;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/** The HTTP/2 channel to Omni on which every call is signed. For calls that {@link OmniConnection} does not offer. */
public final class SignedChannel {

    private static final Logger LOG = Logger.getLogger(SignedChannel.class);

    /** The first list of thousands of resources is one message. */
    private static final int INBOUND_LIMIT = 32 * 1024 * 1024;

    private SignedChannel() {}

    /** Opens lazily: nothing is dialled before the first call. {@link Answer.Rejected} when a CA file is of no use. */
    public static Answer<ManagedChannel> open(OmniEndpoint endpoint, Clock clock) {
        var builder = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .maxInboundMessageSize(INBOUND_LIMIT)
                // Half-open connections are otherwise noticed after a quarter of an hour. Omni's own client pings as
                // often.
                .keepAliveTime(60, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .intercept(new SigningInterceptor(new RequestSigner(endpoint.key(), clock)))
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if (!endpoint.tls()) {
            return new Answer.Done<>(builder.usePlaintext().build());
        }
        var tls = GrpcSslContexts.forClient();
        try {
            switch (endpoint.trust()) {
                case OmniEndpoint.Trust.System _ -> LOG.debug("Trusting the system's certificate authorities");
                case OmniEndpoint.Trust.CaFile file ->
                    tls.trustManager(file.pem().toFile());
                case OmniEndpoint.Trust.Anything _ -> {
                    LOG.warnf(
                            "NOT VERIFYING the certificate of Omni at %s (siderite.omni.insecure-skip-verify): whoever sits"
                                    + " in between can read and change everything",
                            endpoint.uri());
                    tls.trustManager(InsecureTrustManagerFactory.INSTANCE);
                }
            }
            return new Answer.Done<>(builder.negotiationType(NegotiationType.TLS)
                    .sslContext(tls.build())
                    .build());
        } catch (SSLException | IllegalArgumentException e) {
            return new Answer.Rejected<>("siderite.omni.ca-file holds no usable PEM certificates: " + e.getMessage());
        }
    }
}
