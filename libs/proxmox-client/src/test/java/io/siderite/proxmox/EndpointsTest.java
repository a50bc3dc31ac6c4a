package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.StubPeer.Answer;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EndpointsTest {

    @Inject
    Vertx vertx;

    @Test
    void readGoesOnToTheNextEndpointAndStaysThere() throws IOException {
        try (StubPeer dead = new StubPeer(_ -> Answer.silence());
                StubPeer far = new StubPeer(_ -> Answer.error(595, "No route to host"));
                StubPeer alive = new StubPeer(_ -> Answer.data("{}"))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, nobody(), dead.uri(), far.uri(), alive.uri());

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
                StubPeer alive = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, dead.uri(), alive.uri());

            assertThat(cluster.startVm("pve1", 100))
                    .isInstanceOfSatisfying(
                            Outcome.Unreachable.class, u -> assertThat(u.why()).contains("may have been done"));

            assertThat(alive.requests).isEmpty();
        }
    }

    @Test
    void writeThatWasNotSentGoesOn() throws IOException {
        try (StubPeer far = new StubPeer(_ -> Answer.error(595, "Connection refused"));
                StubPeer alive = new StubPeer(_ -> Answer.data("\"" + Lab.UPID + "\""))) {
            assertThat(Lab.cluster(Lab.TOKEN, nobody(), far.uri(), alive.uri()).startVm("pve1", 100))
                    .isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void nobodyAnswersNamesEveryEndpoint() throws IOException {
        URI one = nobody();
        URI two = nobody();

        assertThat(Lab.cluster(Lab.TOKEN, one, two).version())
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
            assertThat(Lab.cluster(Lab.TOKEN, half.uri()).version()).isInstanceOf(Outcome.Unreachable.class);
            assertThat(Lab.cluster(Lab.TOKEN, html.uri()).version()).isInstanceOf(Outcome.Unreachable.class);
            assertThat(Lab.cluster(Lab.TOKEN, slow.uri()).version())
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
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());
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
    void peerThatDoesNotSpeakHttpIsUnreachable() throws IOException {
        try (ServerSocket rubbish = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> greet(rubbish));

            assertThat(Lab.cluster(Lab.TOKEN, URI.create("http://127.0.0.1:" + rubbish.getLocalPort()))
                            .version())
                    .isInstanceOf(Outcome.Unreachable.class);
        }
    }

    @Test
    void waitingOnAnEventLoopIsABug() throws Exception {
        try (StubPeer peer = new StubPeer(_ -> Answer.data("{}"))) {
            RestProxmoxCluster cluster = Lab.cluster(Lab.TOKEN, peer.uri());
            CompletableFuture<Outcome<ProxmoxCluster.Version>> asked = new CompletableFuture<>();

            vertx.getOrCreateContext().runOnContext(_ -> asked.completeAsync(cluster::version, Runnable::run));

            assertThat(asked)
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("BlockingNotAllowed");
        }
    }

    private static void greet(ServerSocket socket) {
        try (Socket connection = socket.accept()) {
            connection.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI nobody() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return URI.create("http://127.0.0.1:" + closed.getLocalPort());
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
