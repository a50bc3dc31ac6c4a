package io.siderite.allocator.store;

import io.siderite.allocator.core.Allocating;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.core.Allocation;
import io.siderite.allocator.core.Macs;
import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.VmDeleted;
import io.smallrye.mutiny.Uni;
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

/** A batch of events, applied in one transaction. */
public final class Batch {

    // How many MACs of one NIC's row of candidates are looked up; the constraint covers the rest.
    private static final int SALTS = 4;

    private final List<Event> machineEvents;
    private final Map<String, NodeInventory> inventories = new LinkedHashMap<>();

    /** Events as they came. */
    public Batch(List<Event> events) {
        this.machineEvents = events.stream()
                .filter(e -> e.data() instanceof MachineEvaluated || e.data() instanceof VmDeleted)
                .toList();
        // The last one of a node is enough: each tells the whole node.
        for (Event event : events) {
            if (event.data() instanceof NodeInventory node) {
                inventories.put(event.key(), node);
            }
        }
    }

    /** Applies them to the machines they are of, and keeps what is to be told in the outbox. */
    public Uni<Void> apply(Mutiny.Session session) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (NodeInventory node : inventories.values()) {
            done = done.chain(() -> SeenMacStore.replace(session, node));
        }
        return machineEvents.isEmpty() ? done : done.chain(() -> applyMachines(session));
    }

    private Uni<Void> applyMachines(Mutiny.Session session) {
        Set<String> ids = new TreeSet<>(machineEvents.stream().map(Event::key).toList());
        return AllocationStore.lock(session, ids)
                .chain(before ->
                        AllocationStore.owners(session, candidates()).chain(owners -> decide(session, before, owners)));
    }

    private Uni<Void> decide(
            Mutiny.Session session, Map<String, Allocation> before, Map<String, Set<String>> storedOwners) {
        Map<String, Set<String>> owners = new HashMap<>(storedOwners);
        Map<String, Allocation> machines = new LinkedHashMap<>(before);
        List<Event> out = new ArrayList<>();
        for (Event event : machineEvents) {
            Allocation machine = machines.computeIfAbsent(event.key(), Allocation::unknown);
            Decision decision = switch (event.data()) {
                case MachineEvaluated evaluated ->
                    Allocating.evaluated(
                            machine, evaluated, event.revision(), mac -> takenByAnother(owners, mac, event.key()));
                case VmDeleted _ -> Allocating.vmDeleted(machine, event.revision());
                default -> throw new IllegalStateException("not an event of a machine: " + event.type());
            };
            machines.put(event.key(), decision.next());
            decision.next()
                    .macs()
                    .forEach(mac ->
                            owners.computeIfAbsent(mac, _ -> new HashSet<>()).add(event.key()));
            decision.publish()
                    .map(data ->
                            Event.of(event.key(), decision.next().revision(), Instant.now(), event.traceparent(), data))
                    .ifPresent(out::add);
        }
        return AllocationStore.save(session, before, machines.values(), out);
    }

    private List<String> candidates() {
        return machineEvents.stream()
                .flatMap(e -> e.data() instanceof MachineEvaluated m ? Stream.of(m) : Stream.empty())
                .filter(m -> m.getVerdict() == MachineEvaluated.Verdict.PLACED)
                .flatMap(m -> Macs.candidates(m.getUuid(), m.getSpec().getNicsCount(), SALTS))
                .distinct()
                .toList();
    }

    private static boolean takenByAnother(Map<String, Set<String>> owners, String mac, String requestId) {
        return owners.getOrDefault(mac, Set.of()).stream().anyMatch(owner -> !owner.equals(requestId));
    }
}
