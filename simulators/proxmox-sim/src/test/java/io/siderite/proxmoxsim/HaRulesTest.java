package io.siderite.proxmoxsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the HA manager lets itself be told, and what it refuses. */
class HaRulesTest {
    private static final String RESOURCES = "/cluster/ha/resources";
    private static final String RULES = "/cluster/ha/rules";

    private final ProxmoxSim sim = ProxmoxSim.start(World.seedLike()
            .speed(0)
            .allow("siderite@pve", "/", false, Set.of("Sys.Console"))
            .build());
    private final Client pve = Client.of(sim);

    @BeforeEach
    void threeVms() {
        for (int vmid = 100; vmid < 104; vmid++) {
            sim.foreignVm("pve1", vmid, "vm-" + vmid, "");
            assertThat(pve.post(RESOURCES, "sid", "vm:" + vmid).status()).isEqualTo(200);
        }
    }

    @AfterEach
    void end() {
        sim.close();
    }

    private Client.Answer negative(String rule, String resources) {
        return pve.post(
                RULES, "rule", rule, "type", "resource-affinity", "affinity", "negative", "resources", resources);
    }

    private Client.Answer onNodes(String rule, String resources, String nodes) {
        return pve.post(RULES, "rule", rule, "type", "node-affinity", "resources", resources, "nodes", nodes);
    }

    @Test
    void aResourceIsAddedOnceAndOnlyForAVm() {
        assertThat(pve.post(RESOURCES, "sid", "vm:100").message())
                .isEqualTo("create resource failed: resource ID 'vm:100' already defined");
        assertThat(pve.post(RESOURCES, "sid", "vm:999").message())
                .isEqualTo("resource 'vm:999' does not exist in cluster");
        assertThat(pve.post(RESOURCES, "sid", "vm:100", "group", "grp").message())
                .isEqualTo("invalid parameter 'group': ha groups have been migrated to rules");
        assertThat(pve.get(RESOURCES + "/vm:998").message()).isEqualTo("no such resource 'vm:998'");
        assertThat(pve.delete(RESOURCES + "/vm:998").message())
                .isEqualTo("cannot delete service 'vm:998', not HA managed!");
        assertThat(pve.get("/cluster/ha/groups").message())
                .isEqualTo("cannot index groups: ha groups have been migrated to rules");
    }

    @Test
    void anUpdateKeepsWhatItDoesNotName() {
        assertThat(pve.put(RESOURCES + "/vm:100", "max_restart", "3", "comment", "ours")
                        .status())
                .isEqualTo(200);
        assertThat(pve.put(RESOURCES + "/vm:100", "failback", "0", "delete", "comment")
                        .status())
                .isEqualTo(200);

        JsonNode resource = pve.get(RESOURCES + "/100").data();

        assertThat(resource.path("max_restart").asInt()).isEqualTo(3);
        assertThat(resource.path("failback").asInt(-1)).isZero();
        assertThat(resource.has("comment")).isFalse();
        assertThat(pve.put(RESOURCES + "/vm:100", "comment", "x", "digest", "0".repeat(40))
                        .message())
                .isEqualTo("update resources config failed: detected modified configuration - file changed by other"
                        + " user? Try again.");
    }

    @Test
    void aRuleTakesTheOptionsOfItsTypeAndKnownMembers() {
        assertThat(pve.post(
                                RULES,
                                "rule",
                                "rule-a",
                                "type",
                                "node-affinity",
                                "resources",
                                "vm:100",
                                "affinity",
                                "positive")
                        .error("affinity"))
                .contains("property is not defined in schema");
        assertThat(pve.post(RULES, "rule", "rule-a", "type", "node-affinity", "resources", "vm:100")
                        .error("nodes"))
                .isEqualTo("property is missing and it is not optional");
        assertThat(onNodes("rule-a", "vm:100,vm:7", "pve1").message())
                .isEqualTo("create ha rule failed: cannot use unmanaged resource(s) vm:7.");
        assertThat(onNodes("rule-a", "vm:100", "pve9").message())
                .isEqualTo("create ha rule failed: cannot use non-existent node(s) pve9.");
        assertThat(onNodes("rule-a", "vm:101,vm:100", "pve2:3,pve1").status()).isEqualTo(200);
        assertThat(onNodes("rule-a", "vm:102", "pve1").message())
                .isEqualTo("create ha rule failed: HA rule 'rule-a' already defined");

        JsonNode rule = pve.get(RULES + "/rule-a").data();
        assertThat(rule.path("resources").asText()).isEqualTo("vm:100,vm:101");
        assertThat(rule.path("nodes").asText()).isEqualTo("pve1,pve2:3");
        assertThat(pve.get(RULES + "/rule-b").message()).isEqualTo("no such ha rule 'rule-b'");
    }

