package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import io.siderite.proxmox.ProxmoxCluster.Upid;
import io.siderite.proxmox.StubPeer.Answer;
import io.siderite.proxmox.StubPeer.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RestProxmoxClusterTest {

    private static final Credentials TOKEN = new Credentials.Token("siderite@pve!prod", "s3cret");
    private static final Credentials PASSWORD = new Credentials.Password("root@pam", "p&ss w=rd");
    private static final String UPID = "UPID:pve1:0000C530:001C9BEC:68A1:qmcreate:100:root@pam!t:";

    private static RestProxmoxCluster cluster(Credentials credentials, URI... endpoints) {
        return RestProxmoxCluster.connect(connection(credentials, endpoints));
    }

    private static Connection connection(Credentials credentials, URI... endpoints) {
        return new Connection(
                "lab",
                List.of(endpoints),
                credentials,
                new Trust.Anybody(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                4);
    }

    @Test
    void tokenStandsOnTheRequest() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("{\"version\":\"9.0.3\",\"release\":\"9.0\"}"))) {
            assertThat(cluster(TOKEN, peer.uri()).version())
                    .isEqualTo(new Outcome.Done<>(new ProxmoxCluster.Version("9.0.3", "9.0")));

            Request request = peer.requests.getFirst();
            assertThat(request.target()).isEqualTo("/api2/json/version");
            assertThat(request.headers()).containsEntry("authorization", "PVEAPIToken=siderite@pve!prod=s3cret");
        }
    }

    @Test
    void formKeepsOrderAndEscapes() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + UPID + "\""))) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("name", "a-b");
            parameters.put("scsi0", "local-lvm:40,ssd=1");
            parameters.put("description", "one & two\nthree+");

            assertThat(cluster(TOKEN, peer.uri()).createVm("pve1", 100, parameters))
                    .isEqualTo(new Outcome.Done<>(new Upid(UPID)));

            Request request = peer.requests.getFirst();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
            assertThat(request.text())
                    .isEqualTo(
                            "vmid=100&name=a-b&scsi0=local-lvm%3A40%2Cssd%3D1&description=one%20%26%20two%0Athree%2B");
        }
    }

    @Test
    void deleteTakesItsParametersInTheQueryAndEscapesVolumes() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + UPID + "\""))) {
            RestProxmoxCluster cluster = cluster(TOKEN, peer.uri());

            cluster.destroyVm("pve1", 100);
            cluster.deleteVolume("pve1", "local", "local:iso/x.iso");

            assertThat(peer.requests.get(0).target()).isEqualTo("/api2/json/nodes/pve1/qemu/100?purge=1");
            assertThat(peer.requests.get(1).target()).endsWith("/storage/local/content/local:iso%2Fx.iso");
            assertThat(peer.requests).allMatch(r -> r.method().equals("DELETE") && r.body().length == 0);
        }
    }

    @Test
    void uploadIsWrittenAsProxmoxParsesIt() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("\"" + UPID + "\""))) {
            byte[] iso = "ISO\r\n--bytes".getBytes(StandardCharsets.UTF_8);

            assertThat(cluster(TOKEN, peer.uri()).uploadIso("pve1", "local", "x.iso", iso))
                    .isInstanceOf(Outcome.Done.class);

            Request request = peer.requests.getFirst();
            assertThat(request.headers()).doesNotContainKey("transfer-encoding");
            assertThat(request.headers()).containsEntry("content-length", Integer.toString(request.body().length));
            String contentType = request.headers().getOrDefault("content-type", "");
            assertThat(contentType).matches("multipart/form-data; ?boundary=[A-Za-z0-9-]+");
            String boundary = contentType.substring(contentType.indexOf('=') + 1);
            assertThat(request.text())
                    .isEqualTo("--" + boundary + "\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\niso\r\n--"
                            + boundary
                            + "\r\nContent-Disposition: form-data; name=\"filename\"; filename=\"x.iso\"\r\n"
                            + "Content-Type: application/octet-stream\r\n\r\nISO\r\n--bytes\r\n--" + boundary
                            + "--\r\n");
        }
    }

    @Test
    void ticketIsDrawnOnceAndWritesCarryTheCsrfToken() throws IOException {
        try (StubPeer peer = new StubPeer(RestProxmoxClusterTest::ticketServer)) {
            RestProxmoxCluster cluster = cluster(PASSWORD, peer.uri());

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
            RestProxmoxCluster cluster = cluster(PASSWORD, peer.uri());

            assertThat(cluster.startVm("pve1", 100)).isInstanceOf(Outcome.Done.class);

            assertThat(peer.requests).hasSize(4);
        }
    }

    @Test
    void ticketIsRenewedBeforeItEnds() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        try (StubPeer peer = new StubPeer(RestProxmoxClusterTest::ticketServer)) {
            RestProxmoxCluster cluster = RestProxmoxCluster.connect(connection(PASSWORD, peer.uri()), now::get);
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
            assertThat(cluster(PASSWORD, peer.uri()).version().why())
                    .contains("authentication failure")
                    .contains("check the token");
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void secondFactorIsSaid() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("{\"ticket\":\"PVE:!tfa!x\",\"NeedTFA\":1}"))) {
            assertThat(cluster(PASSWORD, peer.uri()).version())
                    .isInstanceOfSatisfying(
                            Outcome.Denied.class, d -> assertThat(d.why()).contains("API token"));
        }
    }

    @Test
    void readGoesOnToTheNextEndpointAndStaysThere() throws IOException {
        try (StubPeer dead = new StubPeer(_ -> Answer.silence());
                StubPeer far = new StubPeer(_ -> Answer.error(595, "No route to host"));
                StubPeer alive = new StubPeer(_ -> Answer.data("{}"))) {
            RestProxmoxCluster cluster = cluster(TOKEN, nobody(), dead.uri(), far.uri(), alive.uri());

            assertThat(cluster.version()).isInstanceOf(Outcome.Done.class);
            assertThat(cluster.version()).isInstanceOf(Outcome.Done.class);

            assertThat(dead.requests).hasSize(1);
            assertThat(far.requests).hasSize(1);
            assertThat(alive.requests).hasSize(2);
        }
    }

    @Test
    void writeOfUnknownFateIsNeverSentAgain() throws IOException {
        try (StubPeer dead = new StubPeer(_ -> Answer.silence());
                StubPeer alive = new StubPeer(_ -> Answer.data("\"" + UPID + "\""))) {
            RestProxmoxCluster cluster = cluster(TOKEN, dead.uri(), alive.uri());

            assertThat(cluster.startVm("pve1", 100))
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class, u -> assertThat(u.why()).contains("may have been done"));

            assertThat(alive.requests).isEmpty();
        }
    }

    @Test
    void writeThatWasNotSentGoesOn() throws IOException {
        try (StubPeer far = new StubPeer(_ -> Answer.error(595, "Connection refused"));
                StubPeer alive = new StubPeer(_ -> Answer.data("\"" + UPID + "\""))) {
            assertThat(cluster(TOKEN, nobody(), far.uri(), alive.uri()).startVm("pve1", 100))
                    .isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void nobodyAnswersNamesEveryEndpoint() throws IOException {
        URI one = nobody();
        URI two = nobody();

        assertThat(cluster(TOKEN, one, two).version())
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class,
                        u -> assertThat(u.why()).contains(one.toString(), two.toString(), "no connection"));
    }

    @Test
    void halfAnswersAndSlowAnswersAreUnreachable() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (StubPeer half = new StubPeer(_ -> new Answer(200, "OK", "{\"data\":{\"ver"));
                StubPeer html = new StubPeer(_ -> new Answer(200, "OK", "<html>login</html>"));
                StubPeer slow = new StubPeer(_ -> {
                    await(end);
                    return Answer.silence();
                })) {
            assertThat(cluster(TOKEN, half.uri()).version()).isInstanceOf(Outcome.Unreachable.class);
            assertThat(cluster(TOKEN, html.uri()).version()).isInstanceOf(Outcome.Unreachable.class);
            assertThat(cluster(TOKEN, slow.uri()).version())
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class, u -> assertThat(u.why()).contains("in time"));
        } finally {
            end.countDown();
        }
    }

    @Test
    void noMoreInFlightThanAllowed() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch four = new CountDownLatch(4);
        try (StubPeer peer = new StubPeer(_ -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            four.countDown();
            await(four);
            now.decrementAndGet();
            return Answer.data("{}");
        })) {
            RestProxmoxCluster cluster = cluster(TOKEN, peer.uri());
            List<Thread> callers = new java.util.ArrayList<>();
            for (int i = 0; i < 12; i++) {
                callers.add(Thread.ofVirtual().start(cluster::version));
            }
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(peer.requests).hasSize(12);
            assertThat(most).hasValue(4);
        }
    }

    @Test
    void takenVmidIsNotFree() throws IOException {
        try (StubPeer peer = new StubPeer(request -> request.target().endsWith("vmid=100")
                ? new Answer(
                        400,
                        "Parameter verification failed.",
                        "{\"data\":null,\"errors\":{\"vmid\":\"VM 100 already exists\"}}")
                : Answer.data(request.target().endsWith("101") ? "\"101\"" : "102"))) {
            RestProxmoxCluster cluster = cluster(TOKEN, peer.uri());

            assertThat(cluster.isVmidFree(100)).isEqualTo(new Outcome.Done<>(false));
            assertThat(cluster.isVmidFree(101)).isEqualTo(new Outcome.Done<>(true));
            assertThat(cluster.isVmidFree(102)).isEqualTo(new Outcome.Done<>(true));
        }
    }

    @Test
    void volumeThatIsGoneCountsAsDeleted() throws IOException {
        try (StubPeer peer = new StubPeer(_ -> Answer.error(500, "volume 'local:iso/x.iso' does not exist"))) {
            RestProxmoxCluster cluster = cluster(TOKEN, peer.uri());

            Outcome<Upid> deleted = cluster.deleteVolume("pve1", "local", "local:iso/x.iso");

            assertThat(deleted).isEqualTo(new Outcome.Done<>(Upid.NONE));
            assertThat(cluster.task(Upid.NONE))
                    .isEqualTo(new Outcome.Done<>(new ProxmoxCluster.TaskState.Succeeded("OK")));
        }
    }

    private static URI nobody() throws IOException {
        try (StubPeer closed = new StubPeer(_ -> Answer.silence())) {
            return closed.uri();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
