package io.siderite.allocator.store;

import io.siderite.allocator.core.Allocating;
import io.siderite.allocator.core.Allocating.Asking;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.core.Allocation;
import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.allocator.core.Demand;
import io.siderite.allocator.core.Demands;
import io.siderite.allocator.core.Lease;
import io.siderite.allocator.core.Macs;
import io.siderite.allocator.documents.Documents;
import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.VmDeleted;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** A batch of events of machines, applied in one transaction. */
public final class Batch {

    // How many MACs of one NIC's row of candidates are looked up; the constraint covers the rest.
    private static final int SALTS = 4;

    private final List<Event> events;
    private final Duration quarantine;

    /**
     * @param events as they came; what is of no machine is passed over
     * @param quarantine how long an address rests that was given back
     */
    public Batch(List<Event> events, Duration quarantine) {
        this.events = events.stream()
                .filter(e -> e.data() instanceof MachineEvaluated || e.data() instanceof VmDeleted)
                .toList();
        this.quarantine = quarantine;
    }

    /** Applies them to the machines they are of, and keeps what is to be told in the outbox. */
    public Uni<Void> apply(Mutiny.Session session) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<String> ids = new TreeSet<>(events.stream().map(Event::key).toList());
        return DefinitionStore.share(session)
                .map(known -> known.orElseThrow(() -> new IllegalStateException("no networks were put in force yet")))
                .chain(definitions -> AllocationStore.lock(session, ids)
                        .chain(known -> AllocationStore.insert(
                                        session,
                                        ids.stream()
                                                .filter(id -> !known.containsKey(id))
                                                .toList())
                                .chain(() -> Leasing.lock(session, networks(definitions.networks())))
                                .chain(() -> AllocationStore.owners(session, candidates()))
                                .chain(owners -> new Applying(session, definitions, known, owners).all())));
    }

    /** The networks that any of the machines may ask for an address of. */
    private Set<String> networks(Networks networks) {
        Set<String> names = new HashSet<>();
        placed().forEach(event -> Demands.of(
                        event.getSpec().getNicsList(), event.getRequest().getRequestSet(), networks)
                .all()
                .forEach(demand -> names.add(demand.network())));
        return names;
    }

    private List<String> candidates() {
        return placed().flatMap(m -> Macs.candidates(m.getUuid(), m.getSpec().getNicsCount(), SALTS))
                .distinct()
                .toList();
    }

    private Stream<MachineEvaluated> placed() {
        return events.stream()
                .flatMap(e -> e.data() instanceof MachineEvaluated m ? Stream.of(m) : Stream.empty())
                .filter(m -> m.getVerdict() == MachineEvaluated.Verdict.PLACED);
    }

    /** The events one after the other, each with what the ones before it left. */
    private final class Applying {

        private final Mutiny.Session session;
        private final Networks networks;
        private final Leasing leasing;
        private final Map<String, Allocation> before;
        private final Map<String, Allocation> machines;
        private final Map<String, Set<String>> owners;
        private final List<Event> out = new ArrayList<>();

        Applying(
                Mutiny.Session session,
                Definitions definitions,
                Map<String, Allocation> known,
                Map<String, Set<String>> owners) {
            this.session = session;
            this.networks = definitions.networks();
            this.leasing = new Leasing(session, definitions, quarantine);
            this.before = new HashMap<>(known);
            events.forEach(e -> before.computeIfAbsent(e.key(), Allocation::unknown));
            this.machines = new LinkedHashMap<>(before);
            this.owners = new HashMap<>(owners);
        }

        Uni<Void> all() {
            Uni<Void> done = Uni.createFrom().voidItem();
            for (Event event : events) {
                done = done.chain(() -> one(event));
            }
            return done.chain(this::save);
        }

        private Uni<Void> one(Event event) {
            Allocation machine = machines.getOrDefault(event.key(), Allocation.unknown(event.key()));
            return switch (event.data()) {
                case MachineEvaluated evaluated ->
                    switch (Allocating.evaluated(
                            machine, evaluated, event.revision(), mac -> takenByAnother(mac, event.key()), networks)) {
                        case Decision decision ->
                            settle(event, machine, Documents.checked(decision, evaluated), Set.of());
                        case Asking asking -> ask(event, machine, asking);
                    };
                case VmDeleted _ -> settle(event, machine, Allocating.vmDeleted(machine, event.revision()), Set.of());
                default -> throw new IllegalStateException("not an event of a machine: " + event.type());
            };
        }

        private Uni<Void> ask(Event event, Allocation machine, Asking asking) {
            return leasing.ask(asking).chain(answer -> switch (answer) {
                case Leasing.Answer.Granted granted -> {
                    // What was surplus has been given back with the same step.
                    Allocation rest = machine.keeping(asking.kept());
                    Decision decision =
                            Documents.checked(Allocating.granted(asking, granted.leases(), networks), asking.event());
                    yield settle(event, rest, decision, Set.of());
                }
                case Leasing.Answer.Blocked blocked ->
                    settle(
                            event,
                            machine,
                            Allocating.waits(asking.machine(), asking.event(), blocked.reasons()),
                            new TreeSet<>(asking.missing().stream()
                                    .map(Demand::network)
                                    .toList()));
            });
        }

        /** Notes a decision: what is no longer the machine's is given back, and what it waits for is written down. */
        private Uni<Void> settle(Event event, Allocation was, Decision decision, Set<String> waitsFor) {
            Allocation next = decision.next();
            machines.put(event.key(), next);
            next.macs()
                    .forEach(mac ->
                            owners.computeIfAbsent(mac, _ -> new HashSet<>()).add(event.key()));
            decision.publish()
                    .map(data -> Event.of(event.key(), next.revision(), Instant.now(), event.traceparent(), data))
                    .ifPresent(out::add);
            List<Lease> ended = was.leases().stream()
                    .filter(lease -> !next.leases().contains(lease))
                    .toList();
            Uni<Void> done = LeaseStore.release(session, event.key(), ended, quarantine);
            if (next.stage() == Stage.WAITING && event.data() instanceof MachineEvaluated evaluated) {
                return decision.publish().isEmpty()
                        ? done
                        : done.chain(() -> WaitingStore.add(
                                session,
                                event.key(),
                                evaluated,
                                event.traceparent(),
                                waitsFor,
                                decision.publish().get().getReasonsList()));
            }
            return was.stage() == Stage.WAITING ? done.chain(() -> WaitingStore.remove(session, event.key())) : done;
        }

        private boolean takenByAnother(String mac, String requestId) {
            return owners.getOrDefault(mac, Set.of()).stream().anyMatch(owner -> !owner.equals(requestId));
        }

        private Uni<Void> save() {
            Uni<Void> done = Uni.createFrom().voidItem();
            for (Allocation machine : machines.values()) {
                Allocation was = before.getOrDefault(machine.requestId(), Allocation.unknown(machine.requestId()));
                done = done.chain(() -> AllocationStore.update(session, was, machine));
            }
            List<String> over = machines.values().stream()
                    .filter(m -> m.stage() == Stage.GONE)
                    .map(Allocation::requestId)
                    .toList();
            return done.chain(() -> Outbox.append(session, out)).chain(() -> Outbox.finish(session, over));
        }
    }
}
