package io.siderite.networks;

/** Where a machine sends what is for a subnet beyond its storage network. */
public record Route(Subnet to, Address via) {

    @Override
    public String toString() {
        return to + " via " + via;
    }
}
