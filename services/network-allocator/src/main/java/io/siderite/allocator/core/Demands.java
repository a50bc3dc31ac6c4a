package io.siderite.allocator.core;

import io.siderite.allocator.core.Demand.Choice;
import io.siderite.networks.Address;
import io.siderite.networks.Interval;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.networks.Pool;
import io.siderite.networks.Subnet;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.StaticAddressing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a machine needs, by its NICs and the networks' definitions.
 *
 * @param all in order of the NICs
 * @param impossible why it can have none of them as things are defined; empty when it can
 */
public record Demands(List<Demand> all, List<String> impossible) {

    private static final String CLASS = "class:";

    public Demands {
        all = List.copyOf(all);
        impossible = List.copyOf(impossible);
    }

    /** What the network of a class's own addressing is called. On another VLAN the same subnet is another network. */
    public static String ofClass(Subnet subnet, int vlan) {
        return CLASS + subnet + (vlan == 0 ? "" : "@" + vlan);
    }

    /** The subnet of a network that no configuration defines, but a class's own addressing. */
    public static Optional<Subnet> subnetOfClass(String network) {
        if (!network.startsWith(CLASS)) {
            return Optional.empty();
        }
        int at = network.indexOf('@');
        return Subnet.parse(network.substring(CLASS.length(), at < 0 ? network.length() : at));
    }

    /** From which pool of a network an address is; empty where none of its pools has it. */
    public static Optional<String> audienceOf(String network, Address address, Networks networks) {
        Optional<Subnet> ofClass = subnetOfClass(network);
        if (ofClass.isPresent()) {
            return ofClass.filter(s -> s.hosts().contains(address)).map(_ -> Pool.EVERYBODY);
        }
        return networks.find(network).stream()
                .flatMap(n -> n.pools().stream())
                .filter(pool -> pool.addresses().stream().anyMatch(i -> i.contains(address)))
                .map(Pool::audience)
                .findFirst();
    }

    /**
     * Works them out.
     *
     * @param nics in order
     * @param requestSet the machine's set
     */
    public static Demands of(List<NicPlan> nics, String requestSet, Networks networks) {
        List<Demand> demands = new ArrayList<>();
        List<String> impossible = new ArrayList<>();
        Map<String, Integer> nicOf = new HashMap<>();
        for (int i = 0; i < nics.size(); i++) {
            NicPlan nic = nics.get(i);
            if (nic.hasAddressing()) {
                ofAddressing(i, nic, nic.getAddressing(), demands, impossible);
            } else if (!nic.getNetwork().isEmpty()) {
                @Nullable Integer other = nicOf.putIfAbsent(nic.getNetwork(), i);
                if (other != null) {
                    impossible.add("net" + other + " and net" + i + " are both on network " + nic.getNetwork()
                            + ": a machine has one NIC on a network; remove one from its class");
                } else {
                    ofNetwork(i, nic, requestSet, networks, demands, impossible);
                }
            }
        }
        return impossible.isEmpty() ? new Demands(demands, List.of()) : new Demands(List.of(), impossible);
    }

    private static void ofNetwork(
            int index,
            NicPlan nic,
            String requestSet,
            Networks networks,
            List<Demand> demands,
            List<String> impossible) {
        switch (networks.of(nic.getNetwork(), nic.getBridge(), nic.getVlan())) {
            case Networks.Membership.None _ -> {}
            case Networks.Membership.Unknown unknown -> impossible.add("net" + index + ": " + unknown.text());
            case Networks.Membership.On on -> {
                Network network = on.network();
                Optional<Address> pinned = Address.parse(nic.getAddress());
                if (!nic.getAddress().isEmpty() && pinned.isEmpty()) {
                    impossible.add("net" + index + ": the address " + nic.getAddress() + " "
                            + Address.whyNot(nic.getAddress()).orElse(""));
                }
                pinned.flatMap(address -> network.whyNot(address, requestSet))
                        .ifPresent(why -> impossible.add("net" + index + ": " + why));
                network.subnets()
                        .forEach(subnet -> demands.add(new Demand(
                                index,
                                network.name(),
                                subnet.family(),
                                subnet.prefix(),
                                network.bridge(),
                                network.vlan(),
                                network.audiences(requestSet).stream()
                                        .map(audience -> new Choice(audience, subnet.all()))
                                        .toList(),
                                pinned.filter(subnet::contains),
                                size(network, network.audiences(requestSet), subnet),
                                network.name() + " network")));
            }
        }
    }

    private static BigInteger size(Network network, List<String> audiences, Subnet subnet) {
        return sum(network.pools().stream()
                .filter(pool -> audiences.contains(pool.audience()))
                .flatMap(pool -> pool.addresses().stream())
                .filter(i -> subnet.contains(i.first())));
    }

    private static BigInteger sum(Stream<Interval> intervals) {
        return intervals.map(Interval::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** An address of the range that the class gives, without what stands in it already. */
    private static void ofAddressing(
            int index, NicPlan nic, StaticAddressing addressing, List<Demand> demands, List<String> impossible) {
        Optional<Subnet> subnet = Subnet.parse(addressing.getSubnet());
        Optional<Interval> range = Interval.parse(addressing.getFirst() + "-" + addressing.getLast());
        if (subnet.isEmpty() || range.isEmpty()) {
            impossible.add("net" + index + ": " + addressing.getFirst() + "-" + addressing.getLast() + " in "
                    + addressing.getSubnet() + " is no range of addresses: mend network_subnet and its range in the"
                    + " class");
            return;
        }
        Stream.concat(
                        Stream.of(addressing.getGateway()).filter(text -> !text.isEmpty()),
                        addressing.getNameserversList().stream())
                .forEach(text -> Address.whyNot(text)
                        .ifPresent(why -> impossible.add("net" + index + ": \"" + text + "\" " + why
                                + " (network_gateway, network_nameservers)")));
        Address.parse(addressing.getGateway())
                .filter(gateway -> !subnet.get().contains(gateway))
                .ifPresent(gateway -> impossible.add("net" + index + ": the gateway " + gateway + " is outside of "
                        + subnet.get() + ": mend network_gateway in the class"));
        List<Interval> others = Stream.concat(
                        Stream.of(addressing.getGateway()), addressing.getNameserversList().stream())
                .flatMap(text -> Address.parse(text).stream())
                .map(Interval::of)
                .toList();
        List<Interval> left = subnet.get().hasHosts()
                ? subnet.get().hosts().intersect(range.get()).stream()
                        .flatMap(i -> i.minus(others).stream())
                        .toList()
                : List.of();
        if (left.isEmpty()) {
            impossible.add("net" + index + ": " + range.get() + " has no address for a host of " + subnet.get()
                    + ": mend the range in the class");
            return;
        }
        demands.add(new Demand(
                index,
                ofClass(subnet.get(), nic.getVlan()),
                subnet.get().family(),
                subnet.get().prefix(),
                nic.getBridge(),
                nic.getVlan(),
                left.stream().map(i -> new Choice(Pool.EVERYBODY, i)).toList(),
                Optional.empty(),
                sum(left.stream()),
                range.get() + " of the class"));
    }
}
