package io.siderite.allocator.store;

import io.siderite.allocator.core.Demands;
import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.allocator.store.LeaseStore.Rested;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** Ends quarantines that are over: their addresses are free again, and who waits for one gets it. */
public final class Resting {

    private final Duration quarantine;

    /** With what addresses rest for that are given back meanwhile. */
    public Resting(Duration quarantine) {
        this.quarantine = quarantine;
    }

    /** Does it; answers in how many milliseconds the next one ends, empty where nothing rests. */
    public Uni<Optional<Long>> end(Mutiny.Session session) {
        return LeaseStore.networksDue(session)
                .chain(due -> due.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : DefinitionStore.share(session)
                                .map(Optional::orElseThrow)
                                .chain(definitions -> end(session, due, definitions)))
                .chain(() -> LeaseStore.nextEnd(session));
    }

    private Uni<Void> end(Mutiny.Session session, List<String> due, Definitions definitions) {
        return WaitingStore.neededWith(session, due)
                .chain(needed -> {
                    TreeSet<String> all = new TreeSet<>(needed);
                    all.addAll(due);
                    return Leasing.lock(session, all);
                })
                .chain(() -> LeaseStore.endQuarantines(session, due))
                .chain(rested -> {
                    Uni<Void> done = Uni.createFrom().voidItem();
                    for (Rested each : rested) {
                        Optional<String> audience =
                                Demands.audienceOf(each.network(), each.address(), definitions.networks());
                        if (audience.isPresent()) {
                            done = done.chain(
                                    () -> PoolStore.giveBack(session, each.network(), audience.get(), each.address()));
                        }
                    }
                    return done;
                })
                .chain(() -> Serving.serve(session, due, definitions, quarantine));
    }
}
