package io.siderite.omni;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.siderite.omni.OmniState.Kind;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.Resource;
import io.siderite.proto.cosi.StateGrpc.StateBlockingV2Stub;
import io.siderite.proto.cosi.WatchOptions;
import io.siderite.proto.cosi.WatchRequest;
import io.siderite.proto.cosi.WatchResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One stream of a watch, from its opening to its end. Read by one thread; may be cancelled by any. */
final class WatchStream implements AutoCloseable {

    /** The first protocol that tells the end of the present content. */
    private static final int API_VERSION = 1;

    private final BlockingClientCall<?, WatchResponse> call;

    private WatchStream(BlockingClientCall<?, WatchResponse> call) {
        this.call = call;
    }

    /** The whole present content, the place in the history that it stands for, and events that came along after it. */
    record Listing(Map<String, Resource> resources, Optional<ByteString> bookmark, List<Event> after) {}

    /** ERRORED: the stream is open, but dead. */
    static final class Errored extends Exception {
        private static final long serialVersionUID = 1;

        Errored(String why) {
            super(why, null, false, false);
        }
    }

    /** Begins with the whole present content: read {@link #listing} first. */
    static WatchStream whole(StateBlockingV2Stub stub, Kind kind) {
        return open(stub, kind, WatchOptions.newBuilder().setBootstrapContents(true));
    }

    /** Goes on after a bookmark: read {@link #opened} first. */
    static WatchStream after(StateBlockingV2Stub stub, Kind kind, ByteString bookmark) {
        return open(stub, kind, WatchOptions.newBuilder().setStartFromBookmark(bookmark));
    }

    private static WatchStream open(StateBlockingV2Stub stub, Kind kind, WatchOptions.Builder options) {
        return new WatchStream(stub.watch(WatchRequest.newBuilder()
                .setNamespace(kind.namespace())
                .setType(kind.type())
                .setApiVersion(API_VERSION)
                .setOptions(options.setAggregated(true))
                .build()));
    }

    /** Waits for the first answer; it says that the watch is there, and usually nothing else. */
    List<Event> opened(Duration patience) throws StatusException, InterruptedException, Errored {
        return next(patience).orElseThrow(() -> silent(patience));
    }

    /** Reads the present content to its end. */
    Listing listing(Duration patience) throws StatusException, InterruptedException, Errored {
        var resources = new LinkedHashMap<String, Resource>();
        while (true) {
            var events = opened(patience);
            for (int i = 0; i < events.size(); i++) {
                var event = events.get(i);
                if (event.getEventType() == EventType.BOOTSTRAPPED) {
                    return new Listing(resources, bookmark(event), events.subList(i + 1, events.size()));
                }
                var id = event.getResource().getMetadata().getId();
                if (event.getEventType() == EventType.DESTROYED) {
                    resources.remove(id);
                } else if (event.hasResource()) {
                    resources.put(id, event.getResource());
                }
            }
        }
    }

    /** The next events, possibly none; empty when nothing came in time. */
    Optional<List<Event>> next(Duration patience) throws StatusException, InterruptedException, Errored {
        try {
            var response = call.read(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
            if (response == null) {
                throw Status.UNAVAILABLE.withDescription("Omni ended the watch").asException();
            }
            for (var event : response.getEventList()) {
                if (event.getEventType() == EventType.ERRORED) {
                    throw new Errored(event.getError());
                }
            }
            return Optional.of(response.getEventList());
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    /** The place in the history right after an event. */
    static Optional<ByteString> bookmark(Event event) {
        return event.hasBookmark() ? Optional.of(event.getBookmark()) : Optional.empty();
    }

    private static StatusException silent(Duration patience) {
        return Status.DEADLINE_EXCEEDED
                .withDescription("the watch is open, but nothing came for " + patience.toSeconds() + " s")
                .asException();
    }

    @Override
    public void close() {
        call.cancel("no longer watched", null);
    }
}
