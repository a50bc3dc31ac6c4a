package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.HaManager.HaGroup;
import io.siderite.proxmox.HaManager.HaResource;
import io.siderite.proxmox.HaManager.HaRule;
import io.siderite.proxmox.HaManager.Placing;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.StubPeer.Answer;
import io.siderite.proxmox.StubPeer.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RestHaManagerTest {

    private static final HaResource RESOURCE =
            new HaResource("vm:100", "started", "a & b", 2, 3, Optional.of(false), "");

    @Test
    void resourcesAreReadWhateverIsLeftOut() throws IOException {
        try (StubPeer peer = new StubPeer(
                _ -> Answer.data("[{\"sid\":\"vm:100\",\"type\":\"vm\",\"digest\":\"d\"},{\"sid\":\"ct:7\",\"state\":"
                        + "\"enabled\",\"max_restart\":\"0\",\"failback\":0,\"group\":\"g\",\"comment\":\"c\"}]"))) {
            assertThat(ha(peer).resources())
                    .isEqualTo(new Outcome.Done<>(List.of(
                            new HaResource("vm:100", "started", "", 1, 1, Optional.empty(), ""),
                            new HaResource("ct:7", "started", "c", 0, 1, Optional.of(false), "g"))));
        }
    }

    @Test
    void aResourceIsAddedAndUpdatedWithEveryField() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("null"))) {
            assertThat(ha(peer).add(RESOURCE)).isEqualTo(new Outcome.Done<>(Upid.NONE));
            ha(peer).update(new HaResource("vm:100", "stopped", "", 1, 1, Optional.empty(), "omni-a"));

            Request added = peer.requests.get(0);
            assertThat(added.method() + " " + added.target()).isEqualTo("POST /api2/json/cluster/ha/resources");
            assertThat(added.text())
                    .isEqualTo(
                            "state=started&max_restart=2&max_relocate=3&failback=0&sid=vm%3A100&comment=a%20%26%20b");
            Request updated = peer.requests.get(1);
            assertThat(updated.method() + " " + updated.target())
                    .isEqualTo("PUT /api2/json/cluster/ha/resources/vm:100");
            assertThat(updated.text())
                    .isEqualTo("state=stopped&max_restart=1&max_relocate=1&group=omni-a&delete=comment");
        }
    }

    @Test
    void aResourceIsRemovedFromTheRulesTooWhereThereAreRules() throws IOException {
        try (StubPeer peer = new StubPeer(request -> request.target().contains("purge")
                ? new Answer(
                        400,
                        "Parameter verification failed.",
                        "{\"data\":null,\"errors\":{\"purge\":\"property is not defined in schema\"}}")
                : Answer.data("null"))) {
            assertThat(ha(peer).remove("vm:100")).isEqualTo(new Outcome.Done<>(Upid.NONE));

            assertThat(peer.requests)
                    .extracting(Request::target)
                    .containsExactly(
                            "/api2/json/cluster/ha/resources/vm:100?purge=1", "/api2/json/cluster/ha/resources/vm:100");
        }
    }

    @Test
    void rulesOfLaterReleasesAreLeftOut() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data(
                "[{\"rule\":\"a\",\"type\":\"node-affinity\",\"resources\":\"vm:1,vm:2\",\"nodes\":\"pve1:2,pve2\","
                        + "\"strict\":1,\"digest\":\"d\",\"order\":1},{\"rule\":\"b\",\"type\":\"resource-affinity\","
                        + "\"resources\":\"vm:1,vm:2\",\"affinity\":\"negative\",\"comment\":\"c\",\"disable\":1,"
                        + "\"digest\":\"d\"},{\"rule\":\"c\",\"type\":\"moon-phase\"}]"))) {
            List<String> both = List.of("vm:1", "vm:2");
            assertThat(ha(peer).rules())
                    .isEqualTo(new Outcome.Done<>(List.of(
                            new HaRule("a", "node-affinity", both, List.of("pve1:2", "pve2"), true, "", "", false, "d"),
                            new HaRule("b", "resource-affinity", both, List.of(), false, "negative", "c", true, "d"))));
        }
    }

    @Test
    void aRuleIsWrittenWithTheFieldsOfItsTypeAlone() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("null"))) {
            HaManager ha = ha(peer);
            ha.addRule(HaRule.nodeAffinity("a", List.of("vm:1"), List.of("pve1", "pve2:3"), false, ""));
            ha.updateRule(new HaRule(
                    "b", "resource-affinity", List.of("vm:1", "vm:2"), List.of(), false, "positive", "", true, "d1"));
            ha.removeRule("a");

            assertThat(peer.requests.get(0).text())
                    .isEqualTo("type=node-affinity&resources=vm%3A1&nodes=pve1%2Cpve2%3A3&strict=0&rule=a");
            assertThat(peer.requests.get(1).text())
                    .isEqualTo("type=resource-affinity&resources=vm%3A1%2Cvm%3A2&affinity=positive&disable=1"
                            + "&delete=comment&digest=d1");
            assertThat(peer.requests.get(2).method() + " "
                            + peer.requests.get(2).target())
                    .isEqualTo("DELETE /api2/json/cluster/ha/rules/a");
        }
    }

    @Test
    void groupsAreForClustersWithoutRules() throws IOException {
        try (StubPeer peer = new StubPeer(request -> request.target().endsWith("/rules")
                ? Answer.error(501, "Method 'GET /cluster/ha/rules' not implemented")
                : Answer.data("[{\"group\":\"g\",\"type\":\"group\",\"nodes\":\"pve1,pve2:1\",\"restricted\":1}]"))) {
            assertThat(ha(peer).placing()).isEqualTo(new Outcome.Done<>(Placing.GROUPS));
            assertThat(ha(peer).groups())
                    .isEqualTo(new Outcome.Done<>(
                            List.of(new HaGroup("g", List.of("pve1", "pve2:1"), true, false, "", ""))));
        }
    }

    @Test
    void placingIsNotGuessedFromAFailure() throws IOException {
        try (StubPeer rules = new StubPeer(_ -> Answer.data("[]"));
                StubPeer denied = new StubPeer(_ -> Answer.error(403, "Permission check failed (/, Sys.Audit)"))) {
            assertThat(ha(rules).placing()).isEqualTo(new Outcome.Done<>(Placing.RULES));
            assertThat(ha(denied).placing()).isInstanceOf(Outcome.Denied.class);
        }
    }

    private static HaManager ha(StubPeer peer) {
        return Lab.cluster(Lab.TOKEN, peer.uri()).ha();
    }
}
