package io.siderite.cli.leases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseFileTest {

    @Test
    void aTableIsRead() {
        LeaseFile file = LeaseFile.read(List.of("# the seed's", "", "storage 172.31.250.21 worker 1  # rack 2"));

        assertThat(file.problems()).isEmpty();
        assertThat(file.entries()).containsExactly(new LeaseFile.Entry("storage", "172.31.250.21", "worker 1", 3));
    }

    @Test
    void everyLineThatIsWrongIsTold() {
        LeaseFile file = LeaseFile.read(List.of(
                "storage 172.31.250.21 a",
                "storage 172.31.250.21",
                "storage 172.31.250.300 b",
                "storage 172.31.250.21 c"));

        assertThat(file.problems())
                .containsExactly(
                        "line 2: a line is NETWORK ADDRESS HOLDER, such as storage 172.31.250.21 worker-1",
                        "line 3: 172.31.250.300 is no address: write it as 172.31.250.21 or fd00::21",
                        "line 4: 172.31.250.21 stands in line 1 already");
    }
}
