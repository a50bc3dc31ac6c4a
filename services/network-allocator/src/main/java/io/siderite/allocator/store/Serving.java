package io.siderite.allocator.store;

import io.siderite.allocator.core.Allocating;
import io.siderite.allocator.core.Allocating.Asking;
import io.siderite.allocator.core.Allocating.Decision;
import io.siderite.allocator.core.Allocation;
import io.siderite.allocator.core.Allocation.Stage;
import io.siderite.allocator.core.Demand;
import io.siderite.allocator.core.Lease;
import io.siderite.allocator.documents.Documents;
import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.allocator.store.WaitingStore.Waiting;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** Looks again at the machines that wait, in order of asking, since something may be free now. */
final class Serving {

    private static final int PAGE = 100;

    private final Mutiny.Session session;
    private final Definitions definitions;
    private final Leasing leasing;
    private final Duration quarantine;
    private final Optional<Duration> retell;

    private Serving(Mutiny.Session session, Definitions definitions, Duration quarantine, Optional<Duration> retell) {
        this.session = session;
        this.definitions = definitions;
        this.quarantine = quarantine;
        this.retell = retell;
        this.leasing = new Leasing(session, definitions, quarantine);
    }

    /**
     * Serves who waits for one of the networks; their locks, and those of all networks that those machines need, are the
     * transaction's already.
     *
     * @param networks empty: everybody who waits
     */
    static Uni<Void> serve(
            Mutiny.Session session, Collection<String> networks, Definitions definitions, Duration quarantine) {
        return new Serving(session, definitions, quarantine, Optional.empty()).page(networks, 0);
    }

    /**
     * Serves everybody who waits, with all locks that takes; who has to wait on hears why, if that is not what it was told
     * last, and if that is so long ago.
     */
    static Uni<Void> serveOrTell(
            Mutiny.Session session, Definitions definitions, Duration quarantine, Duration retell) {
        return new Serving(session, definitions, quarantine, Optional.of(retell)).page(List.of(), 0);
    }

    private Uni<Void> page(Collection<String> networks, long after) {
        return WaitingStore.next(session, networks, after, PAGE).chain(page -> {
            if (page.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return AllocationStore.lock(
                            session, page.stream().map(Waiting::requestId).toList())
                    .chain(machines -> each(page, machines))
                    .chain(() -> page(networks, page.getLast().asked()));
        });
    }

    private Uni<Void> each(List<Waiting> page, Map<String, Allocation> machines) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Waiting waiting : page) {
            Allocation machine = machines.get(waiting.requestId());
            if (machine != null && machine.stage() == Stage.WAITING) {
                done = done.chain(() -> one(waiting, machine));
            }
        }
        return done;
    }

    private Uni<Void> one(Waiting waiting, Allocation machine) {
        return switch (Allocating.again(machine, waiting.event(), definitions.networks())) {
            case Decision decision -> settle(waiting, machine, decision);
            case Asking asking ->
                // A class's own network may not be there yet; the locks of all others are held already.
                Leasing.lock(session, networks(asking))
                        .chain(() -> leasing.ask(asking))
                        .chain(answer -> switch (answer) {
                            case Leasing.Answer.Granted granted ->
                                settle(
                                        waiting,
                                        machine.keeping(asking.kept()),
                                        Allocating.granted(asking, granted.leases(), definitions.networks()));
                            case Leasing.Answer.Blocked blocked ->
                                waitsOn(
                                        waiting,
                                        machine,
                                        Allocating.waits(asking.machine(), waiting.event(), blocked.reasons()),
                                        networks(asking));
                        });
        };
    }

    private static Set<String> networks(Asking asking) {
        return new TreeSet<>(asking.missing().stream().map(Demand::network).toList());
    }

    private Uni<Void> settle(Waiting waiting, Allocation before, Decision unchecked) {
        Decision decision = Documents.checked(unchecked, waiting.event());
        if (decision.next().stage() == Stage.WAITING) {
            // Impossible as things are defined.
            return waitsOn(waiting, before, decision, Set.of());
        }
        List<Lease> ended = before.leases().stream()
                .filter(lease -> !decision.next().leases().contains(lease))
                .toList();
        return LeaseStore.release(session, waiting.requestId(), ended, quarantine)
                .chain(() -> AllocationStore.update(session, before, decision.next()))
                .chain(() -> WaitingStore.remove(session, waiting.requestId()))
                .chain(() -> Outbox.append(session, events(waiting, decision)));
    }

    /** It has to wait on, perhaps for other networks, and for other reasons than it was told. */
    private Uni<Void> waitsOn(Waiting waiting, Allocation before, Decision decision, Set<String> networks) {
        Uni<Void> done = WaitingStore.needs(session, waiting.requestId(), networks);
        List<String> reasons = List.copyOf(decision.publish().orElseThrow().getReasonsList());
        boolean due =
                retell.filter(ago -> waiting.sinceTold().compareTo(ago) >= 0).isPresent();
        return due && !reasons.equals(waiting.reasons())
                ? done.chain(() -> AllocationStore.update(session, before, decision.next()))
                        .chain(() -> WaitingStore.told(session, waiting.requestId(), reasons))
                        .chain(() -> Outbox.append(session, events(waiting, decision)))
                : done;
    }

    private static List<Event> events(Waiting waiting, Decision decision) {
        return decision.publish().stream()
                .map(data -> Event.of(
                        waiting.requestId(), decision.next().revision(), Instant.now(), waiting.traceparent(), data))
                .toList();
    }
}
