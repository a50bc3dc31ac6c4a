package io.siderite.omnisim.cosi;

import com.google.protobuf.Timestamp;
import io.grpc.Status.Code;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.Metadata;
import io.siderite.proto.cosi.Resource;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The state itself: resources with versions, phases, owners and finalizers, under COSI's rules. One lock; every write
 * is one step. Who may do what is decided before, by {@link Access}.
 */
public final class Store {

    private final Map<Kind, TreeMap<String, Resource>> kinds = new HashMap<>();
    private final ChangeLog log = new ChangeLog();
    private final Clock clock;

    public Store(Clock clock) {
        this.clock = clock;
    }

    public synchronized Optional<Resource> get(Kind kind, String id) {
        return Optional.ofNullable(of(kind).get(id));
    }

    /** All resources of a kind, by id. */
    public synchronized List<Resource> list(Kind kind) {
        return List.copyOf(of(kind).values());
    }

    /** All resources of a type, whatever their namespace. */
    public synchronized List<Resource> listType(String type) {
        return kinds.entrySet().stream()
                .filter(entry -> entry.getKey().type().equals(type))
                .flatMap(entry -> entry.getValue().values().stream())
                .toList();
    }

    /** Every resource there is. */
    public synchronized List<Resource> all() {
        return kinds.values().stream().flatMap(byId -> byId.values().stream()).toList();
    }

    /** Stores a new resource with version 1. ALREADY_EXISTS when there is one, UNKNOWN when the metadata make no sense. */
    public synchronized Outcome create(Resource resource, String owner) {
        var given = resource.getMetadata();
        var problem = malformed(given);
        if (problem.isPresent()) {
            return Outcome.refused(Code.UNKNOWN, problem.get());
        }
        if (!given.getOwner().isEmpty() && !given.getOwner().equals(owner)) {
            return Outcome.refused(Code.UNKNOWN, "owner is already set to \"" + given.getOwner() + "\"");
        }
        var kind = Kind.of(given);
        if (of(kind).containsKey(given.getId())) {
            return Outcome.refused(Code.ALREADY_EXISTS, "resource " + name(kind, given.getId()) + " already exists");
        }
        var now = now();
        var stored = resource.toBuilder()
                .setMetadata(given.toBuilder()
                        .setOwner(owner)
                        .setVersion("1")
                        .setCreated(now)
                        .setUpdated(now))
                .build();
        of(kind).put(given.getId(), stored);
        log.append(EventType.CREATED, stored, null);
        return new Outcome.Stored(stored);
    }

    /**
     * Replaces a resource, metadata included. FAILED_PRECONDITION when the version is not the current one,
     * PERMISSION_DENIED for another's, INVALID_ARGUMENT when it is not in the expected phase.
     */
    public synchronized Outcome update(Resource resource, String owner, Optional<String> expectedPhase) {
        var given = resource.getMetadata();
        var kind = Kind.of(given);
        return owned(kind, given.getId(), owner, (name, current) -> {
            var problem = malformed(given);
            if (problem.isPresent()) {
                return Outcome.refused(Code.UNKNOWN, problem.get());
            }
            var stored = current.getMetadata();
            if (!given.getVersion().equals(stored.getVersion())) {
                return Outcome.refused(
                        Code.FAILED_PRECONDITION,
                        "resource " + name + " update conflict: expected version \"" + given.getVersion()
                                + "\", actual version \"" + stored.getVersion() + "\"");
            }
            if (expectedPhase.isPresent() && !expectedPhase.get().equals(stored.getPhase())) {
                return Outcome.refused(
                        Code.INVALID_ARGUMENT,
                        "resource " + name + " is not in phase \"" + expectedPhase.get() + "\", actual phase \""
                                + stored.getPhase() + "\"");
            }
            return replace(current, resource);
        });
    }

    /** Sets the phase to tearingDown; a second time changes nothing. */
    public synchronized Outcome teardown(Kind kind, String id, String owner) {
        return owned(kind, id, owner, (name, current) -> tearDown(current));
    }

