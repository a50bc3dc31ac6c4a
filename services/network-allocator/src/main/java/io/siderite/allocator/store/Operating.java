package io.siderite.allocator.store;

import io.siderite.allocator.core.Demands;
import io.siderite.allocator.core.Lease;
import io.siderite.eventing.Event;
import io.siderite.networks.Address;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorRequested;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * What people ask of leases, in one transaction: reservations, all of a request or none, and addresses given back. Whoever
 * asked was told at once what speaks against it; what came between is in the log.
 */
public final class Operating {

    private static final Logger LOG = Logger.getLogger(Operating.class);

    private final List<Event> events;
    private final Duration quarantine;

    /** Events as they came; what is not about leases is passed over. */
    public Operating(List<Event> events, Duration quarantine) {
        this.events = events.stream()
                .filter(e -> e.data() instanceof OperatorRequested asked
                        && asked.getAction().startsWith("lease."))
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
                        .chain(fresh ->
                                fresh ? one(session, asked) : Uni.createFrom().voidItem());
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

    private Uni<Void> one(Mutiny.Session session, OperatorRequested asked) {
        TreeSet<String> names = new TreeSet<>(
                asked.getLeasesList().stream().map(LeaseChange::getNetwork).toList());
        return DefinitionStore.share(session)
                .chain(known -> PoolStore.lock(session, names).chain(locked -> {
                    if (known.isEmpty() || !locked.containsAll(names)) {
                        LOG.warnf(
                                "%s of %s is not done: not all of the networks %s are in force",
                                asked.getAction(), asked.getBy(), names);
                        return Uni.createFrom().voidItem();
                    }
                    return asked.getAction().equals("lease.reserve")
                            ? reserve(session, asked, known.get().networks())
                            : release(session, asked);
                }));
    }

    private static Uni<Void> reserve(Mutiny.Session session, OperatorRequested asked, Networks networks) {
        Uni<List<String>> taken = Uni.createFrom().item(new ArrayList<>());
        for (LeaseChange change : asked.getLeasesList()) {
            taken = taken.chain(reasons -> LeaseStore.holder(session, change.getNetwork(), address(change))
                    .map(holder -> {
                        holder.ifPresent(why -> reasons.add(change.getAddress() + " " + why));
                        return reasons;
                    }));
        }
        return taken.chain(reasons -> {
            Uni<Void> done = Uni.createFrom().voidItem();
            if (!reasons.isEmpty()) {
                LOG.warnf("lease.reserve of %s is not done: %s", asked.getBy(), String.join("; ", reasons));
                return done;
            }
            for (LeaseChange change : asked.getLeasesList()) {
                done = done.chain(() -> PoolStore.carve(session, change.getNetwork(), address(change)))
                        .chain(() -> LeaseStore.reserve(
                                session,
                                change.getNetwork(),
                                address(change),
                                Demands.audienceOf(change.getNetwork(), address(change), networks),
                                change.getHolder()));
            }
            return done;
        });
    }

    private Uni<Void> release(Mutiny.Session session, OperatorRequested asked) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (LeaseChange change : asked.getLeasesList()) {
            Lease lease = new Lease(
                    0,
                    change.getNetwork(),
                    address(change),
                    address(change).family().bits());
            done = done.chain(() -> change.getHolder().isEmpty()
                    ? LeaseStore.endReservation(session, change.getNetwork(), address(change))
                    : LeaseStore.release(session, change.getHolder(), List.of(lease), quarantine));
        }
        return done;
    }

    private static Address address(LeaseChange change) {
        return Address.parse(change.getAddress())
                .orElseThrow(() -> new IllegalStateException("no address: " + change.getAddress()));
    }
}
