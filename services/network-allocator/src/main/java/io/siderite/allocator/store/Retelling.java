package io.siderite.allocator.store;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Tells machines that wait again why, where that has changed since they were told: other holders, other numbers. Changes
 * are many and readers are people, so that nobody is told more often than once in a while.
 */
public final class Retelling {

    private final Duration quarantine;
    private final Duration period;

    /**
     * @param quarantine with what addresses rest for that are given back meanwhile
     * @param period how long a machine is left alone after it was told something
     */
    public Retelling(Duration quarantine, Duration period) {
        this.quarantine = quarantine;
        this.period = period;
    }

    /** Does it. */
    public Uni<Void> tell(Mutiny.Session session) {
        return WaitingStore.anyToldBefore(session, period)
                .chain(any -> any
                        ? DefinitionStore.share(session)
                                .map(Optional::orElseThrow)
                                .chain(definitions -> InventoryBatch.allNetworks(session)
                                        .chain(names -> Leasing.lock(session, names))
                                        .chain(() -> Serving.serveOrTell(session, definitions, quarantine, period)))
                        : Uni.createFrom().voidItem());
    }
}
