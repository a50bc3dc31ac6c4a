package io.siderite.allocator.store;

import io.siderite.allocator.core.Allocation;
import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.allocator.core.Lease;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;

/** One machine; its MACs and leases are rows of their own too. */
@Entity
@Table(name = "allocation")
public class AllocationRow {

    @Id
    @Column(name = "request_id")
    String requestId;

    @Enumerated(EnumType.STRING)
    Stage stage;

    String uuid;

    int attempt;

    // In order of its NICs, separated by blanks. The table mac holds them too, for the constraint.
    String macs;

    @Column(name = "evaluated_revision")
    long evaluatedRevision;

    @Column(name = "vm_revision")
    long vmRevision;

    long revision;

    /** For Hibernate. */
    protected AllocationRow() {}

    AllocationRow(Allocation machine) {
        this.requestId = machine.requestId();
        set(machine);
    }

    final void set(Allocation machine) {
        stage = machine.stage();
        uuid = machine.uuid();
        attempt = machine.attempt();
        macs = String.join(" ", machine.macs());
        evaluatedRevision = machine.evaluatedRevision();
        vmRevision = machine.vmRevision();
        revision = machine.revision();
    }

    Allocation machine(List<Lease> leases) {
        List<String> inOrder = macs.isEmpty() ? List.of() : List.of(macs.split(" "));
        return new Allocation(
                requestId, stage, uuid, attempt, inOrder, leases, evaluatedRevision, vmRevision, revision);
    }
}
