package io.siderite.omni;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.siderite.omni.OmniState.Kind;
import io.siderite.omni.OmniState.Watch;
import io.siderite.omni.OmniState.WatchEvent;
import io.siderite.proto.cosi.Event;
import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.StateGrpc.StateBlockingV2Stub;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A watch that keeps itself alive, on a virtual thread of its own. A broken stream is resumed after the last bookmark that
 * was told; where Omni refuses that, and on a period, the whole content is listed anew.
 *
 * <p>On the period the new stream is opened and read before the old one is let go: a resource that the new list no longer
 * has was destroyed just now, and only the old stream tells that. What it does not tell is merely missing.
 */
final class StateWatch implements Watch {

    private static final Logger LOG = Logger.getLogger(StateWatch.class);

    private final Kind kind;
    private final StateBlockingV2Stub stub;
    private final Answers answers;
    private final WatchTiming timing;
    private final Consumer<WatchEvent> listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private volatile Optional<String> trouble = Optional.of("not connected yet");
    private volatile @Nullable WatchStream current;

    // Below: the watching thread's own.
    private final Set<String> known = new HashSet<>();
    private Optional<ByteString> bookmark = Optional.empty();
    private long listDueNanos;

    private StateWatch(
            Kind kind, StateBlockingV2Stub stub, Answers answers, WatchTiming timing, Consumer<WatchEvent> listener) {
        this.kind = kind;
        this.stub = stub;
        this.answers = answers;
        this.timing = timing;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("watch " + kind.type()).unstarted(this::run);
    }

    static StateWatch start(
            Kind kind, StateBlockingV2Stub stub, Answers answers, WatchTiming timing, Consumer<WatchEvent> listener) {
        var watch = new StateWatch(kind, stub, answers, timing, listener);
        watch.thread.start();
        return watch;
    }

