package io.siderite.allocator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Machines that wait for addresses, in order of asking. */
final class WaitingStore {

    private WaitingStore() {}

    /**
     * A machine that waits.
     *
     * @param asked its place in the queue: who has less comes first
     */
    record Waiting(String requestId, long asked, MachineEvaluated event, Optional<String> traceparent) {}

    /** The machine waits from now on; one that did already keeps its place. */
    static Uni<Void> add(
            Mutiny.Session session,
            String requestId,
            MachineEvaluated event,
            Optional<String> traceparent,
            Collection<String> networks) {
        Uni<Void> done = Sql.change(
                        session,
                        "insert into waiting (request_id, evaluated, traceparent) values (:id, :event, :trace)"
                                + " on conflict (request_id) do update set evaluated = excluded.evaluated,"
                                + " traceparent = excluded.traceparent",
                        Map.of("id", requestId, "event", event.toByteArray(), "trace", traceparent.orElse("")))
                .chain(() ->
                        Sql.change(session, "delete from waiting_for where request_id = :id", Map.of("id", requestId)))
                .replaceWithVoid();
        for (String network : networks) {
            done = done.chain(() -> Sql.change(
                            session,
                            "insert into waiting_for (request_id, network) values (:id, :network)",
                            Map.of("id", requestId, "network", network))
                    .replaceWithVoid());
        }
        return done;
    }

    /** The machine waits no longer. */
    static Uni<Void> remove(Mutiny.Session session, String requestId) {
        return Sql.change(session, "delete from waiting where request_id = :id", Map.of("id", requestId))
                .replaceWithVoid();
    }

    /** All networks that those need who wait for one of these, these among them. */
    static Uni<List<String>> neededWith(Mutiny.Session session, Collection<String> networks) {
        return networks.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Sql.texts(
                        session,
                        "select distinct n.network from waiting_for n where n.network in (:networks) or n.request_id in"
                                + " (select f.request_id from waiting_for f where f.network in (:networks))",
                        Map.of("networks", networks));
    }

    /**
     * The next ones in the queue, and their machines, locked; whose machine another transaction is at is passed over: that
     * one asks for itself.
     *
     * @param networks who waits for one of these; empty: everybody
     */
    static Uni<List<Waiting>> next(Mutiny.Session session, Collection<String> networks, long after, int limit) {
        String meant = networks.isEmpty()
                ? ""
                : " and exists (select 1 from waiting_for f where f.request_id = w.request_id and f.network in"
                        + " (:networks))";
        Map<String, Object> parameters =
                networks.isEmpty() ? Map.of("after", after) : Map.of("after", after, "networks", networks);
        return Sql.rows(
                        session,
                        "select w.request_id, w.asked, w.evaluated, w.traceparent from waiting w join allocation a on"
                                + " a.request_id = w.request_id where w.asked > :after" + meant
                                + " order by w.asked limit " + limit + " for update of a skip locked",
                        parameters)
                .map(rows -> rows.stream().map(WaitingStore::waiting).toList());
    }

    private static Waiting waiting(Object[] row) {
        try {
            return new Waiting(
                    (String) row[0],
                    ((Number) row[1]).longValue(),
                    MachineEvaluated.parseFrom((byte[]) row[2]),
                    Optional.of((String) row[3]).filter(t -> !t.isEmpty()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what we wrote ourselves can't be read: machine " + row[0], e);
        }
    }
}
