package io.siderite.omnisim.cosi;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.siderite.proto.cosi.Metadata;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.Spec;
import java.util.Map;

/** Reads and makes COSI resources. */
public final class Resources {

    public static final String RUNNING = "running";
    public static final String TEARING_DOWN = "tearingDown";

    private Resources() {}

    /** A new running resource with a protobuf spec, ready for {@link Store#create}. */
    public static Resource of(Kind kind, String id, Map<String, String> labels, Message spec) {
        return Resource.newBuilder()
                .setMetadata(metadata(kind, id, labels))
                .setSpec(Spec.newBuilder().setProtoSpec(spec.toByteString()))
                .build();
    }

    /** A new running resource with a YAML spec only. */
    public static Resource ofYaml(Kind kind, String id, Map<String, String> labels, String yaml) {
        return Resource.newBuilder()
                .setMetadata(metadata(kind, id, labels))
                .setSpec(Spec.newBuilder().setYamlSpec(yaml))
                .build();
    }

    private static Metadata metadata(Kind kind, String id, Map<String, String> labels) {
        return Metadata.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .setVersion("undefined")
                .setPhase(RUNNING)
                .putAllLabels(labels)
                .build();
    }

    public static String id(Resource resource) {
        return resource.getMetadata().getId();
    }

    public static boolean tearingDown(Resource resource) {
        return resource.getMetadata().getPhase().equals(TEARING_DOWN);
    }

    /** The label's value; empty text when it is not set. */
    public static String label(Resource resource, String key) {
        return resource.getMetadata().getLabelsOrDefault(key, "");
    }

    /** The protobuf spec; the empty message when a provider stored bytes that are none. */
    public static <T extends Message> T spec(Resource resource, Parser<T> parser, T none) {
        try {
            return parser.parseFrom(resource.getSpec().getProtoSpec());
        } catch (InvalidProtocolBufferException broken) {
            return none;
        }
    }
}
