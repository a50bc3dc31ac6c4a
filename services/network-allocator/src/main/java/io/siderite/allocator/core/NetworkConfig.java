package io.siderite.allocator.core;

import io.siderite.proto.events.v1.Nic;
import java.util.List;

/** The nocloud network-config (version 2) of a machine: works at its first boot, before Omni has a say. */
public final class NetworkConfig {

    private NetworkConfig() {}

    /**
     * Renders it. Every NIC is listed, matched by MAC: Talos would run DHCP on one that is not.
     *
     * @param nics in order, MACs in lower case
     */
    public static String render(List<Nic> nics) {
        StringBuilder yaml = new StringBuilder("version: 2\nethernets:\n");
        for (int i = 0; i < nics.size(); i++) {
            Nic nic = nics.get(i);
            yaml.append("  eth").append(i).append(":\n");
            yaml.append("    match: {macaddress: \"").append(nic.getMac()).append("\"}\n");
            if (nic.getAddressesCount() == 0) {
                yaml.append("    dhcp4: true\n");
            } else {
                yaml.append("    addresses: [")
                        .append(String.join(", ", nic.getAddressesList()))
                        .append("]\n");
            }
            if (nic.getPlan().getMtu() > 0) {
                yaml.append("    mtu: ").append(nic.getPlan().getMtu()).append('\n');
            }
        }
        return yaml.toString();
    }
}
