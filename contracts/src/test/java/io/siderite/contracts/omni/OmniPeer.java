package io.siderite.contracts.omni;

import io.grpc.Status;
import io.grpc.StatusException;
import io.siderite.omni.Answer;
import io.siderite.omni.OmniConnection;
import io.siderite.omni.OmniEndpoint;
import io.siderite.omni.OmniState;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.ProviderNames;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc.StateBlockingV2Stub;
import io.siderite.proto.specs.MachineRequestStatusSpec;
import java.util.Map;
import java.util.UUID;

/** An Omni that a contract is held against, and a provider's key for it. */
interface OmniPeer {

    String OWNER = "siderite.Contract";

    OmniEndpoint endpoint();

    OmniConnection connection();

    /** The state API as it is on the wire, signed. */
    StateBlockingV2Stub wire();

    default OmniState state() {
        return connection().state();
    }

    /** A kind of the provider's own, for whatever a test creates; emptied after each test. */
    default Kind own() {
        return new ProviderNames(endpoint().providerId()).own("SideriteContract");
    }

    /** Creates a resource of {@link #own}, under an id that nothing had before. */
    default Resource created() {
        var spec = MachineRequestStatusSpec.newBuilder().setStatus("contract").build();
        var made = Specs.resource(own(), unique(), Map.of("label", "value"), spec);
        return value(state().create(made, OWNER));
    }

    static String unique() {
        return "contract-" + UUID.randomUUID();
    }

    static String id(Resource resource) {
        return resource.getMetadata().getId();
    }

    static Resource withLabel(Resource resource, String key, String value) {
        var changed = resource.toBuilder();
        changed.getMetadataBuilder().putLabels(key, value);
        return changed.build();
    }

    static Resource withFinalizer(Resource resource, String finalizer) {
        var changed = resource.toBuilder();
        changed.getMetadataBuilder().addFinalizers(finalizer);
        return changed.build();
    }

    static Resource withoutFinalizers(Resource resource) {
        var changed = resource.toBuilder();
        changed.getMetadataBuilder().clearFinalizers();
        return changed.build();
    }

    static <T> T value(Answer<T> answer) {
        if (answer instanceof Answer.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done, but " + answer);
    }

    /** A call of the wire. */
    @FunctionalInterface
    interface WireCall {
        Object run() throws StatusException, InterruptedException;
    }

    /** The code that a call fails with. */
    static Status.Code failure(WireCall call) throws InterruptedException {
        try {
            throw new AssertionError("answered " + call.run());
        } catch (StatusException e) {
            return e.getStatus().getCode();
        }
    }
}
