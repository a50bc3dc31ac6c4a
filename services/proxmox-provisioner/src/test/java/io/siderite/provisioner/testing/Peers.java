package io.siderite.provisioner.testing;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.siderite.proto.gateway.v1.BootAssetRequest;
import io.siderite.proto.gateway.v1.BootAssetResponse;
import io.siderite.proto.gateway.v1.JoinConfigRequest;
import io.siderite.proto.gateway.v1.JoinConfigResponse;
import io.siderite.proto.gateway.v1.OmniGatewayGrpc;
import io.siderite.proxmoxsim.ProxmoxSim;
import io.siderite.proxmoxsim.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A simulated Proxmox, a gateway, and an image factory, for tests of the whole service. */
public final class Peers implements QuarkusTestResourceLifecycleManager {

    /** Stands in the user-data of every machine; must appear nowhere but there. */
    public static final String JOIN_TOKEN = "join-token-that-is-secret";

    /** A header that the image of {@link #GUARDED} wants; must appear nowhere. */
    public static final String IMAGE_KEY = "image-key-that-is-secret";

    /** The Talos version whose image is behind a header. */
    public static final String GUARDED = "1.99.0";

    private static @Nullable ProxmoxSim running;
    private @Nullable Server gateway;
    private @Nullable HttpServer factory;

    /** The simulated Proxmox. */
    public static ProxmoxSim proxmox() {
        return Objects.requireNonNull(running, "the simulator does not run");
    }

    @Override
    public Map<String, String> start() {
        try {
            ProxmoxSim pve = ProxmoxSim.start(World.seedLike()
                    .allow("siderite@pve", "/", false, Set.of("Sys.Console"))
                    .speed(0.02)
                    .resourcesPeriod(Duration.ofMillis(200))
                    .build());
            running = pve;
            HttpServer images = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            images.createContext("/image.iso", exchange -> {
                byte[] iso = new byte[64 * 1024];
                exchange.sendResponseHeaders(200, iso.length);
                exchange.getResponseBody().write(iso);
                exchange.close();
            });
            images.createContext("/guarded.iso", exchange -> {
                boolean known = IMAGE_KEY.equals(exchange.getRequestHeaders().getFirst("X-Image-Key"));
                byte[] iso = new byte[64 * 1024];
                exchange.sendResponseHeaders(known ? 200 : 401, known ? iso.length : -1);
                if (known) {
                    exchange.getResponseBody().write(iso);
                }
                exchange.close();
            });
            images.start();
            factory = images;
            String image = "http://127.0.0.1:" + images.getAddress().getPort() + "/image.iso";
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(new FixedGateway(image))
                    .build()
                    .start();
            gateway = server;
            String cluster = "siderite.proxmox.clusters.home.";
            String endpoints = String.join(
                    ",", pve.endpoints().values().stream().map(Object::toString).toList());
            return Map.of(
                    "siderite.gateway.url",
                    "http://127.0.0.1:" + server.getPort(),
                    "siderite.gateway.token",
                    "shared",
                    cluster + "endpoints",
                    endpoints,
                    cluster + "fingerprint",
                    pve.certificateFingerprint(),
                    cluster + "token-id",
                    pve.token().id(),
                    cluster + "token-secret",
                    pve.token().secret());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (gateway != null) {
            gateway.shutdownNow();
        }
        if (factory != null) {
            factory.stop(0);
        }
        if (running != null) {
            running.close();
        }
    }

    private static final class FixedGateway extends OmniGatewayGrpc.OmniGatewayImplBase {

        private final String image;

        FixedGateway(String image) {
            this.image = image;
        }

        @Override
        public void getJoinConfig(JoinConfigRequest request, StreamObserver<JoinConfigResponse> answer) {
            if (request.getRequestId().contains("refused")) {
                answer.onError(Status.FAILED_PRECONDITION
                        .withDescription("Omni is older than 1.8: update it")
                        .asRuntimeException());
                return;
            }
            answer.onNext(JoinConfigResponse.newBuilder()
                    .setUserData("apiVersion: v1alpha1\nkind: SideroLinkConfig\napiUrl: grpc://127.0.0.1:1?jointoken="
                            + JOIN_TOKEN + "\n")
                    .build());
            answer.onCompleted();
        }

        @Override
        public void getBootAsset(BootAssetRequest request, StreamObserver<BootAssetResponse> answer) {
            BootAssetResponse.Builder asset = BootAssetResponse.newBuilder()
                    .setUrl(image)
                    .setStorageKey("0123abcd-" + request.getImage().getTalosVersion());
            if (request.getImage().getTalosVersion().equals(GUARDED)) {
                asset.setUrl(image.replace("/image.iso", "/guarded.iso")).putHeaders("X-Image-Key", IMAGE_KEY);
            }
            answer.onNext(asset.build());
            answer.onCompleted();
        }
    }
}
