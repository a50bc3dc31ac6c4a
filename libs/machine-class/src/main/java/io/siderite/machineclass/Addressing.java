package io.siderite.machineclass;

import static io.siderite.machineclass.NetworkKeys.BASE_IP;
import static io.siderite.machineclass.NetworkKeys.GATEWAY;
import static io.siderite.machineclass.NetworkKeys.STATIC_IP;
import static io.siderite.machineclass.NetworkKeys.STATIC_MTU;
import static io.siderite.machineclass.NetworkKeys.SUBNET;

import io.siderite.machineclass.MachineClass.StaticAddressing;
import java.util.Optional;

/** The static addressing of the first NIC, which several keys make together. */
final class Addressing {

    private Addressing() {}

    static Optional<StaticAddressing> read(Values top) {
        return top.given(SUBNET).map(Subnet::of).map(subnet -> {
            var first = Ip.of(top.given(STATIC_IP).or(() -> top.given(BASE_IP)).orElseThrow());
            return new StaticAddressing(
                    subnet.toString(),
                    top.given(GATEWAY).map(gateway -> Ip.of(gateway).text()).orElse(""),
                    top.texts(NetworkKeys.NAMESERVERS).stream()
                            .map(server -> Ip.of(server).text())
                            .toList(),
                    first.text(),
                    last(top, subnet, first).text(),
                    top.count(STATIC_MTU).orElse(0));
        });
    }

    /** The last address of the range that begins with {@code first}. */
    static Ip last(Values top, Subnet subnet, Ip first) {
        if (!top.has(BASE_IP)) {
            return first;
        }
        var vmids = ListingKeys.vmids(top);
        if (vmids.isPresent()) {
            return first.plus(vmids.get().last() - vmids.get().first());
        }
        // A gateway above the first address bounds the range.
        return top.given(GATEWAY)
                .map(Ip::of)
                .filter(gateway -> subnet.contains(gateway) && gateway.compareTo(first) > 0)
                .map(gateway -> gateway.plus(-1))
                .orElse(subnet.lastHost());
    }
}
