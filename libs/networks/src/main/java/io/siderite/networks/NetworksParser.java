package io.siderite.networks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads all definitions, and finds what is wrong between them. */
final class NetworksParser {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    private final SortedMap<String, String> keys;
    private final List<Problem> problems = new ArrayList<>();

    NetworksParser(SortedMap<String, String> keys) {
        this.keys = keys;
    }

    Networks.Parsing parse() {
        SortedMap<String, SortedMap<String, String>> sections = new TreeMap<>();
        keys.forEach((key, value) -> {
            if (key.startsWith(Networks.PREFIX)) {
                String rest = key.substring(Networks.PREFIX.length());
                int dot = rest.indexOf('.');
                if (dot <= 0) {
                    problems.add(new Problem(
                            key,
                            "is no network: below " + Networks.PREFIX + "<name> stand bridge,"
                                    + " subnet and the others"));
                } else {
                    sections.computeIfAbsent(rest.substring(0, dot), _ -> new TreeMap<>())
                            .put(rest.substring(dot + 1), value);
                }
            }
        });
        SortedMap<String, Network> networks = new TreeMap<>();
        sections.forEach((name, section) -> {
            checkName(name);
            new NetworkReader(name, section, problems).read().ifPresent(network -> networks.put(name, network));
        });
        checkLinks(networks);
        List<Subnet> management = management(networks);
        return problems.isEmpty()
                ? new Networks.Parsing.Parsed(new Networks(networks, management, keys))
                : new Networks.Parsing.Wrong(problems);
    }

    private void checkName(String name) {
        if (name.equals(Networks.NO_NETWORK)) {
            problems.add(new Problem(
                    Networks.PREFIX + name,
                    "can't be a network's name: in a class it means no network; choose another"));
        } else if (!NAME.matcher(name).matches()) {
            problems.add(new Problem(
                    Networks.PREFIX + name,
                    "is no name for a network: take up to 40 small letters, digits and dashes, such as storage"));
        }
    }

    /** A NIC opts in by its bridge and VLAN, so that these must tell which network it is. */
    private void checkLinks(SortedMap<String, Network> networks) {
        Map<String, String> links = new HashMap<>();
        for (Network network : networks.values()) {
            String link = network.bridge() + (network.vlan() == 0 ? " untagged" : " with VLAN " + network.vlan());
            String other = links.putIfAbsent(link, network.name());
            if (other != null) {
                problems.add(new Problem(
                        Networks.PREFIX + network.name() + ".bridge",
                        "is " + link + ", which is network " + other + "'s already: give one of them another bridge or"
                                + " VLAN, or make them one network"));
            }
        }
    }

    private List<Subnet> management(SortedMap<String, Network> networks) {
        List<Subnet> subnets = new ArrayList<>();
        for (Values.Item item : new Values(keys).list(Networks.MANAGEMENT)) {
            Subnet.whyNot(item.text()).ifPresent(why -> problems.add(new Problem(item.key(), item.says(why))));
            Subnet.parse(item.text()).ifPresent(subnet -> {
                if (subnets.stream().anyMatch(s -> s.family() == subnet.family())) {
                    problems.add(new Problem(
                            item.key(), "is a second subnet of " + subnet.family() + ": keep one of each family"));
                }
                networks.values().stream()
                        .filter(n -> n.subnets().stream().anyMatch(subnet::overlaps))
                        .forEach(n -> problems.add(new Problem(
                                item.key(),
                                item.says("overlaps the subnet of network " + n.name() + ": a storage network is not"
                                        + " the one that machines are managed over"))));
                subnets.add(subnet);
            });
        }
        return subnets;
    }
}
