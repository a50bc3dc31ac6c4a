package io.siderite.allocator.core;

import io.siderite.networks.Address;
import io.siderite.networks.Network;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorRequested;
import io.siderite.proto.events.v1.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a person asks of leases, and what speaks against it: it is done whole, or not at all. */
public enum Operation {
    /** Addresses are kept for somebody. */
    RESERVE("lease.reserve"),
    /** Machines' addresses, or reserved ones, are given back. */
    RELEASE("lease.release");

    private final String action;

    Operation(String action) {
        this.action = action;
    }

    /** The operation that an action of {@code operator.requested} names; empty where it names none of ours. */
    public static Optional<Operation> of(String action) {
        for (Operation operation : values()) {
            if (operation.action.equals(action)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    /** Where an address is. */
    public record Place(String network, String address) {
        /** Where the address of a change is, whichever way it is written. */
        public static Place of(LeaseChange change) {
            return new Place(
                    change.getNetwork(),
                    Address.parse(change.getAddress()).map(Address::toString).orElse(change.getAddress()));
        }
    }

    /**
     * Every reason why it can't be done.
     *
     * @param networks in force
     * @param tenants of the addresses that have any
     */
    public List<Refusal> refusals(OperatorRequested asked, Networks networks, Map<Place, Tenant> tenants) {
        Set<Place> before = new HashSet<>();
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < asked.getLeasesCount(); i++) {
            LeaseChange change = asked.getLeases(i);
            Optional<Tenant> tenant = Optional.ofNullable(tenants.get(Place.of(change)));
            Optional<String> why = malformed(change, networks)
                    .or(() -> before.add(Place.of(change))
                            ? Optional.empty()
                            : Optional.of(change.getAddress() + " stands here twice"))
                    .or(() -> switch (this) {
                        case RESERVE -> whyNotReserved(change, networks, tenant);
                        case RELEASE -> whyNotReleased(change, tenant);
                    });
            if (why.isPresent()) {
                refusals.add(
                        Refusal.newBuilder().setIndex(i).setReason(why.get()).build());
            }
        }
        return refusals;
    }

    private static Optional<String> malformed(LeaseChange change, Networks networks) {
        String network = change.getNetwork();
        if (networks.find(network).isEmpty() && Demands.subnetOfClass(network).isEmpty()) {
            return Optional.of("the network " + network + " is not in force: "
                    + (networks.byName().isEmpty()
                            ? "define it below siderite.networks"
                            : "in force are "
                                    + String.join(", ", networks.byName().keySet())));
        }
        return Address.whyNot(change.getAddress()).map(why -> change.getAddress() + " " + why);
    }

    private static Optional<String> whyNotReserved(LeaseChange change, Networks networks, Optional<Tenant> tenant) {
        Address address = Address.parse(change.getAddress()).orElseThrow();
        Optional<Network> network = networks.find(change.getNetwork());
        if (network.isEmpty()) {
            return Optional.of("the range of a class is not reserved from: take " + address + " out of its range");
        }
        if (change.getHolder().isBlank()) {
            return Optional.of(address + " is for nobody: name whom it is reserved for");
        }
        if (network.get().subnets().stream().noneMatch(s -> s.hosts().contains(address))) {
            return Optional.of(address + " is no host's address of network " + change.getNetwork() + " ("
                    + String.join(
                            ", ",
                            network.get().subnets().stream()
                                    .map(Object::toString)
                                    .toList()) + ")");
        }
        return tenant.map(t -> address + " " + t.text());
    }

    private static Optional<String> whyNotReleased(LeaseChange change, Optional<Tenant> tenant) {
        boolean ofMachine = !change.getHolder().isEmpty();
        if (tenant.isEmpty()) {
            return Optional.of(change.getAddress() + " of network " + change.getNetwork()
                    + " is neither leased nor reserved: there is nothing to give back");
        }
        return switch (tenant.get()) {
            case Tenant.Leased leased ->
                ofMachine && leased.requestId().equals(change.getHolder())
                        ? Optional.empty()
                        : Optional.of(change.getAddress() + " " + leased.text()
                                + (ofMachine ? "" : ", not reserved: ask again, it was given to it a moment ago"));
            case Tenant.Reserved reserved ->
                ofMachine
                        ? Optional.of(
                                change.getAddress() + " " + reserved.text() + ", not leased to " + change.getHolder())
                        : Optional.empty();
            case Tenant.Rests rests ->
                Optional.of(change.getAddress() + " " + rests.text() + ": it is given back already");
        };
    }
}
