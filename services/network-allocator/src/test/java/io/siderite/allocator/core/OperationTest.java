package io.siderite.allocator.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.allocator.core.Operation.Place;
import io.siderite.networks.Networks;
import io.siderite.proto.events.v1.LeaseChange;
import io.siderite.proto.events.v1.OperatorRequested;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationTest {

    private static final Networks NETWORKS = ((Networks.Parsing.Parsed) Networks.parse(Map.of(
                    "siderite.networks.storage.bridge", "vmbr1",
                    "siderite.networks.storage.subnet[0]", "172.31.250.0/24",
                    "siderite.networks.storage.subnet[1]", "fd00:250::/64")))
            .networks();

    @Test
    void whatIsNoAddressOfTheNetworkIsNotReserved() {
        assertThat(refusals(
                        Operation.RESERVE,
                        Map.of(),
                        change("storage", "172.31.250.0", "a"),
                        change("storage", "10.0.0.1", "a"),
                        change("storage", "172.31.250.300", "a"),
                        change("storage", "172.31.250.9", " "),
                        change("class:10.0.0.0/24", "10.0.0.9", "a"),
                        change("lan", "10.0.0.9", "a"),
                        change("storage", "fd00:250::9", "a")))
                .satisfiesExactly(
                        r -> assertThat(r)
                                .isEqualTo("0 172.31.250.0 is no host's address of network storage (172.31.250.0/24,"
                                        + " fd00:250::/64)"),
                        r -> assertThat(r).startsWith("1 10.0.0.1 is no host's address"),
                        r -> assertThat(r).startsWith("2 172.31.250.300 is"),
                        r -> assertThat(r).startsWith("3 172.31.250.9 is for nobody"),
                        r -> assertThat(r).startsWith("4 the range of a class is not reserved from"),
                        r -> assertThat(r).isEqualTo("5 the network lan is not in force: in force are storage"));
    }

    @Test
    void oneAddressIsNotAskedForTwice() {
        assertThat(refusals(
                        Operation.RESERVE,
                        Map.of(),
                        change("storage", "fd00:250::9", "a"),
                        change("storage", "fd00:250:0::9", "b")))
                .containsExactly("1 fd00:250:0::9 stands here twice");
    }

    @Test
    void onlyWhatIsHadIsGivenBack() {
        Place place = new Place("storage", "172.31.250.9");

        assertThat(released("a", Map.of(place, new Tenant.Leased("a")))).isEmpty();
        assertThat(released("", Map.of(place, new Tenant.Reserved("nas")))).isEmpty();
        assertThat(released("b", Map.of(place, new Tenant.Leased("a"))))
                .containsExactly("0 172.31.250.9 is leased to a");
        assertThat(released("", Map.of(place, new Tenant.Leased("a"))))
                .containsExactly(
                        "0 172.31.250.9 is leased to a, not reserved: ask again, it was given to it a moment ago");
        assertThat(released("a", Map.of(place, new Tenant.Rests("a", "noon"))))
                .containsExactly("0 172.31.250.9 was a's and rests until noon: it is given back already");
        assertThat(released("", Map.of()))
                .containsExactly(
                        "0 172.31.250.9 of network storage is neither leased nor reserved: there is nothing to give back");
    }

    private static List<String> released(String holder, Map<Place, Tenant> tenants) {
        return refusals(Operation.RELEASE, tenants, change("storage", "172.31.250.9", holder));
    }

    private static List<String> refusals(Operation operation, Map<Place, Tenant> tenants, LeaseChange... changes) {
        OperatorRequested asked =
                OperatorRequested.newBuilder().addAllLeases(List.of(changes)).build();
        return operation.refusals(asked, NETWORKS, tenants).stream()
                .map(r -> r.getIndex() + " " + r.getReason())
                .toList();
    }

    private static LeaseChange change(String network, String address, String holder) {
        return LeaseChange.newBuilder()
                .setNetwork(network)
                .setAddress(address)
                .setHolder(holder)
                .build();
    }
}
