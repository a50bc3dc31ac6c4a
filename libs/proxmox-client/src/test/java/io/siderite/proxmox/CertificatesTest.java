package io.siderite.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.siderite.proxmox.Connection.Credentials;
import io.siderite.proxmox.Connection.Trust;
import io.siderite.proxmox.StubPeer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
class CertificatesTest {

    @TempDir
    Path directory;

    @Test
    void eachWayOfTrustTakesItsOwnAndRefusesOthers() throws Exception {
        ServerCertificate certificate = ServerCertificate.make(directory, "ip:127.0.0.1");
        try (StubPeer peer = new StubPeer("https", certificate.sockets(), _ -> Answer.data("{}"))) {
            String print = Certificates.fingerprint(certificate.certificate());

            assertThat(ask(peer, new Trust.Authorities(certificate.pem()))).isInstanceOf(Outcome.Done.class);
            assertThat(ask(peer, new Trust.Pinned(List.of("0".repeat(64), print))))
                    .isInstanceOf(Outcome.Done.class);
            assertThat(ask(peer, new Trust.Anybody())).isInstanceOf(Outcome.Done.class);
            assertRefused(ask(peer, new Trust.System()), "ca-file or fingerprint");
            assertRefused(ask(peer, new Trust.Pinned(List.of("0".repeat(64)))), print);
            assertThat(peer.requests).hasSize(3);
        }
    }

    @Test
    void authorityDoesNotExcuseAWrongName() throws Exception {
        ServerCertificate certificate = ServerCertificate.make(directory, "dns:elsewhere.example");
        try (StubPeer peer = new StubPeer("https", certificate.sockets(), _ -> Answer.data("{}"))) {
            assertRefused(ask(peer, new Trust.Authorities(certificate.pem())), "127.0.0.1");
            assertThat(ask(peer, new Trust.Pinned(List.of(Certificates.fingerprint(certificate.certificate())))))
                    .isInstanceOf(Outcome.Done.class);
        }
    }

    private static Outcome<ProxmoxCluster.Version> ask(StubPeer peer, Trust trust) {
        return RestProxmoxCluster.connect(
                        new Connection("lab", List.of(peer.uri()), new Credentials.Token("a@pve!b", "s3cret"), trust))
                .version();
    }

    private static void assertRefused(Outcome<?> outcome, String text) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unreachable.class, u -> assertThat(u.why()).contains("not trusted", text));
    }
}
