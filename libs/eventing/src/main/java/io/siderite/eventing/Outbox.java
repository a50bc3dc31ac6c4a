package io.siderite.eventing;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Events to be published if, and only if, the transaction commits. The last snapshot of each machine is kept beside
 * them until the machine is finished.
 */
public final class Outbox {

    private static final String KEEP_SNAPSHOT = """
            insert into snapshot (key, topic, revision, headers, value) values (:key, :topic, :revision, :headers, :value)
            on conflict (key) do update set topic = excluded.topic, revision = excluded.revision,
                headers = excluded.headers, value = excluded.value
            where snapshot.revision <= excluded.revision""";

    private Outbox() {}

    /** Adds events to the session's transaction, in order. */
    public static Uni<Void> append(Mutiny.Session session, List<Event> events) {
        // Flushed by ourselves: a statement that has to flush others' pending changes first was seen to hang for good.
        Uni<Void> done = events.isEmpty() ? Uni.createFrom().voidItem() : session.flush();
        for (Event event : events) {
            done = done.chain(() -> append(session, event));
        }
        return done;
    }

    /** The machines are finished: nothing of them is announced again after this. */
    public static Uni<Void> finish(Mutiny.Session session, Collection<String> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.flush()
                .chain(() -> session.createMutationQuery("delete from SnapshotRow where key in (:keys)")
                        .setParameter("keys", keys)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static Uni<Void> append(Mutiny.Session session, Event event) {
        ProducerRecord<String, byte[]> record = Envelope.encode(event);
        OutboxRow row = new OutboxRow(record);
        Uni<Void> appended = session.persist(row);
        return event.topic().snapshot() ? appended.chain(() -> keep(session, event, row)) : appended;
    }

    private static Uni<Void> keep(Mutiny.Session session, Event event, OutboxRow row) {
        return session.createNativeQuery(KEEP_SNAPSHOT)
                .setParameter("key", row.key)
                .setParameter("topic", row.topic)
                .setParameter("revision", event.revision())
                .setParameter("headers", row.headers)
                .setParameter("value", row.value)
                .executeUpdate()
                .replaceWithVoid();
    }
}
