package io.siderite.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.networks.Networks.Membership;
import io.siderite.networks.Networks.Parsing;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

    private static final Map<String, String> SEED = Map.of(
            "bridge", "vmbr1",
            "subnet", "172.31.250.0/24",
            "ranges", "172.31.250.21-172.31.250.29",
            "mtu", "9000",
            "reservations.172.31.250.1", "truenas",
            "reservations.172.31.250.30", "set:*gpu*");

    @Test
    void theSeedsNetwork() {
        Network storage = parsed(keys(SEED)).find("storage").orElseThrow();

        assertThat(storage.bridge()).isEqualTo("vmbr1");
        assertThat(storage.mtu()).isEqualTo(9000);
        assertThat(storage.gateways()).isEmpty();
        assertThat(storage.pools())
                .containsExactly(
                        new Pool(Pool.EVERYBODY, List.of(interval("172.31.250.21-172.31.250.29"))),
                        new Pool("set:*gpu*", List.of(interval("172.31.250.30"))));
        assertThat(storage.audiences("talos-gpu-workers")).containsExactly("set:*gpu*", Pool.EVERYBODY);
        assertThat(storage.audiences("talos-workers")).containsExactly(Pool.EVERYBODY);
        assertThat(storage.whyNot(address("172.31.250.30"), "talos-gpu-workers"))
                .isEmpty();
        assertThat(storage.whyNot(address("172.31.250.30"), "talos-workers").orElseThrow())
                .contains("reserved for set:*gpu*");
        assertThat(storage.whyNot(address("172.31.250.1"), "talos-workers").orElseThrow())
                .contains("reserved for truenas");
        assertThat(storage.whyNot(address("172.31.250.200"), "talos-workers")).isEmpty();
        assertThat(storage.whyNot(address("172.31.251.2"), "talos-workers").orElseThrow())
                .contains("outside of 172.31.250.0/24");
    }

    @Test
    void aWideNetworkWithoutRangesIsAnIntervalAndNoList() {
        Network wide = parsed(keys(Map.of("bridge", "vmbr2", "subnet[0]", "10.0.0.0/8", "subnet[1]", "fd00::/32")))
                .find("storage")
                .orElseThrow();

        assertThat(wide.pools().getFirst().addresses())
                .containsExactly(
                        interval("10.0.0.1-10.255.255.254"), interval("fd00::1-fd00:0:ffff:ffff:ffff:ffff:ffff:ffff"));
        assertThat(wide.pools().getFirst().addresses().getLast().size())
                .isEqualTo(BigInteger.TWO.pow(96).subtract(BigInteger.ONE));
    }

    @Test
    void whatIsExcludedReservedOrARoutersIsNotLeased() {
        Network network = parsed(keys(Map.of(
                        "bridge", "vmbr1",
                        "vlan", "30",
                        "subnet", "192.168.5.0/28",
                        "gateway", "192.168.5.1",
                        "routes", "10.20.0.0/16 via 192.168.5.14, 10.30.0.0/16 via 192.168.5.13",
                        "exclude", "192.168.5.3-192.168.5.4,192.168.5.7",
                        "reservations.192.168.5.9-192.168.5.10", "printers")))
                .find("storage")
                .orElseThrow();

        assertThat(network.pools().getFirst().addresses())
                .containsExactly(
                        interval("192.168.5.2"),
                        interval("192.168.5.5-192.168.5.6"),
                        interval("192.168.5.8"),
                        interval("192.168.5.11-192.168.5.12"));
        assertThat(network.whyNot(address("192.168.5.3"), "any").orElseThrow()).contains("excluded");
        assertThat(network.whyNot(address("192.168.5.14"), "any").orElseThrow()).contains("router");
        assertThat(network.whyNot(address("192.168.5.15"), "any").orElseThrow()).contains("no host's address");
    }

    @Test
    void aNicIsOnTheNetworkItNamesOrOnThatOfItsBridge() {
        Networks networks = parsed(keys(SEED));

        assertThat(networks.of("storage", "", 0)).isInstanceOf(Membership.On.class);
        assertThat(networks.of("", "vmbr1", 0)).isInstanceOf(Membership.On.class);
        assertThat(networks.of("", "vmbr1", 5)).isInstanceOf(Membership.None.class);
        assertThat(networks.of("none", "vmbr1", 0)).isInstanceOf(Membership.None.class);
        assertThat(networks.of("backup", "vmbr1", 0))
                .isEqualTo(new Membership.Unknown("backup", List.of("storage")))
                .extracting(m -> ((Membership.Unknown) m).text())
                .isEqualTo("the network backup is not configured: configured are storage");
    }

    @Test
    void whatWasReadCanBeReadAgain() {
        Map<String, String> keys = new TreeMap<>(keys(SEED));
        keys.put("siderite.management-subnet", "192.168.10.0/24");
        keys.put("siderite.omni.endpoint", "https://omni.example.com");

        Networks networks = parsed(keys);

        assertThat(networks.management())
                .containsExactly(Subnet.parse("192.168.10.0/24").orElseThrow());
        assertThat(networks.keys()).doesNotContainKey("siderite.omni.endpoint");
        assertThat(parsed(networks.keys())).isEqualTo(networks);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subnet          | 172.31.250.0/31                | has no room for two hosts
            subnet          | 172.31.250.1/24                | write 172.31.250.0/24
            subnet          | 172.31.250.0                   | write it as 172.31.250.0/24
            subnet          | 172.31.250.0/33                | prefixes up to /32
            subnet          | ::ffff:172.31.250.0/120        | IPv4-mapped IPv6 address: write 172.31.250.0
            subnet          | 0.0.0.0/0                      | wider than any network
            subnet          | 127.0.0.0/24                   | set aside
            subnet          | 172.31.250.0/24,172.31.251.0/24 | second subnet of IPv4
            ranges          | 172.31.250.0-172.31.250.29     | 172.31.250.0, the address of the subnet itself
            ranges          | 172.31.250.21-172.31.250.255   | 172.31.250.255, the broadcast address
            ranges          | 172.31.250.21-172.31.251.5     | outside of 172.31.250.0/24
            ranges          | 172.31.250.29-172.31.250.21    | runs backwards: write 172.31.250.21-172.31.250.29
            ranges          | 172.31.250.21-172.31.250.25,172.31.250.25-172.31.250.29 | which overlaps 172.31.250.21-172.31.250.25
            ranges          | 172.31.250.021                 | is no address
            ranges          | ::ffff:172.31.250.21           | write 172.31.250.21
            gateway         | 172.31.250.25                  | has the gateway 172.31.250.25 in it
            gateway         | 172.31.250.255                 | broadcast address
            gateway         | 10.0.0.1                       | outside of 172.31.250.0/24
            gateway         | 172.31.250.2,172.31.250.3      | second gateway of IPv4
            exclude         | 10.0.0.1                       | outside of 172.31.250.0/24
            reservations.172.31.250.1-172.31.250.2 | nas     | reserved for truenas already
            reservations.172.31.251.7 | nas                  | outside of 172.31.250.0/24
            reservations.172.31.250.x | nas                  | is no address
            reservations.172.31.250.7 | set:a b              | write whose it is
            routes          | 10.0.0.0/8                     | write it as 10.20.0.0/16 via 172.31.250.254
            routes          | 0.0.0.0/0 via 172.31.250.254   | write gateway: 172.31.250.254
            routes          | 10.0.0.0/8 via 10.0.0.1        | outside of 172.31.250.0/24
            routes          | 10.0.0.0/8 via 172.31.250.21   | has the router 172.31.250.21 in it
            routes          | fd00::/64 via 172.31.250.254   | stays in one family
            mtu             | 575                            | from 576 to 65520
            mtu             | 65521                          | from 576 to 65520
            vlan            | 4095                           | from 1 to 4094
            bridge          | vmbr 1                         | is no bridge's name
            dns             | dns.example.com                | is no address
            subnets         | 172.31.250.0/24                | is not a key of a network
            """)
    void everyMistakeIsSaidWithItsPlaceAndWhatToWrite(String key, String value, String expected) {
        Map<String, String> keys = new TreeMap<>(SEED);
        keys.put(key, value);

        List<Problem> problems = problems(keys(keys));

        assertThat(problems)
                .anySatisfy(p -> assertThat(p.what()).contains(expected))
                .allSatisfy(p -> assertThat(p.key()).startsWith("siderite.networks.storage."));
    }

    @Test
    void whatIsMissingAndAllThatIsWrongIsSaidAtOnce() {
        Map<String, String> keys = Map.of(
                "siderite.networks.a.mtu", "x",
                "siderite.networks.B_.bridge", "vmbr1",
                "siderite.networks.none.subnet", "10.0.0.0/24",
                "siderite.networks.flat", "10.0.0.0/24",
                "siderite.management-subnet", "10.0.0.0/24,10.0.0.1");

        assertThat(problems(keys).stream().map(Problem::key))
                .contains(
                        "siderite.networks.a.mtu",
                        "siderite.networks.a.bridge",
                        "siderite.networks.a.subnet",
                        "siderite.networks.B_",
                        "siderite.networks.B_.subnet",
                        "siderite.networks.none",
                        "siderite.networks.flat",
                        "siderite.management-subnet");
    }

    @Test
    void twoNetworksCantShareABridgeAndVlan() {
        Map<String, String> keys = new TreeMap<>(keys(SEED));
        keys.put("siderite.networks.twin.bridge", "vmbr1");
        keys.put("siderite.networks.twin.subnet", "172.31.251.0/24");

        assertThat(problems(keys))
                .containsExactly(new Problem(
                        "siderite.networks.twin.bridge",
                        "is vmbr1 untagged, which is network storage's already: give one of them another bridge or"
                                + " VLAN, or make them one network"));

        keys.put("siderite.networks.twin.vlan", "251");
        assertThat(parsed(keys).byName()).containsOnlyKeys("storage", "twin");
    }

    @Test
    void aStorageNetworkIsNotTheManagementNetwork() {
        Map<String, String> keys = new TreeMap<>(keys(SEED));
        keys.put("siderite.management-subnet", "172.31.0.0/16");

        assertThat(problems(keys)).singleElement().asString().contains("overlaps the subnet of network storage");
    }

    @Test
    void anEmptyNetworkIsWrong() {
        Map<String, String> keys =
                keys(Map.of("bridge", "vmbr1", "subnet", "10.1.1.0/30", "exclude", "10.1.1.1-10.1.1.2"));

        assertThat(problems(keys)).singleElement().asString().contains("leaves no address to lease");
    }

    private static Map<String, String> keys(Map<String, String> network) {
        Map<String, String> keys = new TreeMap<>();
        network.forEach((key, value) -> keys.put("siderite.networks.storage." + key, value));
        return keys;
    }

    private static Networks parsed(Map<String, String> keys) {
        return switch (Networks.parse(keys)) {
            case Parsing.Parsed parsed -> parsed.networks();
            case Parsing.Wrong wrong ->
                throw new AssertionError(wrong.problems().toString());
        };
    }

    private static List<Problem> problems(Map<String, String> keys) {
        return switch (Networks.parse(keys)) {
            case Parsing.Parsed parsed -> throw new AssertionError("was taken: " + parsed.networks());
            case Parsing.Wrong wrong -> wrong.problems();
        };
    }

    private static Interval interval(String text) {
        return Interval.parse(text).orElseThrow();
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}
