package io.siderite.allocator.core;

import io.siderite.networks.Address;
import io.siderite.networks.Family;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.networks.Route;
import io.siderite.proto.events.v1.NicPlan;
import io.siderite.proto.events.v1.StaticAddressing;
import java.util.List;
import java.util.Optional;

/**
 * One NIC as its machine is to see it.
 *
 * @param mac lower case: Talos's selectors tell case apart
 * @param leases its addresses; empty: it asks for one by DHCP
 * @param mtu bytes; 0: as it comes
 * @param storage whether it is on a storage network, which is for nothing but storage
 */
public record Link(
        String mac,
        List<Lease> leases,
        int mtu,
        List<Address> gateways,
        List<Route> routes,
        List<Address> dns,
        boolean storage) {

    public Link {
        leases = List.copyOf(leases);
        gateways = List.copyOf(gateways);
        routes = List.copyOf(routes);
        dns = List.copyOf(dns);
    }

    static Link of(NicPlan plan, String mac, List<Lease> leases, Networks networks) {
        if (leases.isEmpty()) {
            int ofNetwork = networks.find(plan.getNetwork()).map(Network::mtu).orElse(0);
            return new Link(mac, leases, mtu(plan, ofNetwork), List.of(), List.of(), List.of(), false);
        }
        if (plan.hasAddressing()) {
            StaticAddressing own = plan.getAddressing();
            return new Link(
                    mac,
                    leases,
                    own.getMtu() > 0 ? own.getMtu() : mtu(plan, 0),
                    Address.parse(own.getGateway()).stream().toList(),
                    List.of(),
                    own.getNameserversList().stream()
                            .flatMap(text -> Address.parse(text).stream())
                            .toList(),
                    false);
        }
        Optional<Network> network = networks.find(leases.getFirst().network());
        return new Link(
                mac,
                leases,
                mtu(plan, network.map(Network::mtu).orElse(0)),
                network.map(Network::gateways).orElse(List.of()),
                network.map(Network::routes).orElse(List.of()),
                network.map(Network::dns).orElse(List.of()),
                true);
    }

    /** What the NIC itself is given wins, as it does on the device; 1 stands for the bridge's, which is the network's. */
    private static int mtu(NicPlan plan, int ofNetwork) {
        return plan.getMtu() > 1 ? plan.getMtu() : ofNetwork;
    }

    /** Its addresses with their prefixes. */
    List<String> addresses() {
        return leases.stream().map(Lease::cidr).toList();
    }

    Optional<Address> gateway(Family family) {
        return gateways.stream().filter(a -> a.family() == family).findFirst();
    }
}