    @Override
    public Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed.countDown();
        var stream = current;
        if (stream != null) {
            stream.close();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        int failures = 0;
        try {
            while (!isClosed()) {
                var started = System.nanoTime();
                var why = attempt();
                var lived = Duration.ofNanos(System.nanoTime() - started);
                failures = lived.compareTo(timing.longestDelay()) >= 0 ? 1 : failures + 1;
                if (!isClosed()) {
                    var delay = timing.delay(failures, ThreadLocalRandom.current());
                    troubled(why, delay);
                    if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            trouble = Optional.of("interrupted");
            LOG.warnf("Watch of %s was interrupted and has ended", kind.type());
        }
    }

    /** Follows one stream, and those that relieve it, until it breaks; answers why it did. */
    private String attempt() throws InterruptedException {
        var resuming = bookmark.isPresent();
        try {
            if (resuming) {
                var stream = takeOver(WatchStream.after(stub, kind, bookmark.get()));
                var first = stream.opened(timing.opening());
                healthy();
                tellAll(first);
            } else {
                var stream = takeOver(WatchStream.whole(stub, kind));
                tellListing(stream.listing(timing.opening()));
            }
            follow();
            return "closed";
        } catch (StatusException e) {
            if (resuming && refused(e.getStatus())) {
                bookmark = Optional.empty();
            }
            return answers.of(e.getStatus()).why();
        } catch (WatchStream.Errored e) {
            bookmark = Optional.empty();
            return "Omni gave the watch up (" + e.getMessage() + "); listing anew";
        } catch (RuntimeException e) {
            bookmark = Optional.empty();
            LOG.errorf(e, "A listener of %s failed; everything will be told again", kind.type());
            return "a listener failed: " + e;
        } finally {
            letGo();
        }
    }

    private void follow() throws StatusException, InterruptedException, WatchStream.Errored {
        while (!isClosed()) {
            var left = Duration.ofNanos(listDueNanos - System.nanoTime());
            if (left.isPositive()) {
                var stream = current;
                if (stream == null) {
                    throw new IllegalStateException("following nothing");
                }
                var events = stream.next(left);
                if (events.isPresent()) {
                    tellAll(events.get());
                }
            } else {
                relieve();
            }
        }
    }

    /** Lists anew on a second stream, hears the old one out about what is missing, and goes on with the new one. */
    private void relieve() throws StatusException, InterruptedException, WatchStream.Errored {
        var old = current;
        var fresh = takeOver(WatchStream.whole(stub, kind));
        try (old) {
            var listing = fresh.listing(timing.opening());
            if (old != null) {
                hearOut(old, listing);
            }
            tellListing(listing);
        }
    }

    private void hearOut(WatchStream old, WatchStream.Listing listing) throws InterruptedException {
        var missing = new HashSet<>(known);
        missing.removeAll(listing.resources().keySet());
        var until = System.nanoTime() + timing.handover().toNanos();
        try {
            while (!missing.isEmpty() && !isClosed() && System.nanoTime() < until) {
                for (var event :
                        old.next(Duration.ofNanos(until - System.nanoTime())).orElse(List.of())) {
                    var id = event.getResource().getMetadata().getId();
                    if (event.getEventType() == EventType.DESTROYED && missing.remove(id)) {
                        tell(event);
                    }
                }
            }
        } catch (StatusException | WatchStream.Errored e) {
            LOG.debugf("The old stream of %s has nothing more to tell: %s", kind.type(), e.getMessage());
        }
        if (!missing.isEmpty()) {
            LOG.warnf("%s: missing from Omni's list, but not seen destroyed: %s", kind.type(), missing);
        }
    }

    private void tellListing(WatchStream.Listing listing) {
        healthy();
        known.clear();
        known.addAll(listing.resources().keySet());
        listing.resources().values().forEach(resource -> listener.accept(new WatchEvent.Present(resource)));
        listener.accept(new WatchEvent.Listed(Set.copyOf(known)));
        bookmark = listing.bookmark();
        listDueNanos = System.nanoTime() + timing.relist().toNanos();
        tellAll(listing.after());
    }

    private void tellAll(List<Event> events) {
        for (var event : events) {
            tell(event);
            bookmark = WatchStream.bookmark(event).or(() -> bookmark);
        }
    }

    private void tell(Event event) {
        var resource = event.getResource();
        switch (event.getEventType()) {
            case CREATED, UPDATED -> {
                known.add(resource.getMetadata().getId());
                listener.accept(new WatchEvent.Present(resource));
            }
            case DESTROYED -> {
                known.remove(resource.getMetadata().getId());
                listener.accept(new WatchEvent.Destroyed(resource));
            }
            case BOOTSTRAPPED, NOOP, ERRORED, UNRECOGNIZED -> LOG.tracef("%s: %s", kind.type(), event.getEventType());
        }
    }

    private WatchStream takeOver(WatchStream stream) {
        current = stream;
        if (isClosed()) {
            stream.close();
        }
        return stream;
    }

    private void letGo() {
        var stream = current;
        current = null;
        if (stream != null) {
            stream.close();
        }
    }

    /** Omni does not take the bookmark: too old, or of another history. */
    private static boolean refused(Status status) {
        return switch (status.getCode()) {
            case FAILED_PRECONDITION, UNKNOWN, INVALID_ARGUMENT, OUT_OF_RANGE -> true;
            case OK,
                    CANCELLED,
                    DEADLINE_EXCEEDED,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    ABORTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    UNAVAILABLE,
                    DATA_LOSS,
                    UNAUTHENTICATED -> false;
        };
    }

    private void healthy() {
        if (trouble.isPresent()) {
            LOG.infof("Watching %s", kind.type());
        }
        trouble = Optional.empty();
    }

    private void troubled(String why, Duration next) {
        if (!trouble.equals(Optional.of(why))) {
            TroubleLog.shared().warn(LOG, "Watch of " + kind.type(), why);
            LOG.debugf("Watch of %s: next attempt in %d ms", kind.type(), next.toMillis());
        }
        trouble = Optional.of(why);
    }
}
