package io.siderite.proxmoxsim.guest;

import java.util.List;

/**
 * A network card as the machine came up with it.
 *
 * @param name {@code eth0}… in the order of the cards
 * @param mac lower case
 * @param bridge the bridge it hangs on
 * @param dhcp whether it asked for an address
 * @param addresses static ones, with prefix length
 * @param mtu as configured inside; 0 for the card's own
 * @param configured whether network-config named it; one that it does not name gets DHCP
 */
public record Nic(
        String name, String mac, String bridge, boolean dhcp, List<String> addresses, int mtu, boolean configured) {}
