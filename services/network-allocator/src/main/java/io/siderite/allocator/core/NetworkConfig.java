package io.siderite.allocator.core;

import io.siderite.networks.Family;
import io.siderite.networks.Route;
import java.util.List;

/** The nocloud network-config (version 2) of a machine: works at its first boot, before Omni has a say. */
public final class NetworkConfig {

    private NetworkConfig() {}

    /**
     * Renders it. Every NIC is listed, matched by MAC: Talos would run DHCP on one that is not.
     *
     * @param links in order of the NICs
     */
    public static String render(List<Link> links) {
        YamlLines yaml = new YamlLines().line(0, "version: 2").open(0, "ethernets");
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            yaml.open(1, "eth" + i).line(2, "match: {macaddress: " + YamlLines.quoted(link.mac()) + "}");
            if (link.leases().isEmpty()) {
                yaml.put(2, "dhcp4", true);
            } else {
                yaml.put(2, "addresses", link.addresses());
                link.gateway(Family.IPV4).ifPresent(gateway -> yaml.put(2, "gateway4", gateway));
                link.gateway(Family.IPV6).ifPresent(gateway -> yaml.put(2, "gateway6", gateway));
            }
            if (link.mtu() > 0) {
                yaml.put(2, "mtu", link.mtu());
            }
            if (!link.dns().isEmpty()) {
                yaml.open(2, "nameservers").put(3, "addresses", link.dns());
            }
            routes(yaml, link.routes());
        }
        return yaml.toString();
    }

    private static void routes(YamlLines yaml, List<Route> routes) {
        if (!routes.isEmpty()) {
            yaml.open(2, "routes");
            routes.forEach(route -> yaml.line(
                    3, "- {to: " + YamlLines.quoted(route.to()) + ", via: " + YamlLines.quoted(route.via()) + "}"));
        }
    }
}
