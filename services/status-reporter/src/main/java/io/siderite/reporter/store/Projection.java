package io.siderite.reporter.store;

import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.NodeInventory;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** A batch of events, applied to the projection in one transaction. */
public final class Projection {

    private Projection() {}

    /** Applies events; machines that change by them are due. */
    public static Uni<Void> hear(Mutiny.Session session, List<Event> events, Instant now) {
        List<Event> nodes =
                events.stream().filter(e -> e.data() instanceof NodeInventory).toList();
        List<Event> machines = events.stream()
                .filter(e -> !(e.data() instanceof NodeInventory || e.data() instanceof OperatorAnswered))
                .toList();
        List<Event> answers = events.stream()
                .filter(e -> e.data() instanceof OperatorAnswered)
                .toList();
        return Nodes.hear(session, nodes)
                .chain(() -> Machines.hear(session, machines, now))
                .chain(() -> Leases.hear(session, machines))
                .chain(() -> LeaseRequests.hear(session, answers));
    }
}
