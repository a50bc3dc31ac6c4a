package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who gets in, and what he may do there. */
class AccessTest {
    private static final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .speed(0)
            // A ticket is stamped in whole seconds: of a shorter life hardly anything may be left.
            .ticketLife(Duration.ofSeconds(3))
            .user("narrow@pve", "secret")
            .allow("narrow@pve", "/vms", true, Set.of("VM.Audit", "VM.PowerMgmt"))
            .allow("narrow@pve", "/vms/101", true, Set.of("VM.Audit"))
            .allow("narrow@pve", "/nodes", false, Set.of("Sys.Audit"))
            .token("narrow@pve", "sep", true)
            .allow("narrow@pve!sep", "/vms", true, Set.of("VM.Audit", "VM.Allocate"))
            .build());

    private static final Client open = Client.at(sim, "pve1");

    @AfterAll
    static void end() {
        sim.close();
    }

    private static Client separated() {
        String header = sim.world().tokens().stream()
                .filter(t -> t.id().equals("narrow@pve!sep"))
                .findFirst()
                .orElseThrow()
                .header();
        return open.with(Map.of("Authorization", header));
    }

    @Test
    void withoutCredentialsNobodyGetsIn() {
        assertThat(open.get("/version").status()).isEqualTo(401);
        assertThat(open.with(Map.of("Authorization", "PVEAPIToken=siderite@pve!siderite=wrong"))
                        .get("/version")
                        .status())
                .isEqualTo(401);
        assertThat(open.post("/access/ticket", "username", "root@pam", "password", "wrong")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTicketOpensReadsAndWithItsTokenWrites() {
        Client.Answer login = open.post("/access/ticket", "username", "root@pam", "password", sim.password("root@pam"));
        Client onlyTicket = open.with(
                Map.of("Cookie", "PVEAuthCookie=" + login.data().path("ticket").asText()));

        assertThat(onlyTicket.get("/version").status()).isEqualTo(200);
        assertThat(onlyTicket.post("/nodes/pve1/qemu/999/status/stop").status()).isEqualTo(401);
        assertThat(open.login("root@pam", sim.password("root@pam"))
                        .post("/nodes/pve1/qemu/999/status/stop")
                        .status())
                .isEqualTo(200);
        assertThat(sim.calls()).noneMatch(c -> c.params().containsValue(sim.password("root@pam")));
    }

    @Test
    void aTicketRunsOut() {
        Client root = open.login("root@pam", sim.password("root@pam"));

        assertThat(root.get("/version").status()).isEqualTo(200);
        Client.eventually("the ticket to run out", () -> root.get("/version").status() == 401);
    }

    @Test
    void theDeeperEntryReplacesTheHigherOne() {
        Client narrow = open.login("narrow@pve", "secret");

        assertThat(narrow.post("/nodes/pve1/qemu/100/status/start").status()).isEqualTo(200);
        Client.Answer refused = narrow.post("/nodes/pve1/qemu/101/status/start");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message()).isEqualTo("Permission check failed (/vms/101, VM.PowerMgmt)");
        assertThat(narrow.get("/nodes/pve1/status").message())
                .isEqualTo("Permission check failed (/nodes/pve1, Sys.Audit)");
    }

    @Test
    void aSeparatedTokenHasOnlyWhatItsUserHasToo() {
        Client token = separated();

        assertThat(token.delete("/nodes/pve1/qemu/100").message())
                .isEqualTo("Permission check failed (/vms/100, VM.Allocate)");
        assertThat(token.get("/access/permissions?path=/vms")
                        .data()
                        .path("/vms")
                        .properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("VM.Audit");
    }

    @Test
    void ownPermissionsAreToldPathByPath() {
        var tree = Client.of(sim).get("/access/permissions").data();

        assertThat(tree.path("/vms").path("VM.Allocate").asInt()).isEqualTo(1);
        assertThat(tree.path("/").path("Sys.Audit").asInt(-1)).isZero();
        assertThat(tree.path("/nodes/pve2").path("Sys.AccessNetwork").asInt()).isEqualTo(1);
        assertThat(tree.has("/pool")).isFalse();
    }

    @Test
    void clusterStatusTakesSysAuditAtTheTop() {
        assertThat(Client.of(sim).get("/cluster/status").data()).hasSize(4);
        assertThat(separated().get("/cluster/status").message()).isEqualTo("Permission check failed (/, Sys.Audit)");
    }

    @Test
    void aPoolsGrantIsNotEnoughForTags() {
        try (ProxmoxSim pooled = ProxmoxSim.start(World.seedLike()
                .speed(0)
                .pool("talos")
                .user("pooled@pve", "secret")
                .allow(
                        "pooled@pve",
                        "/pool/talos",
                        true,
                        Set.of("VM.Allocate", "VM.Audit", "VM.Config.Options", "VM.Config.CPU"))
                .allow("pooled@pve", "/nodes", true, Set.of("Sys.Audit"))
                .build())) {
            Client c = Client.at(pooled, "pve1").login("pooled@pve", "secret");

            assertThat(c.task(c.post("/nodes/pve1/qemu", "vmid", "700", "pool", "talos", "cores", "1")))
                    .isEqualTo("OK");
            assertThat(c.task(c.post("/nodes/pve1/qemu", "vmid", "701", "pool", "talos", "tags", "x")))
                    .isEqualTo("unable to create VM 701 - 403 Permission check failed (/vms/701, VM.Config.Options)");
            assertThat(c.post("/nodes/pve1/qemu", "vmid", "702", "pool", "none").message())
                    .isEqualTo("Permission check failed (pool 'none' does not exist)");
        }
    }

    @Test
    void someOptionsAreForRootWithAPasswordOnly() {
        Client token = Client.of(sim);
        Client root = open.login("root@pam", sim.password("root@pam"));

        for (String option : new String[] {"args", "hugepages", "affinity", "hookscript", "arch"}) {
            String value =
                    Map.of("hugepages", "2", "affinity", "0", "arch", "x86_64").getOrDefault(option, "x");
            assertThat(token.post("/nodes/pve1/qemu", "vmid", "700", option, value)
                            .message())
                    .isEqualTo("only root can set '" + option + "' config");
        }
        assertThat(token.post("/nodes/pve1/qemu", "vmid", "700", "hostpci0", "host=0000:01:00.0")
                        .message())
                .isEqualTo("only root can set 'hostpci0' config for non-mapped devices");
        assertThat(token.post("/nodes/pve1/qemu", "vmid", "700", "startup", "order=1")
                        .message())
                .isEqualTo("Permission check failed (/, Sys.Modify)");
        assertThat(token.post("/nodes/pve1/qemu", "vmid", "700", "hostpci0", "mapping=gpu")
                        .message())
                .isEqualTo("Permission check failed (/mapping/pci/gpu, Mapping.Use)");
        assertThat(root.task(root.post("/nodes/pve1/qemu", "vmid", "700", "args", "-no-reboot")))
                .isEqualTo("OK");
    }
}
