package io.siderite.allocator.core;

import io.siderite.networks.Address;
import io.siderite.networks.Family;

/**
 * An address that is a machine's.
 *
 * @param nic which of its NICs, 0 being net0
 * @param network the storage network's name, or that of a class's own subnet: {@link Demands#ofClass}
 * @param prefix length of the subnet's prefix, in bits
 */
public record Lease(int nic, String network, Address address, int prefix) {

    public Family family() {
        return address.family();
    }

    /** The address with its prefix length. */
    public String cidr() {
        return address + "/" + prefix;
    }
}
