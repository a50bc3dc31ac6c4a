package io.siderite.provisioner.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One machine, as a row; {@link VmMapping} knows what the columns mean. */
@Entity
@Table(name = "vm")
public class VmRow {

    @Id
    @Column(name = "request_id")
    String requestId;

    String state;

    long revision;

    @Column(name = "allocated_revision")
    long allocatedRevision;

    @Column(name = "released_revision")
    long releasedRevision;

    String traceparent;

    byte @Nullable [] allocation;

    @Nullable
    String cluster;

    @Nullable
    String node;

    int vmid;

    String image;

    @Column(name = "may_hold_data")
    boolean mayHoldData;

    int attempt;

    @Nullable
    String step;

    String upid;

    @Column(name = "next_attempt_at")
    @Nullable
    Instant nextAttemptAt;

    int polls;

    int failures;

    @Column(name = "failure_kind")
    @Nullable
    String failureKind;

    @Nullable
    String failure;

    @Column(name = "failure_storage")
    String failureStorage;

    @Nullable
    String goal;

    @Column(name = "goal_step")
    @Nullable
    String goalStep;

    @Column(name = "goal_failure_kind")
    @Nullable
    String goalFailureKind;

    @Column(name = "goal_failure")
    @Nullable
    String goalFailure;

    @Column(name = "goal_failure_storage")
    String goalFailureStorage;

    @Column(name = "goal_allocation")
    byte @Nullable [] goalAllocation;

    byte @Nullable [] identity;

    @Column(name = "changed_at")
    Instant changedAt;

    /** For Hibernate. */
    protected VmRow() {}

    VmRow(String requestId) {
        this.requestId = requestId;
    }
}
