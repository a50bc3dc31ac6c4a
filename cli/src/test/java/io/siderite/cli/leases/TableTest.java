package io.siderite.cli.leases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Lease HELD = new Lease(
            "storage", "172.31.250.21/24", "w-1", "workers", "net1", "bc:24:11:00:00:01", "2026-11-24T10:00:00Z", null);

    @Test
    void whatIsHeldStandsInColumns() {
        assertThat(Table.held(List.of(HELD))).isEqualTo("""
                NETWORK  ADDRESS           MACHINE  NIC   MAC                SINCE
                storage  172.31.250.21/24  w-1      net1  bc:24:11:00:00:01  2026-11-24T10:00:00Z
                """);
        assertThat(Table.held(List.of())).isEqualTo("NETWORK  ADDRESS  MACHINE  NIC  MAC  SINCE\n");
    }

    @Test
    void aHistoryTellsWhoHasItNow() {
        Lease ended = new Lease(
                "storage",
                "172.31.250.21/24",
                "w-0",
                "workers",
                "net1",
                "m",
                "2026-11-01T10:00:00Z",
                "2026-11-02T10:00:00Z");

        assertThat(Table.history(List.of(ended, HELD))).isEqualTo("""
                ADDRESS           MACHINE  SET      NETWORK  FROM                  TO
                172.31.250.21/24  w-0      workers  storage  2026-11-01T10:00:00Z  2026-11-02T10:00:00Z
                172.31.250.21/24  w-1      workers  storage  2026-11-24T10:00:00Z  now
                """);
    }
}
