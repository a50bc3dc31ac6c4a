package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.proxmox.Privileges.Missing;
import io.siderite.proxmox.Privileges.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrivilegesTest {

    private static final Use USE =
            new Use(List.of("pve1"), List.of("local-lvm"), List.of("local"), List.of("vmbr0"), List.of("gpu"));

    private static Map<String, List<String>> enough() {
        Map<String, List<String>> held = new HashMap<>();
        held.put("/vms", Privileges.VMS);
        held.put("/storage/local-lvm", Privileges.DISKS);
        held.put("/storage/local", Privileges.ISOS);
        held.put("/sdn/zones/localnetwork", Privileges.BRIDGE);
        held.put("/mapping/pci/gpu", Privileges.MAPPING);
        held.put("/nodes", Privileges.NODE);
        return held;
    }

    @Test
    void leastIsEnough() {
        assertThat(Privileges.missing(enough(), USE)).isEmpty();
    }

    @Test
    void eachPrivilegeIsMissed() {
        enough().forEach((path, privileges) -> privileges.forEach(privilege -> {
            Map<String, List<String>> less = enough();
            List<String> rest = new ArrayList<>(privileges);
            rest.remove(privilege);
            less.put(path, rest);

            assertThat(Privileges.missing(less, USE))
                    .singleElement()
                    .satisfies(m -> assertThat(m.privilege()).isEqualTo(privilege))
                    .satisfies(m -> assertThat(m.path()).startsWith(path));
        }));
    }

    @Test
    void administratorOnTheRootMissesNothing() {
        List<String> all = new ArrayList<>();
        enough().values().forEach(all::addAll);

        assertThat(Privileges.missing(Map.of("/", all), USE)).isEmpty();
    }

    @Test
    void nearestListedPathDecides() {
        Map<String, List<String>> held = enough();
        held.put("/", Privileges.MAPPING);
        held.put("/mapping/pci/gpu", List.of());

        assertThat(Privileges.missing(held, USE)).containsExactly(new Missing("/mapping/pci/gpu", "Mapping.Use"));
    }

    @Test
    void modifyOnTheRootStandsInForAccessNetwork() {
        Map<String, List<String>> held = enough();
        held.put("/nodes", List.of("Sys.Audit"));
        held.put("/", Privileges.DOWNLOAD_BY_ROOT);

        assertThat(Privileges.missing(held, USE)).isEmpty();
    }

    @Test
    void grantThatDoesNotPropagateIsNoUseOnVms() throws Exception {
        Map<String, List<String>> held = Answers.permissions(new ObjectMapper()
                .readTree("{\"/vms\":{\"VM.Audit\":0,\"VM.Allocate\":1},\"/storage/local\":{\"Datastore.Audit\":0}}"));

        assertThat(held)
                .containsEntry("/vms", List.of("VM.Allocate"))
                .containsEntry("/storage/local", List.of("Datastore.Audit"));
    }
}
