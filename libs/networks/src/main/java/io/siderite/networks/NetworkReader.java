package io.siderite.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads one network; what stands in its keys is judged here, how its parts fit in {@link NetworkRules}. */
final class NetworkReader {

    private static final List<String> KEYS =
            List.of("bridge", "vlan", "subnet", "ranges", "exclude", "mtu", "gateway", "routes", "dns");
    private static final String RESERVATIONS = "reservations.";
    private static final int HIGHEST_VLAN = 4094;
    /** Proxmox's own bound for a NIC. */
    private static final int HIGHEST_MTU = 65520;

    private final String name;
    private final SortedMap<String, String> section;
    private final Values values;
    private final List<Problem> problems;
    private final int problemsBefore;

    NetworkReader(String name, SortedMap<String, String> section, List<Problem> problems) {
        this.name = name;
        this.section = section;
        this.values = new Values(section);
        this.problems = problems;
        this.problemsBefore = problems.size();
    }

    /** The network; empty when something about it is wrong, which is among the problems then. */
    Optional<Network> read() {
        checkKeys();
        List<Stated<Subnet>> subnets = subnets();
        NetworkRules.Stateds stated = new NetworkRules.Stateds(
                subnets,
                list("ranges", Interval::whyNot, Interval::parse),
                list("exclude", Interval::whyNot, Interval::parse),
                reservations(),
                list("routes", NetworkReader::whyNoRoute, NetworkReader::route),
                list("gateway", Address::whyNot, Address::parse));
        String bridge = bridge();
        int vlan = number("vlan", 1, HIGHEST_VLAN);
        int smallest = subnets.stream()
                .mapToInt(s -> s.value().family().smallestMtu())
                .max()
                .orElse(Family.IPV4.smallestMtu());
        int mtu = number("mtu", smallest, HIGHEST_MTU);
        List<Address> dns = bare(list("dns", Address::whyNot, Address::parse));
        if (problems.size() > problemsBefore) {
            return Optional.empty();
        }
        Network network = new Network(
                name,
                bridge,
                vlan,
                mtu,
                bare(stated.subnets()),
                bare(stated.ranges()),
                bare(stated.exclusions()),
                bare(stated.reservations()),
                bare(stated.routes()),
                bare(stated.gateways()),
                dns);
        problems.addAll(NetworkRules.check(network, stated, key("subnet")));
        return problems.size() > problemsBefore ? Optional.empty() : Optional.of(network);
    }

    /** Something that was written, and where. */
    record Stated<T>(String key, T value) {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    private void checkKeys() {
        for (String key : section.keySet()) {
            if (!key.startsWith(RESERVATIONS) && !KEYS.contains(Values.bare(key))) {
                wrong(key, "is not a key of a network: they are " + String.join(", ", KEYS) + " and reservations");
            }
        }
    }

    private String bridge() {
        Optional<Values.Item> bridge = values.one("bridge");
        if (bridge.isEmpty()) {
            wrong("bridge", "is missing: give the name of the network's bridge in Proxmox, such as vmbr1");
        } else if (!bridge.get().text().matches("[A-Za-z][A-Za-z0-9_.-]{0,14}")) {
            wrong("bridge", bridge.get().says("is no bridge's name: write it as Proxmox does, such as vmbr1"));
        }
        return bridge.map(Values.Item::text).orElse("");
    }

    private List<Stated<Subnet>> subnets() {
        List<Stated<Subnet>> subnets = list("subnet", Subnet::whyNot, Subnet::parse);
        if (values.list("subnet").isEmpty()) {
            wrong("subnet", "is missing: give the network's subnet, such as 172.31.250.0/24");
        }
        for (Stated<Subnet> subnet : subnets) {
            SpecialUse.whyNot(subnet.value())
                    .ifPresent(why -> problems.add(new Problem(subnet.key(), "is \"" + subnet + "\", which " + why)));
        }
        for (Family family : Family.values()) {
            subnets.stream()
                    .filter(s -> s.value().family() == family)
                    .skip(1)
                    .forEach(s -> problems.add(new Problem(
                            s.key(),
                            "is a second subnet of " + family + ": a network has one of each family; define another"
                                    + " network for it")));
        }
        return subnets;
    }

    private List<Stated<Reservation>> reservations() {
        List<Stated<Reservation>> reservations = new ArrayList<>();
        new TreeMap<>(section).tailMap(RESERVATIONS).forEach((key, holder) -> {
            if (!key.startsWith(RESERVATIONS)) {
                return;
            }
            String addresses = key.substring(RESERVATIONS.length());
            Optional<String> why = Interval.whyNot(addresses);
            if (why.isPresent()) {
                wrong(key, "is no reservation: " + addresses + " " + why.get());
            } else if (!holder.matches("set:[A-Za-z0-9*?._-]+|[A-Za-z0-9][A-Za-z0-9 ._-]*")) {
                wrong(
                        key,
                        "is \"" + holder + "\": write whose it is, such as truenas, or set:*gpu* for the machines"
                                + " of sets whose names match");
            } else {
                reservations.add(new Stated<>(
                        key(key), new Reservation(Interval.parse(addresses).orElseThrow(), holder)));
            }
        });
        return reservations;
    }

    private static Optional<String> whyNoRoute(String text) {
        String[] parts = text.split("\\s+via\\s+", -1);
        if (parts.length != 2) {
            return Optional.of("is no route: write it as 10.20.0.0/16 via 172.31.250.254");
        }
        return Subnet.whyNot(parts[0])
                .map(why -> "is no route: " + parts[0] + " " + why)
                .or(() -> Address.whyNot(parts[1]).map(why -> "is no route: " + parts[1] + " " + why));
    }

    private static Optional<Route> route(String text) {
        String[] parts = text.split("\\s+via\\s+", -1);
        return Subnet.parse(parts[0]).flatMap(to -> Address.parse(parts[1]).map(via -> new Route(to, via)));
    }

    private int number(String key, int lowest, int highest) {
        Optional<Values.Item> item = values.one(key);
        if (item.isEmpty()) {
            return 0;
        }
        String text = item.get().text();
        if (text.matches("\\d{1,6}")) {
            int number = Integer.parseInt(text);
            if (number >= lowest && number <= highest) {
                return number;
            }
        }
        wrong(key, "is \"" + text + "\": it must be a number from " + lowest + " to " + highest + ", or left out");
        return 0;
    }

    private <T> List<Stated<T>> list(
            String key, Function<String, Optional<String>> whyNot, Function<String, Optional<T>> parse) {
        List<Stated<T>> list = new ArrayList<>();
        for (Values.Item item : values.list(key)) {
            Optional<String> why = whyNot.apply(item.text());
            if (why.isPresent()) {
                wrong(item.key(), item.says(why.get()));
            } else {
                parse.apply(item.text()).ifPresent(value -> list.add(new Stated<>(key(item.key()), value)));
            }
        }
        return list;
    }

    private static <T> List<T> bare(List<Stated<T>> stated) {
        return stated.stream().map(Stated::value).toList();
    }

    private String key(String key) {
        return Networks.PREFIX + name + "." + key;
    }

    private void wrong(String key, String what) {
        problems.add(new Problem(key(key), what));
    }
}
