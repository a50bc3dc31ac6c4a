package io.siderite.allocator.core;

import io.siderite.networks.Address;
import io.siderite.networks.Family;
import io.siderite.networks.Interval;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * One address that a machine needs.
 *
 * @param nic which of its NICs, 0 being net0
 * @param prefix length of the subnet's prefix, in bits
 * @param bridge that the NIC is on; foreign VMs' addresses on others are no conflict
 * @param choices where to look for it, the first that has one free wins
 * @param pinned this very one; empty: the lowest free
 * @param size how many addresses there are for it, taken or not
 * @param place what people call the place it comes from, such as {@code storage network}
 */
public record Demand(
        int nic,
        String network,
        Family family,
        int prefix,
        String bridge,
        int vlan,
        List<Choice> choices,
        Optional<Address> pinned,
        BigInteger size,
        String place) {

    public Demand {
        choices = List.copyOf(choices);
    }

    /**
     * A pool to look into.
     *
     * @param audience whose pool it is
     * @param bounds addresses beyond these are not meant
     */
    public record Choice(String audience, Interval bounds) {}

    /** Whether a lease that the machine has already is what it needs: then it stays, whatever became of the ranges. */
    boolean isMetBy(Lease lease) {
        return lease.nic() == nic
                && lease.network().equals(network)
                && lease.family() == family
                && lease.prefix() == prefix
                && pinned.map(lease.address()::equals).orElse(true)
                && choices.stream().anyMatch(c -> c.bounds().contains(lease.address()));
    }

    /** The lease that meets it. */
    public Lease metWith(Address address) {
        return new Lease(nic, network, address, prefix);
    }

    /** From the lowest to the highest address that can be meant. */
    public Interval span() {
        return new Interval(
                choices.stream()
                        .map(c -> c.bounds().first())
                        .min(Address::compareTo)
                        .orElseThrow(),
                choices.stream()
                        .map(c -> c.bounds().last())
                        .max(Address::compareTo)
                        .orElseThrow());
    }

    /** Whose pools it may come from. */
    public List<String> audiences() {
        return choices.stream().map(Choice::audience).distinct().toList();
    }
}
