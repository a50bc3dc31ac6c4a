package io.siderite.allocator.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.proto.events.v1.NetworkAllocated;
import io.siderite.proto.events.v1.Nic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {

    private static final NetworkAllocated GOOD = NetworkAllocated.newBuilder()
            .setVerdict(NetworkAllocated.Verdict.ALLOCATED)
            .addNics(Nic.newBuilder().setMac("bc:24:11:00:00:01").addAddresses("172.31.250.21/24"))
            .setNetworkConfig("""
                    version: 2
                    ethernets:
                      eth0:
                        match: {macaddress: "bc:24:11:00:00:01"}
                        addresses: ["172.31.250.21/24"]
                        mtu: 9000
                    """)
            .setTalosPatch("""
                    machine:
                      network:
                        interfaces:
                          - deviceSelector: {hardwareAddr: "bc:24:11:00:00:01"}
                            dhcp: false
                            addresses: ["172.31.250.21/24"]
                    """)
            .build();

    @Test
    void whatIsGoodIsPublished() {
        assertThat(Documents.problems(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dhcp: false          | dhcpd: false            | the key dhcpd, which Talos does not know
            dhcp: false          | dhcp: "no"              | not true or false
            dhcp: false          | dhcp: [                 | is not YAML
            hardwareAddr: "bc:24:11:00:00:01" | hardwareAddr: "BC:24:11:00:00:01" | not the MAC of one of the NICs
            hardwareAddr: "bc:24:11:00:00:01" | hardwareAddr: "bc:24:11:00:00:02" | not the MAC of one of the NICs
            ["172.31.250.21/24"] | ["172.31.250.22/24"]    | not an address that is leased
            ["172.31.250.21/24"] | ["172.31.250.21/24", "172.31.250.21/24"] | not a list of different things
            ["172.31.250.21/24"] | []                      | not a list of different things
            machine:             | cluster:                | has no machine
            """)
    void whatTalosWouldNotTakeIsFound(String good, String bad, String problem) {
        NetworkAllocated wrong = GOOD.toBuilder()
                .setTalosPatch(GOOD.getTalosPatch().replace(good, bad))
                .build();

        assertThat(Documents.problems(wrong)).anySatisfy(p -> assertThat(p).contains(problem));
    }

    @Test
    void anAddressThatIsNoHostsIsFound() {
        NetworkAllocated wrong = GOOD.toBuilder()
                .setNics(0, Nic.newBuilder().setMac("bc:24:11:00:00:01").addAddresses("172.31.250.255/24"))
                .setNetworkConfig(GOOD.getNetworkConfig().replace(".21/", ".255/"))
                .setTalosPatch(GOOD.getTalosPatch().replace(".21/", ".255/"))
                .build();

        assertThat(Documents.problems(wrong)).hasSize(2);
    }

    @Test
    void twoNicsCantHaveTheSame() {
        NetworkAllocated wrong =
                GOOD.toBuilder().addNics(GOOD.getNics(0)).clearTalosPatch().build();

        assertThat(Documents.problems(wrong))
                .contains(
                        "two NICs have the MAC bc:24:11:00:00:01",
                        "two NICs have the address 172.31.250.21/24",
                        "the config patch is missing");
    }
}
