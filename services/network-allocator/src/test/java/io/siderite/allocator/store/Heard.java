package io.siderite.allocator.store;

import com.google.protobuf.Message;
import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.VmSpec;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events as the other services tell them. */
final class Heard {

    private Heard() {}

    static NicPlan.Builder nic(String network) {
        return NicPlan.newBuilder().setBridge("vmbr1").setNetwork(network);
    }

    static MachineEvaluated placed(String id, String set, int attempt, NicPlan.Builder second) {
        return placed(id, set, attempt, NicPlan.newBuilder().setBridge("vmbr0"), second);
    }

    static MachineEvaluated placed(
            String id, String set, int attempt, NicPlan.Builder first, NicPlan.@Nullable Builder second) {
        VmSpec.Builder spec = VmSpec.newBuilder().addNics(first);
        if (second != null) {
            spec.addNics(second);
        }
        return MachineEvaluated.newBuilder()
                .setVerdict(MachineEvaluated.Verdict.PLACED)
                .setRequest(MachineRequest.newBuilder().setRequestId(id).setRequestSet(set))
                .setUuid("uuid-" + id)
                .setAttempt(attempt)
                .setSpec(spec)
                .build();
    }

    static Event event(String key, long revision, Message data) {
        return Event.of(key, revision, Instant.EPOCH, Optional.empty(), data);
    }
}
