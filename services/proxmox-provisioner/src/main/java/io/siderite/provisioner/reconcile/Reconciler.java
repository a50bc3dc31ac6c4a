package io.siderite.provisioner.reconcile;

import com.google.protobuf.Message;
import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.MachineReleased;
import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.VmCreated;
import io.siderite.proto.events.v1.VmDeleted;
import io.siderite.proto.events.v1.VmFailed;
import io.siderite.provisioner.core.Decision;
import io.siderite.provisioner.core.Effect;
import io.siderite.provisioner.core.Failure;
import io.siderite.provisioner.core.Lifecycle;
import io.siderite.provisioner.core.Observation;
import io.siderite.provisioner.core.Observation.Allocated;
import io.siderite.provisioner.core.Observation.Due;
import io.siderite.provisioner.core.Observation.Released;
import io.siderite.provisioner.core.Observation.RetryAsked;
import io.siderite.provisioner.core.Observation.Withdrawn;
import io.siderite.provisioner.core.Vm;
import io.siderite.provisioner.reconcile.Machine.Change;
import io.siderite.provisioner.reconcile.Machines.Changes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Locks the row, decides, saves with the events; acts outside of that, and feeds back what came of it. */
public final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private final Machines machines;
    private final Effects effects;
    private final LockDomains domains;
    private final ClusterWatch watch;
    private final InstantSource clock;
    private volatile boolean stopping;

    /**
     * Decides over the machines' rows; acts through the effects, no more at once than the domains let.
     *
     * @param watch is told the cluster in which something was made, removed, or tried
     */
    public Reconciler(
            Machines machines, Effects effects, LockDomains domains, ClusterWatch watch, InstantSource clock) {
        this.machines = machines;
        this.effects = effects;
        this.domains = domains;
        this.watch = watch;
        this.clock = clock;
    }

    /** Nothing new is begun any more; what was decided and not done is found again at the next start. */
    public void stop() {
        stopping = true;
    }

    /** Applies events of the road in one transaction; whatever is to be done is left to the waker. */
    public void hear(List<Event> events) {
        List<Event> relevant = events.stream().filter(Reconciler::isOurs).toList();
        if (relevant.isEmpty()) {
            return;
        }
        Set<String> ids = relevant.stream().map(Event::key).collect(Collectors.toSet());
        var _ = machines.change(ids, rows -> apply(rows, relevant));
    }

    /** Looks at a machine whose time has come, and acts until it has to wait. */
    public void look(String requestId) throws InterruptedException {
        observe(requestId, new Due());
    }

    /** Tells of a machine what was observed, and acts until it has to wait. */
    public void observe(String requestId, Observation seen) throws InterruptedException {
        try {
            Optional<Effect> effect = decide(requestId, seen).effect();
            while (effect.isPresent() && !stopping) {
                Effect present = effect.get();
                if (domains.tryEnter(requestId, present)) {
                    effect = decide(requestId, effects.run(present)).effect();
                } else if (present instanceof Effect.Follow) {
                    // Its task runs, begun before a restart of ours: following it adds nothing to the load.
                    effect = decide(requestId, effects.run(present)).effect();
                } else {
                    domains.enter(requestId, present);
                    // It may have been withdrawn while we waited for our turn.
                    effect = decide(requestId, new Due()).effect();
                }
            }
        } catch (RuntimeException | InterruptedException e) {
            domains.leave(requestId);
            throw e;
        }
    }

    private Decision decide(String requestId, Observation seen) {
        Decision decision = machines.change(Set.of(requestId), rows -> {
            Machine machine = machine(rows, requestId);
            Instant now = clock.instant();
            Decision decided = Lifecycle.decide(requestId, machine.vm(), seen, now);
            boolean same = decided.vm().equals(machine.vm()) && decided.events().isEmpty();
            return new Changes<>(same ? List.of() : List.of(machine.after(decided, now)), decided);
        });
        if (!keepsItsPlaces(decision)) {
            domains.leave(requestId);
        }
        decision.events().forEach(this::tell);
        return decision;
    }

    private void tell(Message event) {
        switch (event) {
            case VmCreated created -> {
                LOG.infof(
                        "%s: VM %d runs on %s of %s",
                        created.getRequestId(),
                        created.getVm().getVmid(),
                        created.getVm().getNode(),
                        created.getVm().getCluster());
                watch.changed(created.getVm().getCluster());
            }
            case VmDeleted deleted -> {
                LOG.infof("%s: its VM is gone", deleted.getRequestId());
                watch.changed(deleted.getVm().getCluster());
            }
            case VmFailed failed -> {
                LOG.warnf("%s: %s failed: %s", failed.getRequestId(), failed.getStep(), failed.getError());
                if (doubts(failed)) {
                    watch.refused(failed.getVm().getCluster());
                } else {
                    watch.changed(failed.getVm().getCluster());
                }
            }
            case Message _ -> {}
        }
    }

    private static boolean doubts(VmFailed failed) {
        return Stream.of(Failure.Kind.REJECTED, Failure.Kind.NO_CAPACITY)
                .map(Failure.Kind::outcome)
                .anyMatch(failed.getOutcome()::equals);
    }

    // For as long as a task of its runs, or the same step goes on at once.
    private static boolean keepsItsPlaces(Decision decision) {
        return switch (decision.vm()) {
            case Vm.Making making ->
                making.progress().inTask()
                        || decision.effect().isPresent() && decision.events().isEmpty();
            case Vm.Removing removing ->
                removing.progress().inTask()
                        || decision.effect().isPresent() && decision.events().isEmpty();
            case Vm.Unknown _, Vm.Running _, Vm.Halted _, Vm.Lost _, Vm.Displaced _, Vm.Deleted _ -> false;
        };
    }

    private Changes<Integer> apply(Map<String, Machine> rows, List<Event> events) {
        Map<String, Machine> now = new HashMap<>(rows);
        Map<String, List<Event>> published = new HashMap<>();
        for (Event event : events) {
            Machine before = machine(now, event.key());
            hear(before, event).ifPresent(change -> {
                now.put(event.key(), change.machine());
                published.computeIfAbsent(event.key(), _ -> new ArrayList<>()).addAll(change.events());
            });
        }
        List<Change> changes = published.entrySet().stream()
                .map(e -> new Change(machine(now, e.getKey()), e.getValue()))
                .toList();
        return new Changes<>(changes, changes.size());
    }

    /** The machine after an event; empty when the event is old. */
    private Optional<Change> hear(Machine machine, Event event) {
        Instant now = clock.instant();
        return switch (event.data()) {
            case NetworkAllocated allocated
            when event.revision() > machine.allocatedRevision() -> {
                Machine after = machine.allocated(event.revision(), event.traceparent());
                yield Optional.of(observation(allocated)
                        .map(seen -> after.after(Lifecycle.decide(machine.requestId(), machine.vm(), seen, now), now))
                        .orElseGet(() -> new Change(after, List.of())));
            }
            case MachineReleased _
            when event.revision() > machine.releasedRevision() || answeredAlready(machine) -> {
                Machine after = machine.released(event.revision(), event.traceparent());
                yield Optional.of(
                        after.after(Lifecycle.decide(machine.requestId(), machine.vm(), new Released(), now), now));
            }
            case OperatorRequested asked
            when asked.getAction().equals("retry") ->
                Optional.of(
                        machine.after(Lifecycle.decide(machine.requestId(), machine.vm(), new RetryAsked(), now), now));
            case Object _ -> Optional.empty();
        };
    }

    // The release is announced again: the answer may have been lost.
    private static boolean answeredAlready(Machine machine) {
        return machine.vm() instanceof Vm.Deleted;
    }

    private static Optional<Observation> observation(NetworkAllocated allocated) {
        return switch (allocated.getVerdict()) {
            case ALLOCATED -> Optional.of(new Allocated(allocated));
            case WITHDRAWN -> Optional.of(new Withdrawn());
            case WAITING, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static boolean isOurs(Event event) {
        return !event.key().isEmpty();
    }

    private static Machine machine(Map<String, Machine> rows, String requestId) {
        return rows.getOrDefault(requestId, Machine.unknown(requestId));
    }
}
