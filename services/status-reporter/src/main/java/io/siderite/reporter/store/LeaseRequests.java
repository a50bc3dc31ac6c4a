package io.siderite.reporter.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.siderite.eventing.Event;
import io.siderite.eventing.Outbox;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorAnswered;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.Refusal;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** What people ask of leases, as events for network-allocator, and what it answers. */
public final class LeaseRequests {

    // They are of no machine; one key keeps them in order.
    private static final String KEY = "leases";
    private static final String RELEASE = "lease.release";

    private LeaseRequests() {}

    /** What became of a request. */
    public sealed interface Outcome {
        /** Nothing was asked under that number. */
        record Unknown() implements Outcome {}

        /** network-allocator has not answered yet. */
        record Undecided() implements Outcome {}

        /** All of it is done. */
        record Done() implements Outcome {}

        /** Nothing was changed; every reason. */
        record Refused(List<Refusal> reasons) implements Outcome {}
    }

    /** Asks for it; answers the request's number. */
    public static Uni<Long> ask(Mutiny.Session session, String action, List<LeaseChange> changes, Instant now) {
        return session.createNativeQuery("select nextval('operator_revision')", Long.class)
                .getSingleResult()
                .chain(revision -> session.createNativeQuery(
                                "insert into operator_request (revision, action, asked_at) values (:revision, :action, :at)")
                        .setParameter("revision", revision)
                        .setParameter("action", action)
                        .setParameter("at", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                        .executeUpdate()
                        .chain(() -> Outbox.append(
                                session,
                                List.of(Event.of(
                                        KEY,
                                        revision,
                                        now,
                                        Optional.empty(),
                                        OperatorRequested.newBuilder()
                                                .setAction(action)
                                                .setBy("api")
                                                .addAllLeases(changes)
                                                .build()))))
                        .replaceWith(revision));
    }

    /** What became of the request with that number. */
    public static Uni<Outcome> outcome(Mutiny.Session session, long revision) {
        return session.createNativeQuery(
                        "select coalesce(answer, '') from operator_request where revision = :revision", byte[].class)
                .setParameter("revision", revision)
                .getResultList()
                .map(rows -> rows.isEmpty() ? new Outcome.Unknown() : outcome(rows.getFirst()));
    }

    private static Outcome outcome(byte[] answer) {
        if (answer.length == 0) {
            return new Outcome.Undecided();
        }
        try {
            OperatorAnswered answered = OperatorAnswered.parseFrom(answer);
            return answered.getDone() ? new Outcome.Done() : new Outcome.Refused(answered.getRefusalsList());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what we wrote ourselves can't be read: an answer", e);
        }
    }

    /** Notes what network-allocator answered; what is given back has an end in the history. */
    static Uni<Void> hear(Mutiny.Session session, List<Event> events) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Event event : events) {
            if (event.data() instanceof OperatorAnswered answered) {
                done = done.chain(() -> note(session, event, answered))
                        .chain(fresh -> fresh
                                ? ended(session, event, answered)
                                : Uni.createFrom().voidItem());
            }
        }
        return done;
    }

    private static Uni<Boolean> note(Mutiny.Session session, Event event, OperatorAnswered answered) {
        return session.createNativeQuery(
                        "insert into operator_request as r (revision, action, asked_at, answer) values (:revision, :action,"
                                + " :at, :answer) on conflict (revision) do update set answer = excluded.answer"
                                + " where r.answer is null")
                .setParameter("revision", event.revision())
                .setParameter("action", answered.getAsked().getAction())
                .setParameter("at", OffsetDateTime.ofInstant(event.time(), ZoneOffset.UTC))
                .setParameter("answer", answered.toByteArray())
                .executeUpdate()
                .map(changed -> changed == 1);
    }

    private static Uni<Void> ended(Mutiny.Session session, Event event, OperatorAnswered answered) {
        Uni<Void> done = Uni.createFrom().voidItem();
        if (answered.getDone() && answered.getAsked().getAction().equals(RELEASE)) {
            for (LeaseChange change : answered.getAsked().getLeasesList()) {
                done = done.chain(() -> Leases.released(session, event, change));
            }
        }
        return done;
    }
}
