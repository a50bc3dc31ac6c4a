package io.siderite.omnisim.cosi;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.siderite.omnisim.cosi.ChangeLog.Change;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One open Watch: turns changes into the events that this caller may see and asked for, and sends them as fast as the
 * caller reads. Once it is dead (after ERRORED) it stays open and says nothing, as Omni's does.
 */
final class WatchStream implements ChangeLog.Listener {

    private final ServerCallStreamObserver<WatchResponse> observer;
    private final Kind kind;
    private final WatchRequest request;
    private final Predicate<Resource> shows;
    private final Predicate<Resource> matches;
    /** What is still to be sent: one response each, or joined when the caller wants them aggregated. */
    private final Deque<List<Event>> pending = new ArrayDeque<>();

    private boolean dead;

    WatchStream(
            ServerCallStreamObserver<WatchResponse> observer,
            WatchRequest request,
            Predicate<Resource> shows,
            Predicate<Resource> matches) {
        this.observer = observer;
        this.kind = new Kind(request.getNamespace(), request.getType());
        this.request = request;
        this.shows = shows;
        this.matches = matches;
        observer.setOnReadyHandler(this::drain);
    }

    /** The empty response that says the watch is open. */
    void ready() {
        offer(List.of());
    }

    /** The present content, and (for callers that know it) that this was all, with the bookmark to go on from. */
    void bootstrap(List<Resource> content, long sequence) {
        var events = new ArrayList<Event>();
        content.stream()
                .filter(shows.and(matches))
                .map(resource -> Event.newBuilder()
                        .setEventType(EventType.CREATED)
                        .setResource(resource)
                        .build())
                .forEach(events::add);
        modern(EventType.BOOTSTRAPPED, sequence).ifPresent(events::add);
        send(events);
    }

    /** The bookmark of now, for a caller that wants no content. */
    void bootstrapBookmark(long sequence) {
        modern(EventType.NOOP, sequence).ifPresent(event -> send(List.of(event)));
    }

    /** A single resource as it is now. */
    void present(Resource resource) {
        if (shows.test(resource)) {
            send(List.of(Event.newBuilder()
                    .setEventType(EventType.CREATED)
                    .setResource(resource)
                    .build()));
        }
    }

    @Override
    public void changed(Change change) {
        if (!Kind.of(change.resource().getMetadata()).equals(kind)) {
            return;
        }
        if (request.hasId() && !Resources.id(change.resource()).equals(request.getId())) {
            return;
        }
        var event = wanted(change);
        if (event.isEmpty()) {
            return;
        }
        if (shows.test(change.resource())) {
            send(List.of(event.get()));
        } else if (request.getOptions().getAggregated()) {
            offer(List.of()); // another provider's: the batch is filtered, and goes out empty
        }
    }

    /** One ERRORED event (to callers that know it), then silence on an open stream. */
    synchronized void errored(String why) {
        if (dead) {
            return;
        }
        if (request.getApiVersion() >= 1) {
            send(List.of(Event.newBuilder()
                    .setEventType(EventType.ERRORED)
                    .setError(why)
                    .build()));
        }
        dead = true;
    }

    /** Ends the stream with an error. */
    synchronized void cut(Status status) {
        pending.clear();
        dead = true;
        if (!observer.isCancelled()) {
            observer.onError(status.asRuntimeException());
        }
    }

    /** The event for a change under the caller's query: entering it looks like a creation, leaving it like an end. */
    private Optional<Event> wanted(Change change) {
        var event = Event.newBuilder()
                .setResource(change.resource())
                .setEventType(change.type())
                .setBookmark(Bookmark.of(change.sequence()));
        var matchesNow = matches.test(change.resource());
        var old = change.old();
        if (old == null) {
            return matchesNow ? Optional.of(event.build()) : Optional.empty();
        }
        var matchedBefore = matches.test(old);
        if (matchesNow && matchedBefore) {
            return Optional.of(event.setOld(old).build());
        }
        if (matchesNow) {
            return Optional.of(event.setEventType(EventType.CREATED).build());
        }
        return matchedBefore
                ? Optional.of(event.setEventType(EventType.DESTROYED).build())
                : Optional.empty();
    }

    private Optional<Event> modern(EventType type, long sequence) {
        if (request.getApiVersion() < 1) {
            return Optional.empty();
        }
        var tombstone = Resource.newBuilder();
        tombstone
                .getMetadataBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setVersion("undefined")
                .setPhase(Resources.RUNNING);
        return Optional.of(Event.newBuilder()
                .setEventType(type)
                .setResource(tombstone)
                .setBookmark(Bookmark.of(sequence))
                .build());
    }

    private void send(List<Event> events) {
        if (request.getOptions().getAggregated()) {
            offer(events);
        } else {
            events.forEach(event -> offer(List.of(event)));
        }
    }

    private synchronized void offer(List<Event> events) {
        if (dead) {
            return;
        }
        pending.add(events);
        drain();
    }

    private synchronized void drain() {
        while (!pending.isEmpty() && observer.isReady() && !observer.isCancelled()) {
            var response = WatchResponse.newBuilder().addAllEvent(pending.remove());
            while (request.getOptions().getAggregated() && response.getEventCount() > 0 && !pending.isEmpty()) {
                response.addAllEvent(pending.remove());
            }
            observer.onNext(response.build());
        }
    }
}
