package io.siderite.reporter.core;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.NodeRegistered;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.proto.events.v1.VmProgressed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of one machine: the last record of each topic, when it passed each milestone, and nothing else.
 * Everything that is shown or written follows from these two, so any order and any repetition of its events ends in the
 * same machine.
 *
 * @param id the machine-request id
 */
public record Machine(String id, Facts facts, Timeline timeline) {

    /** A machine of which nothing was heard. */
    public static Machine unknown(String id) {
        return new Machine(id, Facts.NONE, Timeline.EMPTY);
    }

    /** With one more event heard; a machine that is gone hears nothing. */
    public Machine hear(long revision, Instant at, Message message) {
        if (timeline.has(Milestone.GONE)) {
            return this;
        }
        Said<?> said = new Said<>(revision, at.truncatedTo(ChronoUnit.MICROS), message);
        return new Machine(id, facts.with(said), passed(at, message));
    }

    /** Omni let the machine go, and machine.released is published. */
    public Machine released(Instant at) {
        return new Machine(id, facts, timeline.with(Milestone.RELEASED, at));
    }

    /** The request is free of our finalizer. What remains is enough to drop late events and to tell what it was. */
    public Machine gone(Instant at) {
        Stream<Said<?>> identity = Stream.concat(
                facts.last(MachineRequested.class).stream().map(s -> new Said<>(s.revision(), s.at(), stub(s.data()))),
                facts.last(VmDeleted.class).stream());
        return new Machine(id, Facts.of(identity), timeline.with(Milestone.GONE, at));
    }

    /** Where it is on the road. */
    public Stage stage() {
        return Road.stage(this);
    }

    /** The last error, which stays until the step that failed succeeds; in words for people. */
    public Optional<String> error() {
        return Road.error(this);
    }

    /** Why its VM is not destroyed yet, after it was released; in words for people. */
    public Optional<String> deletionError() {
        return timeline.at(Milestone.RELEASED)
                .filter(_ -> !timeline.has(Milestone.DELETED))
                .flatMap(released -> facts.last(VmFailed.class)
                        .filter(f -> f.at().isAfter(released))
                        .map(f -> f.data().getStep() + ": " + f.data().getError()));
    }

    /** Whether Omni withdrew it. Only omni-watcher can tell; a withdrawal is never taken back. */
    public boolean withdrawn() {
        return timeline.has(Milestone.WITHDRAWN);
    }

    /** Whether it booted and joined Omni. */
    public boolean registered() {
        return facts.last(NodeRegistered.class).isPresent();
    }

    /** Which placement is the present one, from 1; 0 before the first. */
    public int attempt() {
        return Stream.of(
                        facts.last(MachineEvaluated.class).map(s -> s.data().getAttempt()),
                        facts.last(NetworkAllocated.class).map(s -> s.data().getAttempt()),
                        facts.last(VmProgressed.class).map(s -> s.data().getAttempt()),
                        facts.last(VmFailed.class).map(s -> s.data().getAttempt()),
                        facts.last(VmCreated.class).map(s -> s.data().getAttempt()))
                .flatMap(Optional::stream)
                .reduce(0, Math::max);
    }

    /** The request set it was made for; empty when not known. */
    public String requestSet() {
        return requests()
                .map(MachineRequest::getRequestSet)
                .filter(Machine::said)
                .findFirst()
                .orElse("");
    }

    /** SMBIOS UUID, as soon as one is drawn. */
    public Optional<String> uuid() {
        return Stream.concat(
                        Stream.of(
                                        vm().map(v -> v.getUuid()),
                                        facts.last(NetworkAllocated.class)
                                                .map(s -> s.data().getUuid()),
                                        facts.last(MachineEvaluated.class)
                                                .map(s -> s.data().getUuid()))
                                .flatMap(Optional::stream),
                        requests().map(MachineRequest::getMachineUuid))
                .filter(Machine::said)
                .findFirst();
    }

    /** The Proxmox cluster and node of the present placement. */
    public Optional<Place> place() {
        return Places.of(facts);
    }

    /** The VM that stands, or stood, for it; empty before one is drawn for the present placement. */
    public Optional<VmIdentity> vm() {
        return Places.vm(facts);
    }

    /** Storages of its disks, in order. */
    public List<String> storages() {
        return Places.storages(facts);
    }

    /** The Talos patch for its network; empty when none is needed or none is known yet. */
    public Optional<String> talosPatch() {
        return facts.last(NetworkAllocated.class)
                .map(s -> s.data().getTalosPatch())
                .filter(Machine::said);
    }

    /** When something last changed. */
    public Optional<Instant> updatedAt() {
        return Stream.concat(facts.last().values().stream().map(Said::at), timeline.first().values().stream())
                .max(Instant::compareTo);
    }

    private Stream<MachineRequest> requests() {
        return Stream.of(
                        facts.last(MachineRequested.class).map(s -> s.data().getRequest()),
                        facts.last(MachineEvaluated.class).map(s -> s.data().getRequest()),
                        facts.last(NetworkAllocated.class).map(s -> s.data().getRequest()))
                .flatMap(Optional::stream);
    }

    private Timeline passed(Instant at, Message message) {
        return switch (message) {
            case MachineRequested m -> {
                Timeline asked = requested(m.hasRequestedAt() ? instant(m.getRequestedAt()) : at);
                yield m.getWithdrawn() ? asked.with(Milestone.WITHDRAWN, at) : asked;
            }
            case MachineEvaluated m ->
                switch (m.getVerdict()) {
                    case PLACED ->
                        requestedAt(m.hasRequestedAt(), m.getRequestedAt()).with(Milestone.PLACED, at);
                    case WAITING ->
                        requestedAt(m.hasRequestedAt(), m.getRequestedAt()).with(Milestone.WAITING, at);
                    case REFUSED ->
                        requestedAt(m.hasRequestedAt(), m.getRequestedAt()).with(Milestone.REFUSED, at);
                    case WITHDRAWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> timeline;
                };
            case NetworkAllocated m ->
                switch (m.getVerdict()) {
                    case ALLOCATED ->
                        requestedAt(m.hasRequestedAt(), m.getRequestedAt()).with(Milestone.ALLOCATED, at);
                    case WAITING ->
                        requestedAt(m.hasRequestedAt(), m.getRequestedAt()).with(Milestone.WAITING, at);
                    case WITHDRAWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> timeline;
                };
            case VmProgressed _ -> timeline.with(Milestone.CREATING, at);
            case VmCreated _ -> timeline.with(Milestone.CREATED, at);
            case VmDeleted _ -> timeline.with(Milestone.DELETED, at);
            case NodeRegistered m ->
                timeline.with(Milestone.REGISTERED, m.hasRegisteredAt() ? instant(m.getRegisteredAt()) : at);
            // Messages are an open set; what else is said of a machine passes no milestone.
            default -> timeline;
        };
    }

    private Timeline requestedAt(boolean known, Timestamp at) {
        return known ? requested(instant(at)) : timeline;
    }

    private Timeline requested(Instant at) {
        return timeline.with(Milestone.REQUESTED, at);
    }

    private static MachineRequested stub(MachineRequested full) {
        return full.toBuilder()
                .setRequest(MachineRequest.newBuilder()
                        .setRequestId(full.getRequest().getRequestId())
                        .setRequestSet(full.getRequest().getRequestSet()))
                .clearRequestedAt()
                .build();
    }

    private static boolean said(String text) {
        return !text.isEmpty();
    }

    static Instant instant(Timestamp at) {
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }
}
