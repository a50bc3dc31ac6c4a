package io.siderite.watcher.gateway;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;
import io.siderite.omni.Answer;
import io.siderite.omni.BootAsset;
import io.siderite.omni.BootAssets;
import io.siderite.omni.JoinConfig;
import io.siderite.omni.JoinToken;
import io.siderite.omni.Kinds;
import io.siderite.omni.OmniManagement;
import io.siderite.omni.OmniState;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Schematic;
import io.siderite.omni.Specs;
import io.siderite.proto.events.v1.BootImage;
import io.siderite.proto.gateway.v1.BootAssetRequest;
import io.siderite.proto.gateway.v1.BootAssetResponse;
import io.siderite.proto.gateway.v1.JoinConfigRequest;
import io.siderite.proto.gateway.v1.JoinConfigResponse;
import io.siderite.proto.gateway.v1.OmniGatewayGrpc;
import io.siderite.proto.specs.GrpcTunnelMode;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MetaValue;
import io.siderite.proto.specs.Overlay;
import io.siderite.proto.specs.ProviderJoinConfigSpec;
import io.siderite.proto.specs.SiderolinkAPIConfigSpec;

/** Answers with what Omni says at this moment; keeps nothing. */
@GrpcService
@RegisterInterceptor(GatewayAuthorization.class)
public class OmniGatewayService extends OmniGatewayGrpc.OmniGatewayImplBase {

    private final OmniState omni;
    private final BootAssets bootAssets;
    private final String providerId;

    /** For CDI. */
    public OmniGatewayService(OmniState omni, OmniManagement management, ProviderNames names) {
        this.omni = omni;
        this.bootAssets = new BootAssets(omni, management);
        this.providerId = names.providerId();
    }

    @Override
    public void getJoinConfig(JoinConfigRequest request, StreamObserver<JoinConfigResponse> out) {
        // A thread of our own, not Quarkus's annotation: with that, calls side by side on the shared HTTP server were
        // seen to end as "half-closed without a request".
        Thread.ofVirtual().name("gateway-join-config").start(() -> tellJoinConfig(request, out));
    }

    @Override
    public void getBootAsset(BootAssetRequest request, StreamObserver<BootAssetResponse> out) {
        Thread.ofVirtual().name("gateway-boot-asset").start(() -> tellBootAsset(request, out));
    }

    private void tellJoinConfig(JoinConfigRequest request, StreamObserver<JoinConfigResponse> out) {
        Answer<ProviderJoinConfigSpec> provider = omni.get(Kinds.PROVIDER_JOIN_CONFIGS, providerId)
                .then(r -> Specs.unpack(r, ProviderJoinConfigSpec.parser()));
        Answer<SiderolinkAPIConfigSpec> api = omni.get(Kinds.SIDEROLINK_API_CONFIGS, Kinds.SIDEROLINK_CONFIG_ID)
                .then(r -> Specs.unpack(r, SiderolinkAPIConfigSpec.parser()));
        respond(
                provider.then(p -> api.then(a -> joinConfig(request, p, a)))
                        .map(userData -> JoinConfigResponse.newBuilder()
                                .setUserData(userData)
                                .build()),
                out);
    }

    private void tellBootAsset(BootAssetRequest request, StreamObserver<BootAssetResponse> out) {
        BootImage image = request.getImage();
        respond(
                bootAssets
                        .iso(
                                Schematic.of(asRequest(image)),
                                new BootAssets.Image(
                                        image.getTalosVersion(), image.getArchitecture(), image.getSecureBoot()))
                        .map(OmniGatewayService::response),
                out);
    }

    private Answer<String> joinConfig(
            JoinConfigRequest request, ProviderJoinConfigSpec provider, SiderolinkAPIConfigSpec api) {
        if (provider.getJoinToken().isEmpty()) {
            return new Answer.Rejected<>("Omni's join config of provider " + providerId + " has no join token");
        }
        GrpcTunnelMode tunnel = switch (request.getGrpcTunnel()) {
            case GRPC_TUNNEL_ENABLED -> GrpcTunnelMode.ENABLED;
            case GRPC_TUNNEL_DISABLED -> GrpcTunnelMode.DISABLED;
            case GRPC_TUNNEL_UNSPECIFIED, UNRECOGNIZED -> GrpcTunnelMode.UNSET;
        };
        JoinToken token = JoinToken.of(provider.getJoinToken(), providerId, request.getRequestId());
        return JoinConfig.render(provider, api, tunnel, token);
    }

    private static MachineRequestSpec asRequest(BootImage image) {
        MachineRequestSpec.Builder spec = MachineRequestSpec.newBuilder()
                .setTalosVersion(image.getTalosVersion())
                .addAllExtensions(image.getExtensionsList())
                .addAllKernelArgs(image.getKernelArgsList());
        image.getMetaValuesList()
                .forEach(m -> spec.addMetaValues(
                        MetaValue.newBuilder().setKey(m.getKey()).setValue(m.getValue())));
        if (!image.getOverlayName().isEmpty()) {
            spec.setOverlay(Overlay.newBuilder().setName(image.getOverlayName()).setImage(image.getOverlayImage()));
        }
        return spec.build();
    }

    private static BootAssetResponse response(BootAsset asset) {
        return BootAssetResponse.newBuilder()
                .setUrl(asset.url())
                .putAllHeaders(asset.headers())
                .setStorageKey(asset.storageKey())
                .setUrlHasCredentials(asset.carriesCredentials())
                .build();
    }

    private static <T> void respond(Answer<T> answer, StreamObserver<T> out) {
        if (answer instanceof Answer.Done<T>(T value)) {
            out.onNext(value);
            out.onCompleted();
        } else {
            out.onError(status(answer).withDescription(answer.why()).asRuntimeException());
        }
    }

    private static Status status(Answer<?> failure) {
        return switch (failure) {
            case Answer.Done<?> _ -> Status.OK;
            case Answer.NotFound<?> _ -> Status.NOT_FOUND;
            case Answer.Unreachable<?> _ -> Status.UNAVAILABLE;
            // Omni knows us not, or refuses: the caller is in order, what Omni was told is not.
            case Answer.Exists<?> _,
                    Answer.Conflict<?> _,
                    Answer.Rejected<?> _,
                    Answer.Denied<?> _,
                    Answer.Unauthenticated<?> _,
                    Answer.Unimplemented<?> _ -> Status.FAILED_PRECONDITION;
        };
    }
}
