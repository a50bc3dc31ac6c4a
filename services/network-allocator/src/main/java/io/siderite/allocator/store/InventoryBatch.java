package io.siderite.allocator.store;

import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.eventing.Event;
import io.siderite.proto.events.v1.NodeInventory;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** A batch of Proxmox's inventory, applied in one transaction: what is seen on VMs, and who can go on because of it. */
public final class InventoryBatch {

    private final Map<String, NodeInventory> nodes = new LinkedHashMap<>();
    private final Set<String> clusters;
    private final Duration quarantine;

    /**
     * @param events as they came; what is no inventory is passed over
     * @param clusters that are configured, as far as is known here
     */
    public InventoryBatch(List<Event> events, Set<String> clusters, Duration quarantine) {
        // The last one of a node is enough: each tells the whole node.
        for (Event event : events) {
            if (event.data() instanceof NodeInventory node) {
                nodes.put(event.key(), node);
            }
        }
        this.clusters = Set.copyOf(clusters);
        this.quarantine = quarantine;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Applies it. */
    public Uni<Void> apply(Mutiny.Session session) {
        Uni<Boolean> vanished = Uni.createFrom().item(false);
        for (NodeInventory node : nodes.values()) {
            vanished = vanished.chain(before -> SeenMacStore.replace(session, node)
                    .chain(session::flush)
                    .chain(() -> SeenAddressStore.replace(session, node))
                    .map(now -> before || now));
        }
        return vanished.chain(freed -> DefinitionStore.share(session)
                .map(Optional::orElseThrow)
                .chain(definitions -> definitions.inventoryComplete()
                        ? freed ? serve(session, definitions) : Uni.createFrom().voidItem()
                        : begin(session)));
    }

    /** The first complete inventory: what VMs of ours are seen with is theirs, then leasing begins. */
    private Uni<Void> begin(Mutiny.Session session) {
        return SeenAddressStore.isComplete(session, clusters)
                .chain(complete -> complete
                        ? DefinitionStore.lock(session)
                                .map(Optional::orElseThrow)
                                .chain(definitions -> TakingOver.seen(session, definitions.networks())
                                        .chain(() -> DefinitionStore.inventoryIsComplete(session))
                                        .chain(() -> serve(session, new Definitions(definitions.networks(), true))))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> serve(Mutiny.Session session, Definitions definitions) {
        return allNetworks(session)
                .chain(names -> Leasing.lock(session, names))
                .chain(() -> Serving.serve(session, List.of(), definitions, quarantine));
    }

    /** Every network, and those that somebody who waits was the first to name. */
    static Uni<? extends Collection<String>> allNetworks(Mutiny.Session session) {
        return Sql.texts(session, "select name from network union select network from waiting_for", Map.of());
    }
}