    /** Removes a resource: FAILED_PRECONDITION while finalizers remain. */
    public synchronized Outcome destroy(Kind kind, String id, String owner) {
        return owned(kind, id, owner, (name, current) -> {
            var finalizers = current.getMetadata().getFinalizersList();
            if (!finalizers.isEmpty()) {
                return Outcome.refused(
                        Code.FAILED_PRECONDITION,
                        "resource " + name + " has pending finalizers [" + String.join(" ", finalizers) + "]");
            }
            return drop(current);
        });
    }

    /** Omni's own change of a resource, whoever owns it; one that changes nothing is no new version. */
    public synchronized void change(Kind kind, String id, UnaryOperator<Resource.Builder> change) {
        get(kind, id).ifPresent(current -> {
            var changed = change.apply(current.toBuilder()).build();
            if (!changed.equals(current)) {
                replace(current, changed);
            }
        });
    }

    /** A new version with the same content, as if somebody else had written. */
    public synchronized void touch(Kind kind, String id) {
        get(kind, id).ifPresent(current -> replace(current, current));
    }

    /** Omni's own teardown, whoever owns the resource. */
    public synchronized void forceTeardown(Kind kind, String id) {
        get(kind, id).ifPresent(this::tearDown);
    }

    /** Omni's own removal: owner and finalizers do not hold it. */
    public synchronized void remove(Kind kind, String id) {
        get(kind, id).ifPresent(this::drop);
    }

    /** Forgets the history: every bookmark so far is a compacted one. */
    public synchronized void compact() {
        log.compact();
    }

    /** Calls {@code wake} on every change from now on, under the lock: it must not wait. */
    public synchronized void onChange(Runnable wake) {
        log.subscribe(change -> wake.run());
    }

    /** Runs something that must see no change in between, such as a bootstrap with its subscription. */
    synchronized void exclusively(java.util.function.Consumer<ChangeLog> work) {
        work.accept(log);
    }

    private Outcome owned(Kind kind, String id, String owner, BiFunction<String, Resource, Outcome> then) {
        var name = name(kind, id);
        var current = get(kind, id);
        if (current.isEmpty()) {
            return Outcome.refused(Code.NOT_FOUND, "resource " + name + " doesn't exist");
        }
        var stored = current.get().getMetadata().getOwner();
        if (!stored.equals(owner)) {
            return Outcome.refused(Code.PERMISSION_DENIED, "resource " + name + " is owned by \"" + stored + "\"");
        }
        return then.apply(name, current.get());
    }

    private Outcome tearDown(Resource current) {
        if (Resources.tearingDown(current)) {
            return new Outcome.Stored(current);
        }
        var changed = current.toBuilder();
        changed.getMetadataBuilder().setPhase(Resources.TEARING_DOWN);
        return replace(current, changed.build());
    }

    private Outcome replace(Resource current, Resource changed) {
        var before = current.getMetadata();
        var stored = changed.toBuilder()
                .setMetadata(changed.getMetadata().toBuilder()
                        .setVersion(Long.toString(Long.parseLong(before.getVersion()) + 1))
                        .setCreated(before.getCreated())
                        .setUpdated(now()))
                .build();
        of(Kind.of(before)).put(before.getId(), stored);
        log.append(EventType.UPDATED, stored, current);
        return new Outcome.Stored(stored);
    }

    private Outcome drop(Resource current) {
        of(Kind.of(current.getMetadata())).remove(current.getMetadata().getId());
        log.append(EventType.DESTROYED, current, null);
        return new Outcome.Stored(current);
    }

    private Map<String, Resource> of(Kind kind) {
        return kinds.computeIfAbsent(kind, ignored -> new TreeMap<>());
    }

    private static Optional<String> malformed(Metadata metadata) {
        if (!metadata.getVersion().matches("undefined|\\d+")) {
            return Optional.of("failed to parse version \"" + metadata.getVersion() + "\"");
        }
        if (!metadata.getPhase().matches("running|tearingDown")) {
            return Optional.of("unknown phase: \"" + metadata.getPhase() + "\"");
        }
        return metadata.getId().isEmpty() ? Optional.of("resource id is empty") : Optional.empty();
    }

    private Timestamp now() {
        var now = clock.instant();
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }

    private static String name(Kind kind, String id) {
        return kind.type() + "(" + kind.namespace() + "/" + id + ")";
    }
}
