package io.siderite.omni;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.siderite.omni.OmniState.Kind;
import io.siderite.proto.cosi.Metadata;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.Spec;
import java.util.Map;

/** Packs protobuf specs into resources and reads them back. */
public final class Specs {

    /** A resource that lives. */
    public static final String RUNNING = "running";

    /** A resource that is to go, and waits for its finalizers. */
    public static final String TEARING_DOWN = "tearingDown";

    private Specs() {}

    /** A new resource, ready for {@link OmniState#create}. */
    public static Resource resource(Kind kind, String id, Map<String, String> labels, Message spec) {
        var metadata = Metadata.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .putAllLabels(labels);
        return Resource.newBuilder().setMetadata(metadata).setSpec(pack(spec)).build();
    }

    /** The same resource with another spec; metadata stays as it is. */
    public static Resource with(Resource resource, Message spec) {
        return resource.toBuilder().setSpec(pack(spec)).build();
    }

    /** The spec as it travels. */
    public static Spec pack(Message spec) {
        return Spec.newBuilder().setProtoSpec(spec.toByteString()).build();
    }

    /** Reads a spec; {@link Answer.Rejected} when it is not what the kind promises. */
    public static <T extends Message> Answer<T> unpack(Resource resource, Parser<T> parser) {
        try {
            return new Answer.Done<>(parser.parseFrom(resource.getSpec().getProtoSpec()));
        } catch (InvalidProtocolBufferException e) {
            var metadata = resource.getMetadata();
            return new Answer.Rejected<>("%s %s in Omni has a spec that cannot be read: %s"
                    .formatted(metadata.getType(), metadata.getId(), e.getMessage()));
        }
    }

    /** True when the resource is to go. */
    public static boolean tearingDown(Resource resource) {
        return resource.getMetadata().getPhase().equals(TEARING_DOWN);
    }
}
