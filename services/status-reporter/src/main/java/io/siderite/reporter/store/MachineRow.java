package io.siderite.reporter.store;

import io.siderite.proto.events.v1.VmIdentity;
import io.siderite.reporter.core.Machine;
import io.siderite.reporter.core.Milestone;
import io.siderite.reporter.core.Place;
import io.siderite.reporter.core.Timeline;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One machine request of the projection, and the work with Omni that it means. */
@Entity
@Table(name = "machine")
public class MachineRow {

    @Id
    @Column(name = "request_id")
    String requestId;

    @Column(name = "request_set", nullable = false)
    String requestSet = "";

    @Column(nullable = false)
    String stage = "";

    @Column(nullable = false)
    int attempt;

    @Column(nullable = false)
    String cluster = "";

    @Column(nullable = false)
    String node = "";

    @Column(nullable = false)
    long vmid;

    @Column(nullable = false)
    String uuid = "";

    @Column(nullable = false)
    String name = "";

    @Column(nullable = false)
    String error = "";

    @Column(name = "deletion_error", nullable = false)
    String deletionError = "";

    @Column(name = "updated_at")
    @Nullable
    Instant updatedAt;

    @Column(name = "requested_at")
    @Nullable
    Instant requestedAt;

    @Column(name = "waiting_at")
    @Nullable
    Instant waitingAt;

    @Column(name = "refused_at")
    @Nullable
    Instant refusedAt;

    @Column(name = "placed_at")
    @Nullable
    Instant placedAt;

    @Column(name = "allocated_at")
    @Nullable
    Instant allocatedAt;

    @Column(name = "creating_at")
    @Nullable
    Instant creatingAt;

    @Column(name = "created_at")
    @Nullable
    Instant createdAt;

    @Column(name = "registered_at")
    @Nullable
    Instant registeredAt;

    @Column(name = "withdrawn_at")
    @Nullable
    Instant withdrawnAt;

    @Column(name = "released_at")
    @Nullable
    Instant releasedAt;

    @Column(name = "deleted_at")
    @Nullable
    Instant deletedAt;

    @Column(name = "gone_at")
    @Nullable
    Instant goneAt;

    @Column(nullable = false)
    long revision;

    @Nullable
    String traceparent;

    @Column(name = "due_at")
    @Nullable
    Instant dueAt;

    @Column(name = "claimed_by")
    @Nullable
    String claimedBy;

    @Column(name = "claimed_until")
    @Nullable
    Instant claimedUntil;

    @Column(nullable = false)
    int failures;

    @Column(name = "omni_error", nullable = false)
    String omniError = "";

    @Column(name = "status_version", nullable = false)
    String statusVersion = "";

    @Column(name = "patch_version", nullable = false)
    String patchVersion = "";

    /** For Hibernate. */
    protected MachineRow() {}

    MachineRow(String requestId) {
        this.requestId = requestId;
    }

    /** Looked at by {@code when}, or earlier if it is due earlier. */
    void due(Instant when) {
        if (dueAt == null || when.isBefore(dueAt)) {
            dueAt = when;
        }
    }

    Timeline timeline() {
        Timeline timeline = Timeline.EMPTY;
        for (Milestone milestone : Milestone.values()) {
            Instant at = passed(milestone);
            timeline = at == null ? timeline : timeline.with(milestone, at);
        }
        return timeline;
    }

    /** Takes over what is known of the machine. */
    void show(Machine machine) {
        requestSet = machine.requestSet();
        stage = machine.stage().milestone().name();
        attempt = machine.attempt();
        Optional<Place> place = machine.place();
        cluster = place.map(Place::cluster).orElse("");
        node = place.map(Place::node).orElse("");
        Optional<VmIdentity> vm = machine.vm();
        vmid = vm.map(VmIdentity::getVmid).orElse(0);
        name = vm.map(VmIdentity::getName).orElse("");
        uuid = machine.uuid().orElse("");
        error = machine.error().orElse("");
        deletionError = machine.deletionError().orElse("");
        updatedAt = machine.updatedAt().orElse(null);
        machine.timeline().first().forEach(this::pass);
    }

    private @Nullable Instant passed(Milestone milestone) {
        return switch (milestone) {
            case REQUESTED -> requestedAt;
            case WAITING -> waitingAt;
            case REFUSED -> refusedAt;
            case PLACED -> placedAt;
            case ALLOCATED -> allocatedAt;
            case CREATING -> creatingAt;
            case CREATED -> createdAt;
            case REGISTERED -> registeredAt;
            case WITHDRAWN -> withdrawnAt;
            case RELEASED -> releasedAt;
            case DELETED -> deletedAt;
            case GONE -> goneAt;
        };
    }

    private void pass(Milestone milestone, Instant at) {
        switch (milestone) {
            case REQUESTED -> requestedAt = at;
            case WAITING -> waitingAt = at;
            case REFUSED -> refusedAt = at;
            case PLACED -> placedAt = at;
            case ALLOCATED -> allocatedAt = at;
            case CREATING -> creatingAt = at;
            case CREATED -> createdAt = at;
            case REGISTERED -> registeredAt = at;
            case WITHDRAWN -> withdrawnAt = at;
            case RELEASED -> releasedAt = at;
            case DELETED -> deletedAt = at;
            case GONE -> goneAt = at;
        }
    }
}