    @Test
    void rulesThatCannotBeKeptAreRefused() {
        assertThat(negative("apart", "vm:100").error("resources"))
                .isEqualTo("rule is ineffective as there are less than two resources");
        assertThat(negative("apart", "vm:100,vm:101,vm:102,vm:103").error("resources"))
                .isEqualTo("rule defines more resources than available nodes");
        assertThat(negative("apart", "vm:100,vm:101").status()).isEqualTo(200);
        assertThat(pve.post(
                                RULES,
                                "rule",
                                "together",
                                "type",
                                "resource-affinity",
                                "affinity",
                                "positive",
                                "resources",
                                "vm:100,vm:101")
                        .error("resources"))
                .isEqualTo("rule shares two or more resources with a negative resource affinity rule");
        assertThat(onNodes("one", "vm:100,vm:101", "pve1").error("resources"))
                .startsWith("at least one resource is in a negative resource affinity rule");
        assertThat(onNodes("two", "vm:100,vm:101", "pve1,pve2").status()).isEqualTo(200);
        Client.Answer again = onNodes("three", "vm:101", "pve1,pve2");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.message()).isEqualTo("Rule 'three' is invalid.");
        assertThat(again.error("resources")).contains("'vm:101' is already used in another node affinity rule");
    }

    @Test
    void aRuleIsChangedOnlyByWhoKnowsIt() {
        onNodes("rule-a", "vm:100", "pve1");
        String digest = pve.get(RULES + "/rule-a").data().path("digest").asText();
        onNodes("rule-b", "vm:101", "pve1");

        assertThat(pve.put(RULES + "/rule-a", "type", "node-affinity", "resources", "vm:100,vm:102", "digest", digest)
                        .message())
                .contains("detected modified configuration");
        assertThat(pve.put(RULES + "/rule-a", "type", "node-affinity", "resources", "vm:100,vm:102")
                        .status())
                .isEqualTo(200);
        assertThat(pve.get(RULES + "/rule-a").data().path("nodes").asText()).isEqualTo("pve1");
        assertThat(pve.put(RULES + "/rule-c", "type", "node-affinity", "resources", "vm:100")
                        .message())
                .isEqualTo("update HA rules failed: HA rule 'rule-c' does not exist");
        assertThat(pve.put(RULES + "/rule-a", "resources", "vm:100").error("type"))
                .isEqualTo("property is missing and it is not optional");
    }

    @Test
    void whoLeavesLeavesTheRulesTooAndEmptyOnesGo() {
        negative("apart", "vm:100,vm:101");
        onNodes("place", "vm:100", "pve1");

        assertThat(pve.delete(RESOURCES + "/vm:100?purge=1").status()).isEqualTo(200);

        assertThat(pve.get(RULES).data()).hasSize(1);
        JsonNode left = pve.get(RULES).data().path(0);
        assertThat(left.path("resources").asText()).isEqualTo("vm:101");
        assertThat(left.path("errors").path("resources")).hasSize(1);
        assertThat(pve.delete(RESOURCES + "/vm:101?purge=1").status()).isEqualTo(200);
        assertThat(pve.get(RULES).data()).isEmpty();
        assertThat(sim.vm(100).running()).isTrue();
    }

    @Test
    void readingTakesAuditAndWritingConsole() {
        try (ProxmoxSim other = ProxmoxSim.start(0)) {
            Client token = Client.of(other);

            assertThat(token.get(RESOURCES).data()).isEmpty();
            assertThat(token.post(RESOURCES, "sid", "vm:100").message())
                    .isEqualTo("Permission check failed (/, Sys.Console)");
        }
    }

    @Test
    void release8HasGroupsAndNoRules() {
        try (ProxmoxSim eight =
                ProxmoxSim.start(World.seedLike().version("8.4.1").speed(0).build())) {
            Client old = Client.at(eight, "pve1").login("root@pam", eight.password("root@pam"));
            eight.foreignVm("pve1", 100, "vm-100", "");

            assertThat(old.get(RULES).status()).isEqualTo(501);
            assertThat(old.post("/cluster/ha/groups", "group", "grp", "nodes", "pve1,pve2:1", "restricted", "1")
                            .status())
                    .isEqualTo(200);
            assertThat(old.post(RESOURCES, "sid", "vm:100", "group", "grp").status())
                    .isEqualTo(200);
            assertThat(old.post(RESOURCES, "sid", "vm:100", "failback", "1").error("failback"))
                    .contains("not defined in schema");
            assertThat(old.delete("/cluster/ha/groups/grp").status()).isEqualTo(500);
            assertThat(old.delete(RESOURCES + "/vm:100?purge=1").error("purge")).contains("not defined in schema");
            assertThat(old.delete(RESOURCES + "/vm:100").status()).isEqualTo(200);
            assertThat(old.delete("/cluster/ha/groups/grp").status()).isEqualTo(200);
        }
    }
}
