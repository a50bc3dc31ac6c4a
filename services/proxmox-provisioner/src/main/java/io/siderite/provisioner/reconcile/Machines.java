package io.siderite.provisioner.reconcile;

import io.siderite.provisioner.core.Plan;
import io.siderite.provisioner.reconcile.Machine.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The machines' rows. Blocks; throws {@link io.siderite.eventing.StoreUnavailable} when the database is away. */
public interface Machines {

    /**
     * Locks the rows of the machines (new ones included), decides, and saves with the events in one transaction. The
     * decision may be asked for again when the transaction lost a race.
     */
    <T> T change(Set<String> requestIds, Function<Map<String, Machine>, Changes<T>> decide);

    /**
     * The machines with something to do, those due first.
     *
     * @param ours clusters that we act in
     * @param configured clusters that somebody acts in; a machine of any other cluster is everybody's, to say so
     */
    List<Wakeup> wakeups(Set<String> ours, Set<String> configured);

    /** The plans of the machines of a cluster that run, as far as we know, and have done so since before. */
    List<Plan> settled(String cluster, Instant before);

    /**
     * What a transaction changes.
     *
     * @param result answered when it is committed
     */
    record Changes<T>(List<Change> changes, T result) {}

    /** When a machine is to be looked at. */
    record Wakeup(String requestId, Instant at) {}
}
