package io.siderite.networks;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All storage networks that are configured.
 *
 * @param byName in order of their names
 * @param management subnets that machines and Omni talk over; empty: not configured
 * @param keys the configuration they were read from: {@link #parse} makes the same of it
 */
public record Networks(SortedMap<String, Network> byName, List<Subnet> management, SortedMap<String, String> keys) {

    /** Where the networks stand in the configuration. */
    public static final String PREFIX = "siderite.networks.";
    /** Where the management subnets stand: one, or one of each family. */
    public static final String MANAGEMENT = "siderite.management-subnet";
    /** What a NIC's network is called that is to have none, whatever its bridge. */
    public static final String NO_NETWORK = "none";

    public Networks {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        management = List.copyOf(management);
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** What came of reading definitions. */
    public sealed interface Parsing {
        /** They can be used. */
        record Parsed(Networks networks) implements Parsing {}

        /** They can't; everything that is wrong. */
        record Wrong(List<Problem> problems) implements Parsing {
            public Wrong {
                problems = List.copyOf(problems);
            }
        }
    }

    /** No network at all. */
    public static Networks none() {
        return new Networks(new TreeMap<>(), List.of(), new TreeMap<>());
    }

    /**
     * Reads definitions.
     *
     * @param keys flat configuration keys with their values, lists as {@code key[0]}; keys of anything else are ignored
     */
    public static Parsing parse(Map<String, String> keys) {
        return new NetworksParser(select(keys.keySet(), keys::get)).parse();
    }

    /** The keys of a configuration that are about networks, with their values. */
    public static SortedMap<String, String> select(
            Iterable<String> names, Function<String, ? extends @Nullable String> value) {
        SortedMap<String, String> selected = new TreeMap<>();
        for (String name : names) {
            if (isOfNetworks(name)) {
                @Nullable String text = value.apply(name);
                if (text != null && !text.isBlank()) {
                    selected.put(name.replace("\"", ""), text.strip());
                }
            }
        }
        return selected;
    }

    /** Whether a configuration key is about networks. */
    public static boolean isOfNetworks(String key) {
        return key.startsWith(PREFIX) || key.equals(MANAGEMENT) || key.startsWith(MANAGEMENT + "[");
    }

    /** The network of that name. */
    public Optional<Network> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The network on that bridge and VLAN (0: untagged). */
    public Optional<Network> on(String bridge, int vlan) {
        return byName.values().stream()
                .filter(n -> n.bridge().equals(bridge) && n.vlan() == vlan)
                .findFirst();
    }

    /** The network that a NIC is on. */
    public Membership of(String network, String bridge, int vlan) {
        if (network.equals(NO_NETWORK)) {
            return new Membership.None();
        }
        if (network.isEmpty()) {
            return on(bridge, vlan).<Membership>map(Membership.On::new).orElseGet(Membership.None::new);
        }
        return find(network)
                .<Membership>map(Membership.On::new)
                .orElseGet(() ->
                        new Membership.Unknown(network, byName.keySet().stream().toList()));
    }

    /** Whether a NIC is on a storage network, and on which. */
    public sealed interface Membership {
        /** It gets its address from this one. */
        record On(Network network) implements Membership {}

        /** It has nothing to do with storage networks. */
        record None() implements Membership {}

        /** Its class names one that is not configured. */
        record Unknown(String name, List<String> configured) implements Membership {
            /** A sentence for people. */
            public String text() {
                return "the network " + name + " is not configured: "
                        + (configured.isEmpty()
                                ? "define it below siderite.networks"
                                : "configured are " + String.join(", ", configured));
            }
        }
    }
}
