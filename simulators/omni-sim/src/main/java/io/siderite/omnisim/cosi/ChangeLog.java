package io.siderite.omnisim.cosi;

import io.siderite.proto.cosi.EventType;
import io.siderite.proto.cosi.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Every change of the state in order, and who is told. A bookmark is a sequence number of this log. Used under the
 * lock of the {@link Store} only, but for {@link #unsubscribe}.
 */
final class ChangeLog {

    /** Beyond this many changes the oldest half is compacted, as etcd does after some hours. */
    private static final int KEPT = 200_000;

    /** One change; {@code old} is what an update or a destroy found. */
    record Change(
            long sequence,
            EventType type,
            Resource resource,
            @Nullable Resource old) {}

    /** Is told of each change, in order, under the store's lock: it must not wait. */
    interface Listener {
        void changed(Change change);
    }

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ArrayList<Change> changes = new ArrayList<>();
    private long sequence;
    private long compacted;

    void append(EventType type, Resource resource, @Nullable Resource old) {
        var change = new Change(++sequence, type, resource, old);
        changes.add(change);
        if (changes.size() > KEPT) {
            changes.subList(0, KEPT / 2).clear();
            compacted = changes.getFirst().sequence() - 1;
        }
        listeners.forEach(listener -> listener.changed(change));
    }

    /** The number of the latest change. */
    long sequence() {
        return sequence;
    }

    /** True when changes after that number have been forgotten. */
    boolean isCompacted(long since) {
        return since < compacted;
    }

    /** Forgets all changes so far. */
    void compact() {
        changes.clear();
        compacted = sequence;
    }

    /** All changes with a higher number. */
    List<Change> since(long bookmark) {
        return changes.stream().filter(change -> change.sequence() > bookmark).toList();
    }

    void subscribe(Listener listener) {
        listeners.add(listener);
    }

    void unsubscribe(Listener listener) {
        listeners.remove(listener);
    }
}
