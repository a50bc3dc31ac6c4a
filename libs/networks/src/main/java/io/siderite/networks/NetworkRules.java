package io.siderite.networks;

import io.siderite.networks.NetworkReader.Stated;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the parts of one network must fit together. */
final class NetworkRules {

    private final Network network;
    private final Stateds stated;
    private final List<Problem> problems = new ArrayList<>();

    private NetworkRules(Network network, Stateds stated) {
        this.network = network;
        this.stated = stated;
    }

    /** What was written of a network, with the keys where it stands. */
    record Stateds(
            List<Stated<Subnet>> subnets,
            List<Stated<Interval>> ranges,
            List<Stated<Interval>> exclusions,
            List<Stated<Reservation>> reservations,
            List<Stated<Route>> routes,
            List<Stated<Address>> gateways) {}

    static List<Problem> check(Network network, Stateds stated, String subnetKey) {
        NetworkRules rules = new NetworkRules(network, stated);
        rules.gateways();
        rules.routes();
        rules.ranges();
        rules.exclusions();
        rules.reservations();
        if (rules.problems.isEmpty()
                && network.pools().stream().allMatch(pool -> pool.addresses().isEmpty())) {
            rules.problems.add(new Problem(
                    subnetKey, "leaves no address to lease: take something out of exclude or reservations"));
        }
        return rules.problems;
    }

    private void gateways() {
        for (Stated<Address> gateway : stated.gateways()) {
            host(gateway.key(), "the gateway " + gateway, Interval.of(gateway.value()));
        }
        for (Family family : Family.values()) {
            stated.gateways().stream()
                    .filter(g -> g.value().family() == family)
                    .skip(1)
                    .forEach(g -> wrong(g, "is a second gateway of " + family + ": keep one"));
        }
    }

    private void routes() {
        for (Stated<Route> route : stated.routes()) {
            Subnet to = route.value().to();
            Address via = route.value().via();
            if (to.family() != via.family()) {
                wrong(route, "is \"" + route + "\": a route stays in one family");
            } else if (to.prefix() == 0) {
                wrong(route, "is \"" + route + "\", a default route: write gateway: " + via);
            } else if (network.subnets().stream().anyMatch(to::overlaps)) {
                wrong(route, "is \"" + route + "\", which is the network itself: remove it");
            } else {
                host(route.key(), "the router " + via, Interval.of(via));
            }
        }
    }

    private void ranges() {
        List<Stated<Interval>> before = new ArrayList<>();
        for (Stated<Interval> range : stated.ranges()) {
            if (host(range.key(), "the range " + range, range.value())) {
                stated.gateways().stream()
                        .filter(g -> range.value().contains(g.value()))
                        .forEach(g -> wrong(
                                range, "has the gateway " + g + " in it: end the range before it, or begin after it"));
                stated.routes().stream()
                        .map(r -> r.value().via())
                        .filter(range.value()::contains)
                        .forEach(via -> wrong(
                                range,
                                "has the router " + via + " in it: end the range before it, or" + " begin after it"));
            }
            before.stream()
                    .filter(b -> b.value().overlaps(range.value()))
                    .forEach(b ->
                            wrong(range, "is " + range + ", which overlaps " + b + ": make them one, or part them"));
            before.add(range);
        }
    }

    private void exclusions() {
        for (Stated<Interval> exclusion : stated.exclusions()) {
            inside(exclusion.key(), "the exclusion " + exclusion, exclusion.value());
        }
    }

    private void reservations() {
        List<Stated<Reservation>> before = new ArrayList<>();
        for (Stated<Reservation> reservation : stated.reservations()) {
            Interval addresses = reservation.value().addresses();
            host(reservation.key(), "the reservation " + addresses, addresses);
            before.stream()
                    .filter(b -> b.value().addresses().overlaps(addresses))
                    .forEach(b -> wrong(
                            reservation,
                            "reserves " + addresses + ", which is reserved for "
                                    + b.value().holder() + " already ("
                                    + b.value().addresses() + "): keep one"));
            if (reservation.value().isForSets()) {
                stated.exclusions().stream()
                        .filter(e -> e.value().overlaps(addresses))
                        .forEach(e -> wrong(
                                reservation, "reserves what is excluded (" + e + "): take it out of one of them"));
                stated.gateways().stream()
                        .filter(g -> addresses.contains(g.value()))
                        .forEach(g -> wrong(reservation, "reserves the gateway " + g + " for machines: it is its own"));
            }
            before.add(reservation);
        }
    }

    /** Whether all of it are hosts' addresses of one of the subnets. */
    private boolean host(String key, String what, Interval addresses) {
        Optional<Subnet> subnet = inside(key, what, addresses);
        if (subnet.isEmpty() || subnet.get().hosts().contains(addresses)) {
            return subnet.isPresent();
        }
        boolean low = addresses.contains(subnet.get().network());
        problems.add(new Problem(
                key,
                "is wrong: " + what + " has "
                        + (low
                                ? subnet.get().network() + ", the address of the subnet itself"
                                : subnet.get().last() + ", the broadcast address")
                        + ", in it: hosts of " + subnet.get() + " have "
                        + subnet.get().hosts()));
        return false;
    }

    private Optional<Subnet> inside(String key, String what, Interval addresses) {
        Optional<Subnet> subnet = network.subnets().stream()
                .filter(s -> s.all().contains(addresses))
                .findFirst();
        if (subnet.isEmpty()) {
            problems.add(new Problem(
                    key,
                    "is wrong: " + what + " is outside of "
                            + String.join(
                                    " and ",
                                    network.subnets().stream()
                                            .map(Subnet::toString)
                                            .toList())));
        }
        return subnet;
    }

    private void wrong(Stated<?> where, String what) {
        problems.add(new Problem(where.key(), what));
    }
}
