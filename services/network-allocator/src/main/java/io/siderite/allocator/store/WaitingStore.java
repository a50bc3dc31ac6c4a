package io.siderite.allocator.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.proto.events.v1.MachineEvaluated;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
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
     * @param reasons why it waits, as it was told
     * @param sinceTold how long ago
     */
    record Waiting(
            String requestId,
            long asked,
            MachineEvaluated event,
            Optional<String> traceparent,
            List<String> reasons,
            Duration sinceTold) {}

    /** The machine waits from now on, for these reasons; one that did already keeps its place. */
    static Uni<Void> add(
            Mutiny.Session session,
            String requestId,
            MachineEvaluated event,
            Optional<String> traceparent,
            Collection<String> networks,
            List<String> reasons) {
        return Sql.change(
                        session,
                        "insert into waiting (request_id, evaluated, traceparent, reasons, told_at) values (:id, :event,"
                                + " :trace, :reasons, now()) on conflict (request_id) do update set evaluated ="
                                + " excluded.evaluated, traceparent = excluded.traceparent, reasons = excluded.reasons,"
                                + " told_at = excluded.told_at",
                        Map.of(
                                "id", requestId,
                                "event", event.toByteArray(),
                                "trace", traceparent.orElse(""),
                                "reasons", text(reasons)))
                .chain(() -> needs(session, requestId, networks));
    }

    /** The machine was told now why it waits. */
    static Uni<Void> told(Mutiny.Session session, String requestId, List<String> reasons) {
        return Sql.change(
                        session,
                        "update waiting set reasons = :reasons, told_at = now() where request_id = :id",
                        Map.of("id", requestId, "reasons", text(reasons)))
                .replaceWithVoid();
    }

    /** Whether anybody waits who was told why so long ago, or longer. */
    static Uni<Boolean> anyToldBefore(Mutiny.Session session, Duration ago) {
        return Sql.texts(
                        session,
                        "select request_id from waiting where told_at <= now() - make_interval(secs => cast(:seconds as"
                                + " double precision)) limit 1",
                        Map.of("seconds", ago.toMillis() / 1000.0))
                .map(texts -> !texts.isEmpty());
    }

    private static String text(List<String> reasons) {
        return String.join("\n", reasons);
    }

    /** These are the networks that the machine waits for. */
    static Uni<Void> needs(Mutiny.Session session, String requestId, Collection<String> networks) {
        Uni<Void> done = Sql.change(session, "delete from waiting_for where request_id = :id", Map.of("id", requestId))
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
                        "select w.request_id, w.asked, w.evaluated, w.traceparent, w.reasons, cast(extract(epoch from now()"
                                + " - w.told_at) * 1000 as bigint) from waiting w join allocation a on"
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
                    Optional.of((String) row[3]).filter(t -> !t.isEmpty()),
                    ((String) row[4]).lines().toList(),
                    Duration.ofMillis(((Number) row[5]).longValue()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what we wrote ourselves can't be read: machine " + row[0], e);
        }
    }
}
