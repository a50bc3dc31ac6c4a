package io.siderite.reporter.omni;

import io.siderite.omni.Answer;
import io.siderite.omni.OmniState;
import io.siderite.omni.Specs;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.specs.InfraMachineRegistrationSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** COSI state in memory, with COSI's rules: versions, owners, phases, finalizers. Records what was called. */
final class FakeOmni implements OmniState {

    private record Key(Kind kind, String id) {}

    private final Map<Key, Resource> resources = new HashMap<>();
    private int versions;

    /** Calls that changed something, such as "teardown MachineRequestStatuses demo". */
    final List<String> calls = new ArrayList<>();

    /** What every call answers, while set. */
    @Nullable
    Answer<?> down;

    /** Runs before each call that writes, such as to win a race against it. */
    Runnable beforeWrite = () -> {};

    /** Puts a resource there, as Omni or another controller would. */
    void put(Kind kind, String id, UnaryOperator<Resource.Builder> change) {
        Resource known = resources.get(new Key(kind, id));
        Resource.Builder builder = known == null
                ? Specs.resource(kind, id, Map.of(), InfraMachineRegistrationSpec.getDefaultInstance()).toBuilder()
                : known.toBuilder();
        if (known == null) {
            builder.getMetadataBuilder().setPhase(Specs.RUNNING);
        }
        store(kind, id, change.apply(builder).build());
    }

    void finalizer(Kind kind, String id, String finalizer, boolean on) {
        put(kind, id, r -> {
            List<String> others = r.getMetadata().getFinalizersList().stream()
                    .filter(f -> !f.equals(finalizer))
                    .toList();
            r.getMetadataBuilder().clearFinalizers().addAllFinalizers(others);
            if (on) {
                r.getMetadataBuilder().addFinalizers(finalizer);
            }
            return r;
        });
    }

    Optional<Resource> find(Kind kind, String id) {
        return Optional.ofNullable(resources.get(new Key(kind, id)));
    }

    @Override
    public Answer<Resource> get(Kind kind, String id) {
        if (down != null) {
            return down.failure();
        }
        Resource known = resources.get(new Key(kind, id));
        return known == null ? new Answer.NotFound<>(id + " does not exist") : new Answer.Done<>(known);
    }

    @Override
    public Answer<List<Resource>> list(Kind kind) {
        return down != null
                ? down.failure()
                : new Answer.Done<>(resources.entrySet().stream()
                        .filter(e -> e.getKey().kind().equals(kind))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    @Override
    public Answer<Resource> create(Resource resource, String owner) {
        var metadata = resource.getMetadata();
        Kind kind = new Kind(metadata.getNamespace(), metadata.getType());
        return write(
                "create",
                kind,
                metadata.getId(),
                known -> known != null
                        ? new Answer.Exists<>(metadata.getId() + " exists")
                        : new Answer.Done<>(store(
                                kind,
                                metadata.getId(),
                                resource.toBuilder()
                                        .setMetadata(metadata.toBuilder()
                                                .setOwner(owner)
                                                .setPhase(Specs.RUNNING))
                                        .build())));
    }

    @Override
    public Answer<Resource> update(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change) {
        return get(kind, id).then(read -> {
            if (phase.isPresent() && !phase.get().equals(read.getMetadata().getPhase())) {
                return new Answer.Rejected<>(id + " is " + read.getMetadata().getPhase());
            }
            Resource changed = change.apply(read);
            if (changed.equals(read)) {
                return new Answer.Done<>(read);
            }
            return write(
                    "update",
                    kind,
                    id,
                    known -> known == null
                                    || !known.getMetadata()
                                            .getVersion()
                                            .equals(read.getMetadata().getVersion())
                            ? new Answer.Conflict<>(id + " was changed")
                            : new Answer.Done<>(store(kind, id, changed)));
        });
    }

    @Override
    public Answer<Boolean> teardown(Kind kind, String id, String owner) {
        return write("teardown", kind, id, known -> {
            if (known == null) {
                return new Answer.NotFound<>(id + " does not exist");
            }
            if (!known.getMetadata().getOwner().equals(owner)) {
                return new Answer.Denied<>(
                        id + " is owned by " + known.getMetadata().getOwner());
            }
            put(kind, id, r -> {
                r.getMetadataBuilder().setPhase(Specs.TEARING_DOWN);
                return r;
            });
            return new Answer.Done<>(known.getMetadata().getFinalizersCount() == 0);
        });
    }

    @Override
    public Answer<Void> destroy(Kind kind, String id, String owner) {
        return write("destroy", kind, id, known -> {
            if (known == null) {
                return new Answer.NotFound<>(id + " does not exist");
            }
            if (known.getMetadata().getFinalizersCount() > 0) {
                return new Answer.Conflict<>(id + " has finalizers");
            }
            resources.remove(new Key(kind, id));
            return Answer.done();
        });
    }

    @Override
    public Watch watch(Kind kind, Consumer<WatchEvent> listener) {
        throw new UnsupportedOperationException("rounds don't watch");
    }

    private interface Writing<T> {
        Answer<T> on(@Nullable Resource known);
    }

    private <T> Answer<T> write(String call, Kind kind, String id, Writing<T> writing) {
        if (down != null) {
            return down.failure();
        }
        beforeWrite.run();
        calls.add(call + " " + kind.type().substring(0, kind.type().indexOf('.')) + " " + id);
        return writing.on(resources.get(new Key(kind, id)));
    }

    private Resource store(Kind kind, String id, Resource resource) {
        Resource versioned = resource.toBuilder()
                .setMetadata(resource.getMetadata().toBuilder().setVersion(Integer.toString(++versions)))
                .build();
        resources.put(new Key(kind, id), versioned);
        return versioned;
    }
}
