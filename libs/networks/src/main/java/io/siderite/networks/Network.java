package io.siderite.networks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A storage network, as it is configured.
 *
 * @param bridge Proxmox's name of it
 * @param vlan 0: untagged
 * @param mtu in bytes; 0: as the link comes
 * @param subnets one, or one of IPv4 and one of IPv6
 * @param ranges what is leased; of a family without any, the whole subnet is
 * @param exclusions what is never leased
 * @param gateways none, or one of each family
 * @param dns of the machines on it; none by default
 */
public record Network(
        String name,
        String bridge,
        int vlan,
        int mtu,
        List<Subnet> subnets,
        List<Interval> ranges,
        List<Interval> exclusions,
        List<Reservation> reservations,
        List<Route> routes,
        List<Address> gateways,
        List<Address> dns) {

    public Network {
        subnets = List.copyOf(subnets);
        ranges = List.copyOf(ranges);
        exclusions = List.copyOf(exclusions);
        reservations = List.copyOf(reservations);
        routes = List.copyOf(routes);
        gateways = List.copyOf(gateways);
        dns = List.copyOf(dns);
    }

    /** Its subnet of a family. */
    public Optional<Subnet> subnet(Family family) {
        return subnets.stream().filter(s -> s.family() == family).findFirst();
    }

    /** Its gateway of a family. */
    public Optional<Address> gateway(Family family) {
        return gateways.stream().filter(a -> a.family() == family).findFirst();
    }

    /** Everything that may be leased; that of everybody first. No address is in two pools. */
    public List<Pool> pools() {
        List<Interval> kept = new ArrayList<>(exclusions);
        routers().map(Interval::of).forEach(kept::add);
        List<Interval> shared = new ArrayList<>(kept);
        reservations.forEach(r -> shared.add(r.addresses()));
        Map<String, List<Interval>> pools = new LinkedHashMap<>();
        pools.put(
                Pool.EVERYBODY,
                subnets.stream()
                        .flatMap(this::leasedOf)
                        .flatMap(range -> range.minus(shared).stream())
                        .sorted()
                        .toList());
        reservations.stream()
                .filter(Reservation::isForSets)
                .sorted((a, b) -> a.addresses().compareTo(b.addresses()))
                .forEach(r -> pools.computeIfAbsent(r.holder(), _ -> new ArrayList<>())
                        .addAll(r.addresses().minus(kept)));
        return pools.entrySet().stream()
                .map(pool -> new Pool(pool.getKey(), pool.getValue()))
                .toList();
    }

    private Stream<Interval> leasedOf(Subnet subnet) {
        List<Interval> own =
                ranges.stream().filter(r -> subnet.contains(r.first())).toList();
        return own.isEmpty() ? Stream.of(subnet.hosts()) : own.stream();
    }

    /** The gateways, and where routes go. */
    private Stream<Address> routers() {
        return Stream.concat(gateways.stream(), routes.stream().map(Route::via)).distinct();
    }

    /** From which pools machines of a set get addresses: what is reserved for it first, then what is everybody's. */
    public List<String> audiences(String requestSet) {
        return Stream.concat(
                        reservations.stream()
                                .filter(r -> r.isFor(requestSet))
                                .map(Reservation::holder)
                                .distinct(),
                        Stream.of(Pool.EVERYBODY))
                .toList();
    }

    /**
     * Why machines of a set may not have this very address, in words; empty when they may. An address beside the ranges
     * may be asked for by name; one that is excluded, or somebody else's, may not.
     */
    public Optional<String> whyNot(Address address, String requestSet) {
        Optional<Subnet> subnet =
                subnets.stream().filter(s -> s.contains(address)).findFirst();
        if (subnet.isEmpty()) {
            return Optional.of(address + " is outside of " + subnets.getFirst() + ", the subnet of network " + name);
        }
        if (!subnet.get().hosts().contains(address)) {
            return Optional.of(address + " is no host's address in " + subnet.get());
        }
        if (routers().anyMatch(address::equals)) {
            return Optional.of(address + " is a router's of network " + name);
        }
        if (exclusions.stream().anyMatch(e -> e.contains(address))) {
            return Optional.of(address + " is excluded from network " + name);
        }
        return reservations.stream()
                .filter(r -> r.addresses().contains(address) && !r.isFor(requestSet))
                .findFirst()
                .map(r -> address + " of network " + name + " is reserved for " + r.holder());
    }
}
