package io.siderite.watcher.facts;

import com.google.protobuf.Message;
import io.siderite.eventing.Event;
import io.siderite.omni.Answer;
import io.siderite.omni.Labels;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Metadata;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.events.v1.GrpcTunnel;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.MetaValue;
import io.siderite.proto.events.v1.NodeRegistered;
import io.siderite.proto.specs.MachineRequestSpec;
import java.time.Instant;
import java.util.Optional;

/** What a resource of Omni's means on the road. The revision is Omni's own version, so a list told again is recognised. */
public final class Facts {

    private Facts() {}

    /**
     * A request that is there.
     *
     * @param machineUuid MachineRequestStatus.id where there is one; else empty
     */
    public static Answer<Event> present(Resource request, String machineUuid, Instant now) {
        return requested(request, Specs.tearingDown(request), version(request), machineUuid, now);
    }

    /** A request that was seen to be destroyed: newer than anything it ever was. */
    public static Answer<Event> destroyed(Resource request, String machineUuid, Instant now) {
        return requested(request, true, version(request) + 1, machineUuid, now);
    }

    /** A machine that booted and joined; empty where it is of no request. */
    public static Optional<Event> registered(Resource registration, Instant now) {
        Metadata metadata = registration.getMetadata();
        String requestId = metadata.getLabelsOrDefault(Labels.MACHINE_REQUEST, "");
        return requestId.isEmpty()
                ? Optional.empty()
                : Optional.of(event(
                        requestId,
                        version(registration),
                        now,
                        NodeRegistered.newBuilder()
                                .setRequestId(requestId)
                                .setUuid(metadata.getId())
                                .setRegisteredAt(metadata.getCreated())
                                .build()));
    }

    private static Answer<Event> requested(
            Resource request, boolean withdrawn, long revision, String machineUuid, Instant now) {
        Metadata metadata = request.getMetadata();
        return Specs.unpack(request, MachineRequestSpec.parser())
                .map(spec -> event(
                        metadata.getId(),
                        revision,
                        now,
                        MachineRequested.newBuilder()
                                .setRequest(machineRequest(metadata, spec, machineUuid))
                                .setWithdrawn(withdrawn)
                                .setRequestedAt(metadata.getCreated())
                                .build()));
    }

    private static MachineRequest machineRequest(Metadata metadata, MachineRequestSpec spec, String machineUuid) {
        MachineRequest.Builder request = MachineRequest.newBuilder()
                .setRequestId(metadata.getId())
                .setRequestSet(metadata.getLabelsOrDefault(Labels.MACHINE_REQUEST_SET, ""))
                .setTalosVersion(spec.getTalosVersion())
                .addAllExtensions(spec.getExtensionsList())
                .addAllKernelArgs(spec.getKernelArgsList())
                .setOverlayName(spec.getOverlay().getName())
                .setOverlayImage(spec.getOverlay().getImage())
                .setProviderData(spec.getProviderData())
                .setGrpcTunnel(
                        switch (spec.getGrpcTunnel()) {
                            case ENABLED -> GrpcTunnel.GRPC_TUNNEL_ENABLED;
                            case DISABLED -> GrpcTunnel.GRPC_TUNNEL_DISABLED;
                            case UNSET, UNRECOGNIZED -> GrpcTunnel.GRPC_TUNNEL_UNSPECIFIED;
                        })
                .setMachineUuid(machineUuid);
        spec.getMetaValuesList()
                .forEach(m -> request.addMetaValues(
                        MetaValue.newBuilder().setKey(m.getKey()).setValue(m.getValue())));
        return request.build();
    }

    private static Event event(String requestId, long revision, Instant now, Message data) {
        return Event.of(requestId, revision, now, Optional.of(Trace.of(requestId)), data);
    }

    private static long version(Resource resource) {
        String version = resource.getMetadata().getVersion();
        return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
    }
}
