package io.siderite.omnisim;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.siderite.omnisim.cosi.Kind;
import io.siderite.omnisim.cosi.Labels;
import io.siderite.omnisim.cosi.Resources;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.ConfigPatchRequestSpec;
import io.siderite.proto.specs.MachineRequestSpec;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The state as people and scripts want to see it; no secret is in it. */
record StateReport(
        List<Provider> providers,
        List<Request> requests,
        List<Status> statuses,
        Map<String, String> registrations,
        List<Patch> patches,
        List<String> leftovers,
        List<String> imageDownloads) {

    record Provider(String id, boolean connected) {}

    record Request(
            String id,
            String set,
            String phase,
            String talosVersion,
            List<String> extensions,
            List<String> finalizers) {}

    record Status(
            String id, String phase, String stage, String uuid, String status, String error, List<String> finalizers) {}

    record Patch(String id, String machine, String data) {}

    static StateReport of(OmniSim omni) {
        return new StateReport(
                each(
                        omni,
                        Kind.PROVIDER,
                        resource -> new Provider(Resources.id(resource), omni.isConnected(Resources.id(resource)))),
                each(omni, Kind.MACHINE_REQUEST, StateReport::request),
                each(omni, Kind.MACHINE_REQUEST_STATUS, StateReport::status),
                omni.registrations(),
                each(omni, Kind.CONFIG_PATCH, StateReport::patch),
                omni.leftovers().stream()
                        .map(resource -> resource.getMetadata().getType() + "/" + Resources.id(resource))
                        .toList(),
                omni.imageDownloads());
    }

    private static <T> List<T> each(OmniSim omni, Kind kind, Function<Resource, T> view) {
        return omni.resources(kind.type()).stream().map(view).toList();
    }

    private static Request request(Resource resource) {
        var spec = Resources.spec(resource, MachineRequestSpec.parser(), MachineRequestSpec.getDefaultInstance());
        return new Request(
                Resources.id(resource),
                Resources.label(resource, Labels.MACHINE_REQUEST_SET),
                resource.getMetadata().getPhase(),
                spec.getTalosVersion(),
                spec.getExtensionsList(),
                resource.getMetadata().getFinalizersList());
    }

    private static Status status(Resource resource) {
        var spec = Resources.spec(
                resource, MachineRequestStatusSpec.parser(), MachineRequestStatusSpec.getDefaultInstance());
        return new Status(
                Resources.id(resource),
                resource.getMetadata().getPhase(),
                spec.getStage().name(),
                spec.getId(),
                spec.getStatus(),
                spec.getError(),
                resource.getMetadata().getFinalizersList());
    }

    private static Patch patch(Resource resource) {
        var spec =
                Resources.spec(resource, ConfigPatchRequestSpec.parser(), ConfigPatchRequestSpec.getDefaultInstance());
        return new Patch(Resources.id(resource), Resources.label(resource, Labels.MACHINE), content(spec));
    }

    /** The patch's text, from whichever field holds it. */
    private static String content(ConfigPatchRequestSpec spec) {
        var compressed = spec.getCompressedData().toByteArray();
        if (compressed.length == 0) {
            return spec.getData();
        }
        try {
            return new String(
                    Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed)), StandardCharsets.UTF_8);
        } catch (ZstdException | NegativeArraySizeException broken) {
            return "(not readable: " + broken.getMessage() + ")";
        }
    }
}
