package io.siderite.allocator.store;

import static io.siderite.allocator.store.Sql.inet;

import io.siderite.allocator.store.DefinitionStore.Definitions;
import io.siderite.networks.Address;
import io.siderite.networks.Family;
import io.siderite.networks.Interval;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.networks.Pool;
import io.siderite.networks.Subnet;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/** Puts definitions in force, unless machines have addresses that these do not know. */
public final class Redefining {

    private final Networks wanted;
    private final Duration quarantine;

    /** To put these in force. */
    public Redefining(Networks wanted, Duration quarantine) {
        this.wanted = wanted;
        this.quarantine = quarantine;
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** They were in force already. */
        record Same() implements Outcome {}

        /** They are in force, and who could go on because of it does. */
        record InForce() implements Outcome {}

        /** What was in force stays so; every machine that would be left without its address. */
        record Refused(List<Orphan> orphans) implements Outcome {}
    }

    /** A machine that would be left without its address on a network, and why, in words. */
    public record Orphan(String network, String text) {}

    /** Does it, in the session's transaction. */
    public Uni<Outcome> apply(Mutiny.Session session) {
        return DefinitionStore.lock(session).chain(known -> {
            if (known.isPresent() && known.get().networks().equals(wanted)) {
                return Uni.createFrom().item(new Outcome.Same());
            }
            boolean complete = known.map(Definitions::inventoryComplete).orElse(false);
            Networks before = known.map(Definitions::networks).orElse(Networks.none());
            return orphans(session, before)
                    .chain(orphans -> orphans.isEmpty()
                            ? put(session, before, complete).replaceWith(new Outcome.InForce())
                            : Uni.createFrom().item(new Outcome.Refused(orphans)));
        });
    }

    /** Leases of configured networks that the wanted definitions have no place for. */
    private Uni<List<Orphan>> orphans(Mutiny.Session session, Networks before) {
        List<String> changed = changed(before);
        return changed.isEmpty()
                ? Uni.createFrom().item(List.of())
                : PoolStore.lock(session, changed)
                        .chain(() -> Sql.rows(
                                session,
                                "select network, host(address), prefix, request_id, request_set from lease where network in"
                                        + " (:networks) order by network, address",
                                Map.of("networks", changed)))
                        .map(rows -> {
                            List<Orphan> orphans = new ArrayList<>();
                            for (Object[] row : rows) {
                                whyLost((String) row[0], Sql.address(row[1]), (int) row[2], (String) row[4])
                                        .ifPresent(why -> orphans.add(new Orphan(
                                                (String) row[0],
                                                row[3] + " has " + row[1] + " of network " + row[0] + ": " + why)));
                            }
                            return orphans;
                        });
    }

    private List<String> changed(Networks before) {
        return before.byName().values().stream()
                .filter(n -> !wanted.find(n.name()).map(n::equals).orElse(false))
                .map(Network::name)
                .toList();
    }

    private Optional<String> whyLost(String name, Address address, int prefix, String requestSet) {
        Optional<Network> network = wanted.find(name);
        if (network.isEmpty()) {
            return Optional.of("the network would be gone");
        }
        Family family = address.family();
        Optional<Subnet> subnet = network.get().subnet(family);
        if (subnet.isPresent() && subnet.get().contains(address) && subnet.get().prefix() != prefix) {
            return Optional.of("its subnet would be " + subnet.get() + ", but the machine was told /" + prefix);
        }
        return network.get().whyNot(address, requestSet);
    }

    private Uni<Void> put(Mutiny.Session session, Networks before, boolean complete) {
        Uni<Void> done = DefinitionStore.write(session, wanted);
        for (Network network : wanted.byName().values()) {
            if (!before.find(network.name()).map(network::equals).orElse(false)) {
                done = done.chain(() -> refill(session, network));
            }
        }
        // A network that is gone has no leases; what rested of it has nowhere to go back to.
        for (String gone : before.byName().keySet()) {
            if (wanted.find(gone).isEmpty()) {
                done = done.chain(() ->
                                Sql.change(session, "delete from quarantine where network = :n", Map.of("n", gone)))
                        .chain(() -> Sql.change(session, "delete from network where name = :n", Map.of("n", gone)))
                        .replaceWithVoid();
            }
        }
        return done.chain(() -> InventoryBatch.allNetworks(session))
                .chain(names -> Leasing.lock(session, new TreeSet<>(names)))
                .chain(() -> Serving.serve(session, List.of(), new Definitions(wanted, complete), quarantine));
    }

    /** What is free of a network: its pools without what is leased or rests. */
    private static Uni<Void> refill(Mutiny.Session session, Network network) {
        return Sql.change(
                        session,
                        "insert into network (name) values (:name) on conflict do nothing",
                        Map.of("name", network.name()))
                .chain(() -> PoolStore.lock(session, List.of(network.name())))
                .chain(() -> Sql.texts(
                        session,
                        "select host(address) from lease where network = :n union select host(address) from quarantine"
                                + " where network = :n",
                        Map.of("n", network.name())))
                .chain(texts -> {
                    List<Interval> had = texts.stream()
                            .map(Sql::address)
                            .map(Interval::of)
                            .sorted()
                            .toList();
                    List<Pool> free = network.pools().stream()
                            .map(pool -> new Pool(
                                    pool.audience(),
                                    pool.addresses().stream()
                                            .flatMap(interval -> interval.minus(had).stream())
                                            .toList()))
                            .toList();
                    return PoolStore.replace(session, network.name(), free)
                            .chain(() -> audiences(session, network, "lease"))
                            .chain(() -> audiences(session, network, "quarantine"));
                });
    }

    /** Tells each address's pool anew. */
    private static Uni<Void> audiences(Mutiny.Session session, Network network, String table) {
        Uni<Void> done = Sql.change(
                        session,
                        "update " + table + " set audience = null where network = :network",
                        Map.of("network", network.name()))
                .replaceWithVoid();
        for (Pool pool : network.pools()) {
            for (Interval interval : pool.addresses()) {
                done = done.chain(() -> Sql.change(
                                session,
                                "update " + table
                                        + " set audience = :audience where network = :network and address between "
                                        + inet("first") + " and " + inet("last"),
                                Map.of(
                                        "audience", pool.audience(),
                                        "network", network.name(),
                                        "first", interval.first().toString(),
                                        "last", interval.last().toString()))
                        .replaceWithVoid());
            }
        }
        return done;
    }
}
