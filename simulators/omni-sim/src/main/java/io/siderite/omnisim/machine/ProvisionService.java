package io.siderite.omnisim.machine;

import com.google.protobuf.Empty;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.omnisim.cosi.Store;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.siderolink.ProvisionRequest;
import io.siderite.proto.siderolink.ProvisionResponse;
import io.siderite.proto.siderolink.ProvisionServiceGrpc;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The machine API. A machine with a good token and a unique token of its own gets a Link and a Machine; one without the
 * latter, or with the UUID of another machine, stays a PendingMachine. Ties to requests are made by the controllers.
 */
public final class ProvisionService extends ProvisionServiceGrpc.ProvisionServiceImplBase {

    /** On a Link: the unique token of the machine that has it. */
    private static final String UNIQUE_TOKEN = "omni-sim/node-unique-token";

    /** On a PendingMachine whose UUID is another machine's. */
    public static final String UUID_CONFLICT = "omni.sidero.dev/uuid-conflict";

    /** Any 32 bytes: no tunnel is ever built. */
    private static final String WIREGUARD_KEY =
            Base64.getEncoder().encodeToString("omni-sim wireguard public key 00".getBytes(StandardCharsets.US_ASCII));

    private final Store store;
    private final Function<String, Optional<String>> joinTokenOf;

    /** @param joinTokenOf the join token of a provider */
    public ProvisionService(Store store, Function<String, Optional<String>> joinTokenOf) {
        this.store = store;
        this.joinTokenOf = joinTokenOf;
    }

    @Override
    public void provision(ProvisionRequest request, StreamObserver<ProvisionResponse> observer) {
        var malformed = malformed(request);
        if (malformed.isPresent()) {
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(malformed.get()).asRuntimeException());
            return;
        }
        var claim = JoinTokens.verify(request.getJoinToken(), joinTokenOf);
        if (claim.isEmpty()) {
            observer.onError(
                    Status.PERMISSION_DENIED.withDescription("unauthorized").asRuntimeException());
            return;
        }
        if (request.getNodeUniqueToken().isEmpty()) {
            pend(request, Map.of());
            answer(request, observer);
            return;
        }
        link(request, claim.get(), observer);
    }

    private synchronized void link(
            ProvisionRequest request, JoinTokens.Claim claim, StreamObserver<ProvisionResponse> observer) {
        var uuid = request.getNodeUuid();
        var link = store.get(Kind.LINK, uuid);
        if (link.filter(Resources::tearingDown).isPresent()) {
            observer.onError(Status.ALREADY_EXISTS
                    .withDescription("link with id " + uuid + " is being torn down")
                    .asRuntimeException());
            return;
        }
        if (link.filter(existing -> !uniqueToken(existing).equals(request.getNodeUniqueToken()))
                .isPresent()) {
            pend(request, Map.of(UUID_CONFLICT, ""));
            answer(request, observer);
            return;
        }
        if (link.isEmpty()) {
            var labels = new HashMap<>(Map.of(Labels.PROVIDER, claim.providerId()));
            claim.requestId().ifPresent(id -> labels.put(Labels.MACHINE_REQUEST, id));
            var resource = Resources.of(Kind.MACHINE, uuid, labels, Empty.getDefaultInstance());
            store.create(resource, "MachineController");
            store.create(linkOf(uuid, labels, request.getNodeUniqueToken()), "");
        }
        store.remove(Kind.PENDING_MACHINE, pendingId(request));
        answer(request, observer);
    }

    private static Resource linkOf(String uuid, Map<String, String> labels, String uniqueToken) {
        var link = Resources.of(Kind.LINK, uuid, labels, Empty.getDefaultInstance()).toBuilder();
        link.getMetadataBuilder().putAnnotations(UNIQUE_TOKEN, uniqueToken);
        return link.build();
    }

    private static String uniqueToken(Resource link) {
        return link.getMetadata().getAnnotationsOrDefault(UNIQUE_TOKEN, "");
    }

    private void pend(ProvisionRequest request, Map<String, String> annotations) {
        var pending =
                Resources.of(Kind.PENDING_MACHINE, pendingId(request), Map.of(), Empty.getDefaultInstance())
                        .toBuilder();
        pending.getMetadataBuilder().putAllAnnotations(annotations).putLabels(Labels.MACHINE, request.getNodeUuid());
        store.remove(Kind.PENDING_MACHINE, pendingId(request));
        store.create(pending.build(), "");
    }

    private static String pendingId(ProvisionRequest request) {
        return request.getNodePublicKey();
    }

    private static Optional<String> malformed(ProvisionRequest request) {
        try {
            var unused = UUID.fromString(request.getNodeUuid());
            return Base64.getDecoder().decode(request.getNodePublicKey()).length == 32
                    ? Optional.empty()
                    : Optional.of("node public key is not 32 bytes of base64");
        } catch (IllegalArgumentException broken) {
            return Optional.of("bad node UUID or public key: " + broken.getMessage());
        }
    }

    private static void answer(ProvisionRequest request, StreamObserver<ProvisionResponse> observer) {
        var host = Integer.toHexString(request.getNodeUuid().hashCode() >>> 16);
        observer.onNext(ProvisionResponse.newBuilder()
                .addServerEndpoint("127.0.0.1:50180")
                .setServerPublicKey(WIREGUARD_KEY)
                .setServerAddress(JoinDocuments.SERVER_ADDRESS)
                .setNodeAddressPrefix("fdae:41e4:649b:9303::" + host + ":2/64")
                .build());
        observer.onCompleted();
    }
}
