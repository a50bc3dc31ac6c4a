package io.siderite.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.omnisim.OmniSimOptions;
import io.siderite.proxmoxsim.VmView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Siderite's memory is lost, PostgreSQL's and Kafka's: what machines have is read back from their VMs. */
class LostDatabaseTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String LATE = "a-late-set";
    private static final String CLASS = """
            cores: 2
            memory: 4000
            disk_size: 20
            network_bridge: vmbr0
            storage_selector: name == "ssdpool"
            additional_nics:
              - network: storage
            """;
    // Below "siderite:", to be added to a configuration.
    private static final String NETWORKS = """
            networks:
              storage:
                bridge: vmbr1
                subnet: 172.31.250.0/24
                ranges: 172.31.250.21-172.31.250.29
            """.indent(2);

    @TempDir
    Path directory;

    @Test
    void everyAddressIsWhereItWasBeforeAnythingIsLeased() throws Exception {
        try (Peers world = Peers.start(OmniSimOptions.defaults())) {
            List<String> arguments = world.configure(directory);
            Files.writeString(directory.resolve("siderite.yaml"), NETWORKS, StandardOpenOption.APPEND);
            Map<String, String> before;
            try (Instance instance = Instance.serving(directory, arguments)) {
                instance.await(LIMIT, "Omni takes classes for it", () -> Peers.takesClasses(world.omni()));
                world.applySet(Peers.WORKERS, CLASS, 2);
                await(instance, world, 2);
                before = leases(instance);
                instance.stop();
            }
            List<VmView> vms = world.proxmox().vms();
            delete(directory.resolve("home/postgresql/data"));
            delete(directory.resolve("home/kafka"));
            // Asked for while nobody is there: it is the first to ask of the new database, by its name.
            world.applySet(LATE, CLASS, 1);

            try (Instance instance = Instance.serving(directory, arguments)) {
                await(instance, world, 3);
                instance.await(
                        LIMIT,
                        "all have their addresses in the API",
                        () -> leases(instance).size() == 3);

                Map<String, String> after = leases(instance);
                assertThat(before).hasSize(2).containsValues("172.31.250.21/24", "172.31.250.22/24");
                assertThat(after).containsAllEntriesOf(before).containsValue("172.31.250.23/24");
                assertThat(world.proxmox().vms()).hasSize(3).containsAll(vms);
                for (VmView vm : world.proxmox().vms()) {
                    assertThat(vm.config().get("description"))
                            .contains("\"address\":\"" + after.get(vm.hostname()) + "\"");
                }
            }
        }
    }

    private static void await(Instance instance, Peers world, int machines) throws InterruptedException {
        instance.await(
                LIMIT,
                machines + " machines are registered and provisioned",
                () -> world.omni().registrations().size() == machines && world.provisioned() == machines);
    }

    /** Request to address, as the API tells it. */
    private static Map<String, String> leases(Instance instance) {
        Map<String, String> leases = new TreeMap<>();
        try {
            for (JsonNode lease : new ObjectMapper().readTree(instance.get("/api/v1/leases"))) {
                leases.put(lease.path("request").asText(), lease.path("address").asText());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return leases;
    }

    private static void delete(Path tree) throws IOException {
        try (var walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
