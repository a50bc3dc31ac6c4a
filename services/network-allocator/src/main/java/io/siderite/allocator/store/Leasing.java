package io.siderite.allocator.store;

import io.siderite.allocator.core.Allocating.Asking;
import io.siderite.allocator.core.Demand;
import io.siderite.allocator.core.Demand.Choice;
import io.siderite.allocator.core.Demands;
import io.siderite.allocator.core.Lease;
import io.siderite.allocator.core.Tenant;
import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.networks.Address;
import io.siderite.networks.Pool;
import io.siderite.networks.Subnet;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Finds addresses for machines and leases them: all that a machine needs, or none, so that none sits on an address of one
 * network while it waits for another. For one transaction, which holds the locks of all networks it may touch.
 */
final class Leasing {

    private final Mutiny.Session session;
    private final Definitions definitions;
    private final Duration quarantine;
    // Demands that nothing was left for: asked again in this transaction, they get the same answer.
    private final Map<Object, String> exhausted = new HashMap<>();

    Leasing(Mutiny.Session session, Definitions definitions, Duration quarantine) {
        this.session = session;
        this.definitions = definitions;
        this.quarantine = quarantine;
    }

    /** What came of asking. */
    sealed interface Answer {
        /** They are leased. */
        record Granted(List<Lease> leases) implements Answer {}

        /** Nothing is; why, for people. */
        record Blocked(List<String> reasons) implements Answer {}
    }

    /** Locks the networks, after making those that only classes know. */
    static Uni<Void> lock(Mutiny.Session session, Collection<String> networks) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String network : new TreeSet<>(networks)) {
            Optional<Subnet> subnet = Demands.subnetOfClass(network);
            if (subnet.isPresent()) {
                Pool all = new Pool(Pool.EVERYBODY, List.of(subnet.get().hosts()));
                done = done.chain(() -> PoolStore.create(session, network, List.of(all)));
            }
        }
        return done.chain(() -> PoolStore.lock(session, networks)).replaceWithVoid();
    }

    /**
     * Leases what is missing, if all of it can be had.
     */
    Uni<Answer> ask(Asking asking) {
        if (!definitions.inventoryComplete()) {
            return Uni.createFrom()
                    .item(new Answer.Blocked(
                            List.of("addresses are given when all VMs in Proxmox have been seen: waits for"
                                    + " the inventory of every cluster")));
        }
        Uni<List<Found>> all = Uni.createFrom().item(new ArrayList<>());
        for (Demand demand : asking.missing()) {
            all = all.chain(found -> find(demand, asking.machine().requestId()).map(next -> {
                found.add(next);
                return found;
            }));
        }
        return all.chain(found -> answer(asking, found));
    }

    private Uni<Answer> answer(Asking asking, List<Found> found) {
        List<String> reasons = found.stream()
                .filter(f -> f.address().isEmpty())
                .map(Found::why)
                .toList();
        if (!reasons.isEmpty()) {
            return Uni.createFrom().item(new Answer.Blocked(reasons));
        }
        List<Lease> surplus = asking.machine().leases().stream()
                .filter(l -> !asking.kept().contains(l))
                .toList();
        Uni<Void> done = LeaseStore.release(session, asking.machine().requestId(), surplus, quarantine);
        List<Lease> leases = new ArrayList<>();
        for (Found each : found) {
            Lease lease = each.demand().metWith(each.address().orElseThrow());
            leases.add(lease);
            done = done.chain(() -> take(lease, asking));
        }
        return done.replaceWith(new Answer.Granted(leases));
    }

    private Uni<Void> take(Lease lease, Asking asking) {
        Optional<String> audience = Demands.audienceOf(lease.network(), lease.address(), definitions.networks());
        return PoolStore.carve(session, lease.network(), lease.address())
                .chain(() -> LeaseStore.insert(
                        session,
                        lease,
                        audience,
                        asking.machine().requestId(),
                        asking.event().getRequest().getRequestSet()));
    }

    /**
     * What was found for a demand.
     *
     * @param why why nothing was; empty where something was
     */
    private record Found(Demand demand, Optional<Address> address, String why) {}

    private Uni<Found> find(Demand demand, String requestId) {
        if (demand.pinned().isPresent()) {
            return pinned(demand, demand.pinned().get(), requestId);
        }
        Object same = List.of(demand.network(), demand.choices());
        @Nullable String why = exhausted.get(same);
        if (why != null) {
            return Uni.createFrom().item(new Found(demand, Optional.empty(), why));
        }
        Uni<Optional<Address>> address = Uni.createFrom().item(Optional.empty());
        for (Choice choice : demand.choices()) {
            address = address.chain(found -> found.isPresent()
                    ? Uni.createFrom().item(found)
                    : PoolStore.lowest(session, demand, choice, requestId));
        }
        return address.chain(found -> found.isPresent()
                ? Uni.createFrom().item(new Found(demand, found, ""))
                : LeaseStore.shortage(session, demand).map(shortage -> {
                    exhausted.put(same, shortage.text());
                    return new Found(demand, Optional.empty(), shortage.text());
                }));
    }

    private Uni<Found> pinned(Demand demand, Address address, String requestId) {
        return LeaseStore.tenant(session, demand.network(), address)
                .map(tenant -> tenant.map(Tenant::text))
                .chain(holder -> holder.isPresent()
                        ? Uni.createFrom().item(holder)
                        : PoolStore.seenWith(session, demand, address, requestId)
                                .map(seen -> seen.map(vm -> "is in use by " + vm)))
                .map(taken -> taken.isPresent()
                        ? new Found(
                                demand,
                                Optional.empty(),
                                "the address " + address + " of network " + demand.network() + " " + taken.get())
                        : new Found(demand, Optional.of(address), ""));
    }
}
