package io.siderite.allocator.store;

import static io.siderite.allocator.store.Sql.inet;

import io.siderite.allocator.core.Demand;
import io.siderite.allocator.core.Demand.Choice;
import io.siderite.networks.Address;
import io.siderite.networks.Interval;
import io.siderite.networks.Pool;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Free addresses, as intervals: the lowest one is found, taken and given back in a few steps into an index, however many
 * there are. Whoever takes or gives has locked the network.
 */
final class PoolStore {

    /** Addresses of VMs that are not this machine's, on the same network as far as can be told. */
    private static final String ANOTHERS = " s.request_id <> :request and (s.network = :network or (s.network = ''"
            + " and (s.bridge = '' or (s.bridge = :bridge and s.vlan = :vlan)))) ";

    // Within the lowest interval: its first address, or the one after another VM's, whichever is the lowest nobody has.
    private static final String LOWEST = """
            select host(f.address) from free_interval i cross join lateral (
                select min(c.a) as address from (
                    select greatest(i.first, %1$s) as a
                    union all
                    select s.address + 1 from seen_address s
                    where s.address between greatest(i.first, %1$s) and least(i.last, %2$s) and %3$s
                ) c
                where c.a <= least(i.last, %2$s)
                  and not exists (select 1 from seen_address s where s.address = c.a and %3$s)
            ) f
            where i.network = :network and i.audience = :audience and i.last >= %1$s and i.first <= %2$s
              and f.address is not null
            order by i.last limit 1""".formatted(inet("low"), inet("high"), ANOTHERS);

    private static final String CARVE = """
            with hit as (
                delete from free_interval where network = :network and first <= %1$s and last = (
                    select last from free_interval where network = :network and last >= %1$s order by last limit 1)
                returning audience, first, last)
            insert into free_interval (network, audience, first, last)
            select :network, audience, first, %1$s - 1 from hit where first < %1$s
            union all
            select :network, audience, %1$s + 1, last from hit where last > %1$s""".formatted(inet("address"));

    private static final String GIVE_BACK = """
            with below as (
                delete from free_interval where network = :network and audience = :audience and last = %1$s - 1
                returning first),
            above as (
                delete from free_interval where network = :network and audience = :audience and first = %1$s + 1
                returning last)
            insert into free_interval (network, audience, first, last)
            values (:network, :audience, coalesce((select first from below), %1$s), coalesce((select last from above), %1$s))""".formatted(inet("address"));

    private PoolStore() {}

    /** Locks networks until the transaction ends, in one order for everybody; answers which of them there are. */
    static Uni<List<String>> lock(Mutiny.Session session, Collection<String> networks) {
        return networks.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Sql.texts(
                        session,
                        "select name from network where name in (:names) order by name for update",
                        Map.of("names", new TreeSet<>(networks)));
    }

    /** A network from now on, with everything of these pools free; one that is there already stays as it is. */
    static Uni<Void> create(Mutiny.Session session, String network, List<Pool> pools) {
        return Sql.change(
                        session,
                        "insert into network (name) values (:name) on conflict do nothing",
                        Map.of("name", network))
                .chain(created -> created == 0 ? Uni.createFrom().voidItem() : add(session, network, pools));
    }

    /** Makes free what these pools have, nothing else: the addresses that somebody has are carved out by the caller. */
    static Uni<Void> replace(Mutiny.Session session, String network, List<Pool> pools) {
        return Sql.change(session, "delete from free_interval where network = :network", Map.of("network", network))
                .chain(() -> add(session, network, pools));
    }

    private static Uni<Void> add(Mutiny.Session session, String network, List<Pool> pools) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Pool pool : pools) {
            for (Interval interval : pool.addresses()) {
                done = done.chain(() -> Sql.change(
                                session,
                                "insert into free_interval (network, audience, first, last) values (:network, :audience, "
                                        + inet("first") + ", " + inet("last") + ")",
                                Map.of(
                                        "network", network,
                                        "audience", pool.audience(),
                                        "first", interval.first().toString(),
                                        "last", interval.last().toString()))
                        .replaceWithVoid());
            }
        }
        return done;
    }

    /** The lowest address of a choice that is free and that no other VM was seen with. */
    static Uni<Optional<Address>> lowest(Mutiny.Session session, Demand demand, Choice choice, String requestId) {
        return Sql.texts(
                        session,
                        LOWEST,
                        Map.of(
                                "network", demand.network(),
                                "audience", choice.audience(),
                                "low", choice.bounds().first().toString(),
                                "high", choice.bounds().last().toString(),
                                "request", requestId,
                                "bridge", demand.bridge(),
                                "vlan", demand.vlan()))
                .map(texts -> texts.stream().findFirst().map(Sql::address));
    }

    /** Takes an address out of the free ones; no matter if it is in none. */
    static Uni<Void> carve(Mutiny.Session session, String network, Address address) {
        return Sql.change(session, CARVE, Map.of("network", network, "address", address.toString()))
                .replaceWithVoid();
    }

    /** An address is free again, and grows together with its neighbours. */
    static Uni<Void> giveBack(Mutiny.Session session, String network, String audience, Address address) {
        return Sql.change(
                        session,
                        GIVE_BACK,
                        Map.of("network", network, "audience", audience, "address", address.toString()))
                .replaceWithVoid();
    }

    /** Who else was seen with this very address, in words; empty where nobody was. */
    static Uni<Optional<String>> seenWith(Mutiny.Session session, Demand demand, Address address, String requestId) {
        return Sql.texts(
                        session,
                        "select 'VM ' || s.vmid || ' on ' || s.cluster || '/' || s.node from seen_address s where s.address = "
                                + inet("address") + " and " + ANOTHERS + " order by 1 limit 1",
                        Map.of(
                                "address", address.toString(),
                                "network", demand.network(),
                                "request", requestId,
                                "bridge", demand.bridge(),
                                "vlan", demand.vlan()))
                .map(Sql::first);
    }
}
