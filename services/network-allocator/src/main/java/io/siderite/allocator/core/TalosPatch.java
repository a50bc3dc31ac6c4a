package io.siderite.allocator.core;

import io.siderite.networks.Address;
import io.siderite.networks.Subnet;
import java.util.List;

/**
 * The Talos machine config patch for a machine's static addresses: lasts beyond the installation, and wins over what the
 * machine was told at its first boot. In the form that every Talos 1.x takes: the newer documents would end DHCP on the
 * links that they do not name.
 */
public final class TalosPatch {

    private static final String CONTROL_PLANES = "-control-planes";

    private TalosPatch() {}

    /**
     * Renders it; empty where there is nothing to say.
     *
     * @param links in order of the NICs
     * @param requestSet the machine's set; etcd's part fails validation on anything but a control plane
     * @param management the subnets that Kubernetes and etcd are to keep to; empty: not configured
     */
    public static String render(List<Link> links, String requestSet, List<Subnet> management) {
        List<Link> fixed = links.stream().filter(l -> !l.leases().isEmpty()).toList();
        if (fixed.isEmpty()) {
            return "";
        }
        boolean pinned = !management.isEmpty() && fixed.stream().anyMatch(Link::storage);
        YamlLines yaml = new YamlLines().open(0, "machine");
        if (pinned) {
            yaml.open(1, "kubelet").open(2, "nodeIP").put(3, "validSubnets", management);
        }
        yaml.open(1, "network");
        List<Address> dns =
                fixed.stream().flatMap(l -> l.dns().stream()).distinct().toList();
        if (!dns.isEmpty()) {
            yaml.put(2, "nameservers", dns);
        }
        yaml.open(2, "interfaces");
        fixed.forEach(link -> link(yaml, link));
        if (pinned && requestSet.endsWith(CONTROL_PLANES)) {
            yaml.open(0, "cluster").open(1, "etcd").put(2, "advertisedSubnets", management);
        }
        return yaml.toString();
    }

    private static void link(YamlLines yaml, Link link) {
        yaml.line(3, "- deviceSelector: {hardwareAddr: " + YamlLines.quoted(link.mac()) + "}")
                .put(4, "dhcp", false);
        if (link.mtu() > 0) {
            yaml.put(4, "mtu", link.mtu());
        }
        yaml.put(4, "addresses", link.addresses());
        if (link.gateways().isEmpty() && link.routes().isEmpty()) {
            return;
        }
        yaml.open(4, "routes");
        link.gateways().forEach(gateway -> route(yaml, Subnet.around(gateway, 0).toString(), gateway));
        link.routes().forEach(route -> route(yaml, route.to().toString(), route.via()));
    }

    private static void route(YamlLines yaml, String network, Address gateway) {
        yaml.line(5, "- {network: " + YamlLines.quoted(network) + ", gateway: " + YamlLines.quoted(gateway) + "}");
    }
}
