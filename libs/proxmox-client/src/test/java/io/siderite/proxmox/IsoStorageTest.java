package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.siderite.machineclass.SelectorResult;
import io.siderite.machineclass.StorageSelector;
import io.siderite.proxmox.ProxmoxCluster.StorageStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IsoStorageTest {

    private static final List<StorageStatus> STORAGES = List.of(
            storage("local", "dir", true, false, "iso", 50),
            storage("nas", "nfs", true, true, "iso", 500),
            storage("nas-2", "nfs", true, true, "iso", 500),
            storage("archive", "nfs", true, true, "backup", 5000),
            storage("away", "nfs", false, true, "iso", 9000));

    @Test
    void theOneWithMostRoomOfThoseThatMatchAndTakeIsos() {
        assertThat(on("true")).contains("nas");
        assertThat(on("shared")).contains("nas");
        assertThat(on("!shared")).contains("local");
        assertThat(on("storageType == \"nfs\" && name != \"nas\"")).contains("nas-2");
        assertThat(on("node == \"pve1\" && cluster == \"home\" && availableSpace < 100u"))
                .contains("local");
        assertThat(on("name == \"archive\" || name == \"away\"")).isEmpty();
        assertThat(on("content[7] == \"iso\"")).as("can't be evaluated").isEmpty();
    }

    @Test
    void aNameStandsForItself() {
        assertThat(new IsoStorage.Named("nas").on("home", "pve1", List.of())).contains("nas");
        assertThat(new IsoStorage.Any().on("home", "pve1", STORAGES)).isEmpty();
    }

    private static Optional<String> on(String expression) {
        return switch (StorageSelector.compile(expression)) {
            case SelectorResult.Compiled<StorageSelector> compiled ->
                new IsoStorage.Selected(compiled.selector()).on("home", "pve1", STORAGES);
            case SelectorResult.Refused<StorageSelector> refused -> throw new AssertionError(refused.toString());
        };
    }

    private static StorageStatus storage(
            String name, String type, boolean active, boolean shared, String content, long available) {
        return new StorageStatus(name, type, active, true, shared, List.of(content), 10_000, available);
    }
}
