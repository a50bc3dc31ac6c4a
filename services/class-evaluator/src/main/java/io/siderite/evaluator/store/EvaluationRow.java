package io.siderite.evaluator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.evaluator.core.Evaluation;
import io.siderite.evaluator.core.Evaluation.Gone;
import io.siderite.evaluator.core.Evaluation.Known;
import io.siderite.evaluator.core.Evaluation.Placed;
import io.siderite.evaluator.core.Evaluation.Refused;
import io.siderite.evaluator.core.Evaluation.Waiting;
import io.siderite.evaluator.core.Evaluation.Withdrawn;
import io.siderite.evaluator.core.Machine;
import io.siderite.evaluator.core.Revisions;
import io.siderite.evaluator.core.Snapshot;
import io.siderite.placement.Plan;
import io.siderite.proto.events.v1.MachineEvaluated;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One machine. The columns between the state and the snapshot repeat the snapshot, for people. */
@Entity
@Table(name = "evaluation")
public class EvaluationRow {

    /** Which of the states of {@link Evaluation}. */
    public enum State {
        WAITING,
        REFUSED,
        PLACED,
        WITHDRAWN,
        GONE
    }

    @Id
    @Column(name = "request_id")
    String requestId;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "request_set")
    @Nullable
    String requestSet;

    @Nullable
    String uuid;

    @Nullable
    Integer attempt;

    @Column(name = "requested_at")
    @Nullable
    Instant requestedAt;

    @Nullable
    String cluster;

    @Nullable
    String node;

    byte @Nullable [] snapshot;

    String exclusions;

    @Column(name = "said_at")
    @Nullable
    Instant saidAt;

    @Nullable
    String traceparent;

    @Column(name = "requested_revision")
    long requestedRevision;

    @Column(name = "provisioned_revision")
    long provisionedRevision;

    @Column(name = "published_revision")
    long publishedRevision;

    /** For Hibernate. */
    protected EvaluationRow() {}

    EvaluationRow(String requestId) {
        this.requestId = requestId;
    }

    final void set(Evaluation evaluation, Optional<String> trace) {
        state = stateOf(evaluation);
        saidAt = evaluation instanceof Waiting waiting ? waiting.saidAt().orElse(null) : null;
        traceparent = trace.orElse(null);
        requestedRevision = evaluation.revisions().requested();
        provisionedRevision = evaluation.revisions().provisioned();
        publishedRevision = evaluation.revisions().published();
        switch (evaluation) {
            case Known known -> describe(known);
            case Gone _ -> forget();
        }
    }

    /** The machine's id. */
    public String requestId() {
        return requestId;
    }

    /** W3C trace context of the last event of the machine that was applied. */
    public Optional<String> traceparent() {
        return Optional.ofNullable(traceparent);
    }

    /** The machine exactly as it was saved. */
    public Evaluation evaluation() {
        var revisions = new Revisions(requestedRevision, provisionedRevision, publishedRevision);
        if (state == State.GONE) {
            return new Gone(requestId, revisions);
        }
        var saved = saved();
        var machine = new Machine(
                saved.getRequest(),
                Instant.ofEpochSecond(
                        saved.getRequestedAt().getSeconds(),
                        saved.getRequestedAt().getNanos()),
                saved.getUuid(),
                saved.getAttempt(),
                Exclusions.parse(exclusions),
                revisions);
        return switch (state) {
            case WAITING -> new Waiting(machine, saved.getReasonsList(), Optional.ofNullable(saidAt));
            case REFUSED -> new Refused(machine, saved.getReasonsList());
            case PLACED -> new Placed(machine, plan(saved).orElseThrow(), saved.getReasonsList());
            case WITHDRAWN -> new Withdrawn(machine, plan(saved));
            case GONE -> throw new IllegalStateException("a tombstone is no machine");
        };
    }

    private void describe(Known known) {
        var machine = known.machine();
        var placement = known.plan().map(Plan::placement);
        requestSet = machine.request().getRequestSet();
        uuid = machine.uuid();
        attempt = machine.attempt();
        requestedAt = machine.requestedAt();
        cluster = placement.map(p -> p.getCluster()).orElse(null);
        node = placement.map(p -> p.getNode()).orElse(null);
        snapshot = Snapshot.of(known).toByteArray();
        exclusions = Exclusions.text(machine.exclusions());
    }

    private void forget() {
        requestSet = null;
        uuid = null;
        attempt = null;
        requestedAt = null;
        cluster = null;
        node = null;
        snapshot = null;
        exclusions = "";
    }

    private MachineEvaluated saved() {
        try {
            return MachineEvaluated.parseFrom(Objects.requireNonNull(snapshot));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the row of machine %s can't be read".formatted(requestId), e);
        }
    }

    private static Optional<Plan> plan(MachineEvaluated saved) {
        return saved.hasPlacement() ? Optional.of(new Plan(saved.getSpec(), saved.getPlacement())) : Optional.empty();
    }

    private static State stateOf(Evaluation evaluation) {
        return switch (evaluation) {
            case Waiting _ -> State.WAITING;
            case Refused _ -> State.REFUSED;
            case Placed _ -> State.PLACED;
            case Withdrawn _ -> State.WITHDRAWN;
            case Gone _ -> State.GONE;
        };
    }
}
