package io.siderite.omni;

import io.grpc.Channel;
import io.siderite.proto.cosi.CreateOptions;
import io.siderite.proto.cosi.CreateRequest;
import io.siderite.proto.cosi.DestroyOptions;
import io.siderite.proto.cosi.DestroyRequest;
import io.siderite.proto.cosi.GetRequest;
import io.siderite.proto.cosi.ListRequest;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc;
import io.siderite.proto.cosi.TeardownOptions;
import io.siderite.proto.cosi.TeardownRequest;
import io.siderite.proto.cosi.UpdateOptions;
import io.siderite.proto.cosi.UpdateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** COSI state over gRPC. */
final class GrpcState implements OmniState {

    private static final Duration UNARY = Duration.ofSeconds(10);
    private static final Duration LIST = Duration.ofSeconds(60);

    /** Others write the same resources, but seldom: who loses this often has met something else than bad luck. */
    private static final int ATTEMPTS = 5;

    private final Channel channel;
    private final Answers answers;
    private final WatchTiming timing;

    GrpcState(Channel channel, Answers answers, WatchTiming timing) {
        this.channel = channel;
        this.answers = answers;
        this.timing = timing;
    }

    @Override
    public Answer<Resource> get(Kind kind, String id) {
        var request = GetRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .build();
        return answers.of(() -> stub(UNARY).get(request).getResource());
    }

    @Override
    public Answer<List<Resource>> list(Kind kind) {
        var request = ListRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .build();
        return answers.of(() -> {
            var call = stub(LIST).list(request);
            var resources = new ArrayList<Resource>();
            for (var next = call.read(); next != null; next = call.read()) {
                resources.add(next.getResource());
            }
            return resources;
        });
    }

    @Override
    public Answer<Resource> create(Resource resource, String owner) {
        var metadata = resource.getMetadata().toBuilder()
                .setVersion("undefined")
                .setPhase(Specs.RUNNING)
                .clearOwner();
        var request = CreateRequest.newBuilder()
                .setResource(resource.toBuilder().setMetadata(metadata))
                .setOptions(CreateOptions.newBuilder().setOwner(owner))
                .build();
        return answers.of(() -> {
            var response = stub(UNARY).create(request);
            return response.hasResource() ? response.getResource() : request.getResource();
        });
    }

    @Override
    public Answer<Resource> update(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change) {
        Answer<Resource> last = updateOnce(kind, id, phase, change);
        for (int attempt = 1; attempt < ATTEMPTS && last instanceof Answer.Conflict<Resource>; attempt++) {
            last = updateOnce(kind, id, phase, change);
        }
        return last;
    }

    private Answer<Resource> updateOnce(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change) {
        return get(kind, id).then(stored -> {
            var is = stored.getMetadata().getPhase();
            if (phase.isPresent() && !phase.get().equals(is)) {
                return new Answer.Rejected<>("%s %s is %s, not %s".formatted(kind.type(), id, is, phase.get()));
            }
            var changed = change.apply(stored);
            return changed.equals(stored) ? new Answer.Done<>(stored) : write(stored, changed, phase);
        });
    }

    private Answer<Resource> write(Resource stored, Resource changed, Optional<String> phase) {
        var options = UpdateOptions.newBuilder().setOwner(stored.getMetadata().getOwner());
        phase.ifPresent(options::setExpectedPhase);
        var metadata = changed.getMetadata().toBuilder()
                .setVersion(stored.getMetadata().getVersion())
                .setOwner(stored.getMetadata().getOwner());
        var request = UpdateRequest.newBuilder()
                .setNewResource(changed.toBuilder().setMetadata(metadata))
                .setOptions(options)
                .build();
        return answers.of(() -> {
            var response = stub(UNARY).update(request);
            return response.hasResource() ? response.getResource() : request.getNewResource();
        });
    }

    @Override
    public Answer<Boolean> teardown(Kind kind, String id, String owner) {
        var request = TeardownRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .setOptions(TeardownOptions.newBuilder().setOwner(owner))
                .build();
        return answers.of(() -> stub(UNARY).teardown(request).getDestroyReady());
    }

    @Override
    public Answer<Void> destroy(Kind kind, String id, String owner) {
        var request = DestroyRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setId(id)
                .setOptions(DestroyOptions.newBuilder().setOwner(owner))
                .build();
        return answers.of(() -> stub(UNARY).destroy(request)).then(_ -> Answer.done());
    }

    @Override
    public Watch watch(Kind kind, Consumer<WatchEvent> listener) {
        return StateWatch.start(kind, StateGrpc.newBlockingV2Stub(channel), answers, timing, listener);
    }

    private StateGrpc.StateBlockingV2Stub stub(Duration deadline) {
        return StateGrpc.newBlockingV2Stub(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
