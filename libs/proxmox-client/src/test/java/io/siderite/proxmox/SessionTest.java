package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.StubPeer.Answer;
import io.siderite.proxmox.StubPeer.Request;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SessionTest {

    @Test
    void ticketIsDrawnOnceAndWritesCarryTheCsrfToken() throws IOException {
        try (StubPeer peer = new StubPeer(SessionTest::ticketServer)) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.PASSWORD, peer.uri());

            cluster.version();
            cluster.startVm("pve1", 100);

            assertThat(peer.requests).extracting(Request::method).containsExactly("POST", "GET", "POST");
            assertThat(peer.requests.get(0).text()).isEqualTo("username=root%40pam&password=p%26ss%20w%3Drd");
            assertThat(peer.requests.get(1).headers())
                    .containsEntry("cookie", "PVEAuthCookie=PVE:root@pam:AAA::sig+/=")
                    .doesNotContainKey("csrfpreventiontoken");
            assertThat(peer.requests.get(2).headers()).containsEntry("csrfpreventiontoken", "68:csrf");
        }
    }

    private static Answer ticketServer(Request request) {
        return request.target().endsWith("/access/ticket")
                ? Answer.data("{\"ticket\":\"PVE:root@pam:AAA::sig+/=\",\"CSRFPreventionToken\":\"68:csrf\"}")
                : Answer.data("{}");
    }

    @Test
    void refusedTicketIsDrawnAnewOnce() throws IOException {
        AtomicInteger refusals = new AtomicInteger(1);
        try (StubPeer peer =
                new StubPeer(request -> !request.target().endsWith("/access/ticket") && refusals.getAndDecrement() > 0
                        ? Answer.error(401, "permission denied - invalid PVE ticket")
                        : ticketServer(request))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.PASSWORD, peer.uri());

            assertThat(cluster.startVm("pve1", 100)).isInstanceOf(Outcome.Done.class);

            assertThat(peer.requests).hasSize(4);
        }
    }

    @Test
    void ticketIsRenewedBeforeItEnds() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        try (StubPeer peer = new StubPeer(SessionTest::ticketServer)) {
            RestProxmoxCluster cluster = RestProxmoxCluster.connect(Lab.connection(Lab.PASSWORD, peer.uri()), now::get);
            cluster.version();
            now.set(Instant.EPOCH.plus(Session.RENEW_AFTER));

            cluster.version();

            assertThat(peer.requests)
                    .extracting(Request::target)
                    .containsExactly(
                            "/api2/json/access/ticket",
                            "/api2/json/version",
                            "/api2/json/access/ticket",
                            "/api2/json/version");
        }
    }

    @Test
    void wrongPasswordIsDenied() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.error(401, "authentication failure"))) {
            assertThat(Lab.cluster(Lab.PASSWORD, peer.uri()).version().why())
                    .contains("authentication failure")
                    .contains("check the token");
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void secondFactorIsSaid() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("{\"ticket\":\"PVE:!tfa!x\",\"NeedTFA\":1}"))) {
            assertThat(Lab.cluster(Lab.PASSWORD, peer.uri()).version())
                    .isInstanceOfSatisfying(
                            Outcome.Denied.class, d -> assertThat(d.why()).contains("API token"));
        }
    }
}
