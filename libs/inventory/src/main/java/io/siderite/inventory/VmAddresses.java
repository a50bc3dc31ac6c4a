package io.siderite.inventory;

import io.siderite.inventory.identity.VmDescription;
import io.siderite.proto.events.v1.VmAddress;
import io.siderite.proxmox.ProxmoxCluster.VmConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Static addresses that a VM's configuration tells of, each with the link that its NIC is on. */
final class VmAddresses {

    private static final int MOST_NICS = 32;
    private static final Pattern STATIC = Pattern.compile("(?:^|,)ip6?=([0-9A-Fa-f:.]+/\\d{1,3})(?=,|$)");
    private static final Pattern BRIDGE = Pattern.compile("(?:^|,)bridge=([^,]+)");
    private static final Pattern VLAN = Pattern.compile("(?:^|,)tag=(\\d{1,4})");

    private VmAddresses() {}

    /** Those of cloud-init's {@code ipconfigN}; "dhcp" and "auto" are none. */
    static List<VmAddress> configured(VmConfig config) {
        List<VmAddress> addresses = new ArrayList<>();
        for (int nic = 0; nic < MOST_NICS; nic++) {
            Matcher matcher = STATIC.matcher(config.get("ipconfig" + nic));
            while (matcher.find()) {
                addresses.add(on(config, nic).setAddress(matcher.group(1)).build());
            }
        }
        return addresses;
    }

    /** Those that a VM of ours was leased. */
    static List<VmAddress> leased(VmConfig config, VmDescription.Block block) {
        return block.leases().stream()
                .map(lease -> on(config, lease.nic())
                        .setAddress(lease.address())
                        .setNetwork(lease.network())
                        .build())
                .toList();
    }

    private static VmAddress.Builder on(VmConfig config, int nic) {
        String net = config.get("net" + nic);
        VmAddress.Builder address = VmAddress.newBuilder().setNic(nic);
        Matcher bridge = BRIDGE.matcher(net);
        if (bridge.find()) {
            address.setBridge(bridge.group(1));
        }
        Matcher vlan = VLAN.matcher(net);
        if (vlan.find()) {
            address.setVlan(Integer.parseInt(vlan.group(1)));
        }
        return address;
    }
}
