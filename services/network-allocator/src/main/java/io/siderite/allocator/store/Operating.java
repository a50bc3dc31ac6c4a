package io.siderite.allocator.store;

import io.siderite.allocator.core.Demands;
import io.siderite.allocator.core.Lease;
import io.siderite.allocator.core.Operation;
import io.siderite.allocator.core.Operation.Place;
import io.siderite.allocator.core.Tenant;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.networks.Address;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.Refusal;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What people ask of leases, in one transaction: reservations, and addresses given back, all of a request or none. Whoever
 * asked hears from {@code operator.answered} what became of it.
 */
public final class Operating {

    private final List<Event> events;
    private final Duration quarantine;

    /** Events as they came; what is not about leases is passed over. */
    public Operating(List<Event> events, Duration quarantine) {
        this.events = events.stream()
                .filter(e -> e.data() instanceof OperatorRequested asked
                        && Operation.of(asked.getAction()).isPresent())
                .toList();
        this.quarantine = quarantine;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** Does it. */
    public Uni<Void> apply(Mutiny.Session session) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Event event : events) {
            if (event.data() instanceof OperatorRequested asked) {
                done = done.chain(() -> isNew(session, event))
                        .chain(fresh -> fresh
                                ? one(session, event, asked)
                                : Uni.createFrom().voidItem());
            }
        }
        return done;
    }

    private static Uni<Boolean> isNew(Mutiny.Session session, Event event) {
        return Sql.change(
                        session,
                        "insert into operator_applied as a (key, revision) values (:key, :revision) on conflict (key) do"
                                + " update set revision = excluded.revision where a.revision < excluded.revision",
                        Map.of("key", event.key(), "revision", event.revision()))
                .map(changed -> changed == 1);
    }

    private Uni<Void> one(Mutiny.Session session, Event event, OperatorRequested asked) {
        Operation operation = Operation.of(asked.getAction()).orElseThrow();
        TreeSet<String> names = new TreeSet<>(
                asked.getLeasesList().stream().map(LeaseChange::getNetwork).toList());
        return DefinitionStore.share(session)
                .map(known -> known.orElseThrow().networks())
                .chain(networks -> PoolStore.lock(session, names)
                        .chain(() -> tenants(session, asked))
                        .map(tenants -> operation.refusals(asked, networks, tenants))
                        .chain(refusals -> (refusals.isEmpty()
                                        ? change(session, operation, asked, networks)
                                        : Uni.createFrom().voidItem())
                                .chain(() -> Outbox.append(session, List.of(answer(event, asked, refusals))))));
    }

    private static Event answer(Event event, OperatorRequested asked, List<Refusal> refusals) {
        return Event.of(
                event.key(),
                event.revision(),
                Instant.now(),
                event.traceparent(),
                OperatorAnswered.newBuilder()
                        .setAsked(asked)
                        .setDone(refusals.isEmpty())
                        .addAllRefusals(refusals)
                        .build());
    }

    private static Uni<Map<Place, Tenant>> tenants(Mutiny.Session session, OperatorRequested asked) {
        Uni<Map<Place, Tenant>> tenants = Uni.createFrom().item(new HashMap<>());
        for (LeaseChange change : asked.getLeasesList()) {
            if (Address.parse(change.getAddress()).isPresent()) {
                tenants = tenants.chain(known -> LeaseStore.tenant(session, change.getNetwork(), address(change))
                        .map(tenant -> {
                            tenant.ifPresent(t -> known.put(Place.of(change), t));
                            return known;
                        }));
            }
        }
        return tenants;
    }

    private Uni<Void> change(Mutiny.Session session, Operation operation, OperatorRequested asked, Networks networks) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (LeaseChange change : asked.getLeasesList()) {
            done = done.chain(() -> switch (operation) {
                case RESERVE -> reserve(session, change, networks);
                case RELEASE -> release(session, change);
            });
        }
        return done;
    }

    private static Uni<Void> reserve(Mutiny.Session session, LeaseChange change, Networks networks) {
        return PoolStore.carve(session, change.getNetwork(), address(change))
                .chain(() -> LeaseStore.reserve(
                        session,
                        change.getNetwork(),
                        address(change),
                        Demands.audienceOf(change.getNetwork(), address(change), networks),
                        change.getHolder()));
    }

    private Uni<Void> release(Mutiny.Session session, LeaseChange change) {
        if (change.getHolder().isEmpty()) {
            return LeaseStore.endReservation(session, change.getNetwork(), address(change));
        }
        Address address = address(change);
        Lease lease =
                new Lease(0, change.getNetwork(), address, address.family().bits());
        return LeaseStore.release(session, change.getHolder(), List.of(lease), quarantine);
    }

    private static Address address(LeaseChange change) {
        return Address.parse(change.getAddress())
                .orElseThrow(() -> new IllegalStateException("no address: " + change.getAddress()));
    }
}
