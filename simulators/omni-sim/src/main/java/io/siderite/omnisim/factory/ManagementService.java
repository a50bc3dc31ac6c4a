package io.siderite.omnisim.factory;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.siderite.proto.management.BootAssetKind;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.BootAssetURLResponse;
import io.siderite.proto.management.CreateSchematicFromRawRequest;
import io.siderite.proto.management.CreateSchematicResponse;
import io.siderite.proto.management.ManagementServiceGrpc;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The gRPC service {@code management.ManagementService}, with the calls that the played release has. */
public final class ManagementService extends ManagementServiceGrpc.ManagementServiceImplBase {

    private static final Pattern VERSION = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+[\\w.+-]*)");

    private final Schematics schematics;
    private final ImageFactory factory;
    private final boolean hasSchematics;
    private final boolean hasBootAssets;

    /**
     * @param hasSchematics whether CreateSchematicFromRaw is there, else UNIMPLEMENTED
     * @param hasBootAssets whether GetBootAssetURL is there, else UNIMPLEMENTED
     */
    public ManagementService(
            Schematics schematics, ImageFactory factory, boolean hasSchematics, boolean hasBootAssets) {
        this.schematics = schematics;
        this.factory = factory;
        this.hasSchematics = hasSchematics;
        this.hasBootAssets = hasBootAssets;
    }

    /** The provider's calls, and beside them those that are denied to it. */
    public ServerServiceDefinition definition() {
        return DeniedCalls.beside(bindService());
    }

    @Override
    public void createSchematicFromRaw(
            CreateSchematicFromRawRequest request, StreamObserver<CreateSchematicResponse> observer) {
        if (!hasSchematics) {
            super.createSchematicFromRaw(request, observer);
            return;
        }
        if (!VERSION.matcher(request.getTalosVersion()).matches()) {
            refuse(observer, Status.INVALID_ARGUMENT, "bad talos version \"" + request.getTalosVersion() + "\"");
            return;
        }
        switch (schematics.register(request.getRawSchematic().toByteArray())) {
            case Schematics.Invalid invalid -> refuse(observer, Status.INVALID_ARGUMENT, invalid.why());
            case Schematics.Known known -> {
                observer.onNext(CreateSchematicResponse.newBuilder()
                        .setSchematicId(known.id())
                        .build());
                observer.onCompleted();
            }
        }
    }

    @Override
    public void getBootAssetURL(BootAssetURLRequest request, StreamObserver<BootAssetURLResponse> observer) {
        if (!hasBootAssets) {
            super.getBootAssetURL(request, observer);
            return;
        }
        var problem = problem(request);
        if (problem.isPresent()) {
            refuse(observer, Status.INVALID_ARGUMENT, problem.get());
        } else if (!schematics.isKnown(request.getSchematicId())) {
            refuse(observer, Status.NOT_FOUND, "schematic \"" + request.getSchematicId() + "\" is not known");
        } else {
            observer.onNext(asset(request));
            observer.onCompleted();
        }
    }

    private static Optional<String> problem(BootAssetURLRequest request) {
        if (request.getBootAssetKind() != BootAssetKind.ISO) {
            return Optional.of("unsupported boot asset kind " + request.getBootAssetKind());
        }
        if (!VERSION.matcher(request.getTalosVersion()).matches()) {
            return Optional.of("bad talos version \"" + request.getTalosVersion() + "\"");
        }
        if (!request.getPlatform().equals("nocloud")) {
            return Optional.of("unsupported platform \"" + request.getPlatform() + "\"");
        }
        return request.getArchitecture().matches("amd64|arm64")
                ? Optional.empty()
                : Optional.of("unsupported architecture \"" + request.getArchitecture() + "\"");
    }

    private BootAssetURLResponse asset(BootAssetURLRequest request) {
        var version = VERSION.matcher(request.getTalosVersion()).replaceFirst("v$1");
        var path = "/image/" + request.getSchematicId() + "/" + version + "/nocloud-" + request.getArchitecture()
                + (request.getSecureBoot() ? "-secureboot" : "") + ".iso";
        var response = BootAssetURLResponse.newBuilder()
                .setImageFactoryHost(URI.create(factory.baseUrl()).getAuthority())
                .setStorageKey(Sha256.hex(path.getBytes(StandardCharsets.UTF_8)));
        if (request.getStandaloneUrl()) {
            return response.setUrl(factory.baseUrlWithCredentials() + path).build();
        }
        factory.authorization().ifPresent(value -> response.putHeaders("Authorization", value));
        return response.setUrl(factory.baseUrl() + path).build();
    }

    private static void refuse(StreamObserver<?> observer, Status status, String why) {
        observer.onError(status.withDescription(why).asRuntimeException());
    }
}
