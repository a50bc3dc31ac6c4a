package io.siderite.provisioner.gateway;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.events.v1.GrpcTunnel;
import io.siderite.proto.gateway.v1.BootAssetRequest;
import io.siderite.proto.gateway.v1.BootAssetResponse;
import io.siderite.proto.gateway.v1.JoinConfigRequest;
import io.siderite.proto.gateway.v1.OmniGatewayGrpc;
import io.siderite.proto.gateway.v1.OmniGatewayGrpc.OmniGatewayBlockingStub;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks omni-watcher over gRPC. */
public final class GatewayClient implements Gateway, AutoCloseable {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    // Omni makes a schematic for a new image in this time; it talks to the image factory for it.
    private static final long ANSWER_WITHIN_SECONDS = 30;

    private final String url;
    private final ManagedChannel channel;
    private final OmniGatewayBlockingStub stub;

    /**
     * Connects when first asked.
     *
     * @param url http (h2c) or https, host and port
     * @param token the token that gateway and provisioner share
     */
    public GatewayClient(URI url, String token) {
        this.url = url.toString();
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forAddress(url.getHost(), port);
        this.channel = (tls ? builder.useTransportSecurity() : builder.usePlaintext()).build();
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        this.stub = OmniGatewayGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public Answer<String> joinConfig(String requestId, GrpcTunnel tunnel) {
        JoinConfigRequest request = JoinConfigRequest.newBuilder()
                .setRequestId(requestId)
                .setGrpcTunnel(tunnel)
                .build();
        return ask(
                "the join config of " + requestId, s -> s.getJoinConfig(request).getUserData());
    }

    @Override
    public Answer<BootAsset> bootAsset(BootImage image) {
        BootAssetRequest request = BootAssetRequest.newBuilder().setImage(image).build();
        return ask("the boot image of Talos " + image.getTalosVersion(), s -> {
            BootAssetResponse asset = s.getBootAsset(request);
            return new BootAsset(
                    asset.getUrl(), asset.getStorageKey(), asset.getUrlHasCredentials(), asset.getHeadersMap());
        });
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private <T> Answer<T> ask(String what, Function<OmniGatewayBlockingStub, T> call) {
        try {
            return new Answer.Given<>(call.apply(stub.withDeadlineAfter(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)));
        } catch (StatusRuntimeException e) {
            return failed(what, e.getStatus());
        }
    }

    private <T> Answer<T> failed(String what, Status status) {
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return switch (status.getCode()) {
            case FAILED_PRECONDITION, INVALID_ARGUMENT, UNIMPLEMENTED, OUT_OF_RANGE ->
                new Answer.Refused<>("Omni refused " + what + ": " + said);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new Answer.Refused<>("the gateway at " + url + " does not know us: set siderite.gateway.token to the"
                        + " same value for omni-watcher and proxmox-provisioner (" + said + ")");
            case NOT_FOUND -> new Answer.NotNow<>("Omni has no join config for this provider yet: " + said);
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    DEADLINE_EXCEEDED,
                    ALREADY_EXISTS,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS -> new Answer.NotNow<>("the gateway at " + url + " can't give " + what + " now: " + said);
        };
    }
}
