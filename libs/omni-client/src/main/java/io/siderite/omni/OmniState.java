package io.siderite.omni;

import io.siderite.proto.cosi.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Omni's COSI state. Every method blocks (call it on a virtual thread), never throws for what a peer may do, and
 * answers an {@link Answer}. Resources travel as Omni sent them, so that an update round-trips owner, finalizers,
 * labels and annotations.
 */
public interface OmniState {

    /** Reads one resource. */
    Answer<Resource> get(Kind kind, String id);

    /** Reads all resources of a kind that this provider may see. */
    Answer<List<Resource>> list(Kind kind);

    /** Creates a resource; {@link Answer.Exists} when there is one. Version and phase are set here. */
    Answer<Resource> create(Resource resource, String owner);

    /**
     * Reads, changes and writes back with the version that was read; reads again on a conflict, a bounded number of
     * times. A change that answers the same resource writes nothing. The stored owner is sent along.
     *
     * @param phase the phase that the resource must be in, such as running; empty for any
     */
    Answer<Resource> update(Kind kind, String id, Optional<String> phase, UnaryOperator<Resource> change);

    /** Asks for teardown; the value tells whether no finalizer is left. */
    Answer<Boolean> teardown(Kind kind, String id, String owner);

    /** Destroys; {@link Answer.Conflict} while finalizers remain. */
    Answer<Void> destroy(Kind kind, String id, String owner);

    /**
     * Watches a kind from its whole present content on. Keeps itself alive: reconnects with back-off, resumes by
     * bookmark, lists again when a bookmark is refused, on ERRORED, and on a period. Events come in order, on one
     * thread; a slow listener slows the stream.
     */
    Watch watch(Kind kind, Consumer<WatchEvent> listener);

    /** A namespace and a type of Omni's. */
    record Kind(String namespace, String type) {}

    /** A running watch. */
    interface Watch extends AutoCloseable {
        /** Empty when the stream is open and answered; else why not, in words for people. */
        Optional<String> trouble();

        @Override
        void close();
    }

    /** What a watch tells. */
    sealed interface WatchEvent {
        /** Is there, or has changed; also for each resource of a (new) list. */
        record Present(Resource resource) implements WatchEvent {}

        /** Was destroyed, and we saw it happen. Never said of what is merely missing from a new list. */
        record Destroyed(Resource resource) implements WatchEvent {}

        /** The whole present content has been told; {@code ids} are all of it. Comes again after each new list. */
        record Listed(java.util.Set<String> ids) implements WatchEvent {}
    }
}
