package io.siderite.omni;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.management.BootAssetURLResponse;
import io.siderite.proto.management.CreateSchematicFromRawRequest;
import io.siderite.proto.management.ManagementServiceGrpc;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Omni's management service over gRPC. */
final class GrpcManagement implements OmniManagement {

    /** Omni asks the image factory meanwhile. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Channel channel;
    private final Answers answers;

    GrpcManagement(Channel channel, Answers answers) {
        this.channel = channel;
        this.answers = answers;
    }

    @Override
    public Answer<String> createSchematic(String yaml, String talosVersion) {
        var request = CreateSchematicFromRawRequest.newBuilder()
                .setRawSchematic(ByteString.copyFromUtf8(yaml))
                .setTalosVersion(talosVersion)
                .build();
        return answers.of(() -> stub().createSchematicFromRaw(request).getSchematicId());
    }

    @Override
    public Answer<BootAssetURLResponse> bootAssetUrl(BootAssetURLRequest request) {
        return answers.of(() -> stub().getBootAssetURL(request));
    }

    private ManagementServiceGrpc.ManagementServiceBlockingV2Stub stub() {
        return ManagementServiceGrpc.newBlockingV2Stub(channel)
                .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
