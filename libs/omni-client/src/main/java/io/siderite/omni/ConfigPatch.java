package io.siderite.omni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import java.util.List;
import java.util.Map;

/** Builds requests for config patches. Omni takes broken YAML without a word, so it is checked here. */
public final class ConfigPatch {

    private ConfigPatch() {}

    /**
     * The id of a request's patch. Patch ids are global in Omni: the request's own id keeps them apart.
     *
     * @param name what the patch is about, such as network
     */
    public static String id(String requestId, String name) {
        return requestId + "-" + name;
    }

    /**
     * A patch for one machine, ready for {@link OmniState#create}.
     *
     * @param yaml one or more YAML documents
     * @return {@link Answer.Rejected} when the text is not well-formed or says nothing
     */
    public static Answer<Resource> request(String providerId, String requestId, String name, String yaml) {
        var id = id(requestId, name);
        var read = YamlDocuments.read(yaml);
        if (!(read instanceof Answer.Done<List<ObjectNode>> documents)) {
            return new Answer.Rejected<>("config patch " + id + ": " + read.why());
        }
        if (documents.value().isEmpty()) {
            return new Answer.Rejected<>("config patch " + id + " is empty");
        }
        return new Answer.Done<>(Specs.resource(
                Kinds.CONFIG_PATCH_REQUESTS,
                id,
                Map.of(Labels.INFRA_PROVIDER_ID, providerId, Labels.MACHINE_REQUEST, requestId),
                ConfigPatchRequestSpec.newBuilder().setData(yaml).build()));
    }
}
